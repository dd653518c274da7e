"""What becomes of each row of a file of values, and the problems that are shown of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

SHOWN = 20
"""So many problems are shown; a report lists all."""


class Became(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"
    SAME = "same"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row's line and key as written, the question it means, and why it changes nothing, if so."""

    line: int
    key: str | None
    id: str | None
    outcome: Became
    reason: str | None = None


Note = Callable[[RowOutcome], None]


@dataclass(frozen=True, slots=True)
class Problems:
    """How many rows have a problem, by its kind, and the first of them."""

    counts: tuple[tuple[Became, int], ...] = ()
    first: tuple[RowOutcome, ...] = ()

    @property
    def total(self) -> int:
        """How many rows cannot be used."""
        return sum(count for _, count in self.counts)

    def remarks(self, file: str) -> tuple[str, ...]:
        """Say each problem that is shown on a line, and how many there are besides."""
        told = [f"{file}:{each.line}: {each.reason}" for each in self.first]
        if (more := self.total - len(self.first)) > 0:
            told.append(f"{file}: {counted(more, 'more row')} cannot be used; --report FILE lists them all")
        return tuple(told)


class WrongRows(QbankError):
    """Rows that cannot be used, for which nothing is changed; `remarks` say why of the first of them.

    Of the kind "not found" where every key is unknown or means several, else "bad data".
    """

    def __init__(self, problems: Problems, file: str, good: int, *, skipping: bool) -> None:
        told = ", ".join(f"{count:,} {became}" for became, count in problems.counts)
        rows = counted(problems.total + good, "row")
        keys = all(became in (Became.UNKNOWN, Became.AMBIGUOUS) for became, _ in problems.counts)
        left = "correct them" if skipping else "correct them, or change the rest with --on-error skip"
        super().__init__(
            Kind.NOT_FOUND if keys else Kind.BAD_DATA,
            f"{problems.total:,} of {rows} cannot be used ({told}); nothing was changed",
            hint=left,
            details={"good": good, **{became.value: count for became, count in problems.counts}},
        )
        self.remarks = problems.remarks(file)
