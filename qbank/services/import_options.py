"""What a person asks of an import, and what came of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qbank.domain.category_path import join_path, split_path
from qbank.domain.counting import counted
from qbank.domain.kinds import Status
from qbank.domain.likeness import Resemblance
from qbank.domain.merging import Clash
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.base import Diagnostic


class OnDuplicate(StrEnum):
    """What becomes of an exact twin of a question in the bank or earlier in the file."""

    SKIP = "skip"
    ADD = "add"
    MERGE = "merge"


class OnConflict(StrEnum):
    """What becomes of a known question that was changed here and in its file, differently.

    Skipped, it stays as it is as a whole, and is a conflict again the next time. Else what only the file
    changed is taken, and where both did, the bank's word stands, or the file's.
    """

    SKIP = "skip"
    OURS = "ours"
    THEIRS = "theirs"
    ASK = "ask"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is brought in. `into` is put before the file's own categories, `category` in their place."""

    file_name: str
    format: str
    sha256: str = ""
    into: str | None = None
    category: str | None = None
    document: str | None = None
    status: Status | None = None
    on_duplicate: OnDuplicate = OnDuplicate.SKIP
    on_conflict: OnConflict = OnConflict.SKIP
    retire_missing: bool = False

    def placed(self, path: str) -> str:
        """Put a path of the file where it comes to lie."""
        return path if self.into is None else join_path((*split_path(self.into), *split_path(path)))

    def place_of(self, path: str | None) -> str | None:
        """Give the category of a question that the file has in one; None where nobody names any."""
        return self.category or (self.placed(path) if path else None)


class Verdict(StrEnum):
    """What became of one question of a file."""

    NEW = "new"
    CHANGED = "changed"
    MERGED = "merged"
    SAME = "same"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    GONE = "gone"
    FAILED = "failed"


SHOWN = 20
"""So many outcomes of a kind are kept for a person to see; a report has all."""
_NOTABLE = (Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.GONE, Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class Near:
    """A question of the bank that a new one resembles, and how."""

    id: str
    resemblance: Resemblance


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of an import's report. `id` is the question's, or its twin's; `key` the author's own id.

    `places` is what of the question was taken from the file, `kept` what was edited here and stays, and
    `clashes` where both changed the same; `resolved` is whose word stands there, `near` what a new one is
    like.
    """

    verdict: Verdict
    item: int | None
    line: int | None
    path: str
    id: str | None = None
    reason: str | None = None
    key: str | None = None
    places: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    resolved: OnConflict | None = None
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """A conflict that a person is to decide: where it stands in its file, the question, both its sides."""

    file: str
    item: int | None
    line: int | None
    id: str
    name: str
    clashes: tuple[Clash, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of a conflict, and the conflict as they saw it."""

    choice: OnConflict
    clashes: tuple[Clash, ...]


class UndecidedConflicts(QbankError):
    """Conflicts that a person is to decide before anything is written."""

    def __init__(self, conflicts: Sequence[Undecided]) -> None:
        told = counted(len(conflicts), "question")
        super().__init__(
            Kind.CONFLICT,
            f"{told} changed here and in the file, differently; nothing was imported",
            hint="say what becomes of them with --on-conflict ours, theirs or skip",
        )
        self.conflicts = conflicts


_LISTS = ("diagnostics", "notable", "categories", "made", "undecided", "near", "samples")


@dataclass(slots=True)
class ImportSummary:
    """What an import came to. `refused` are those of the failed ones that break a rule of the bank.

    `source` is the id of its document where that was known before, and `told_by` the file whose words told
    it, where this one has another name. `retired` counts the gone that were retired, `staying` those that
    the file has in another category or with another passage, and that stay where they are. `notes` counts
    those that questions the bank has already got. `near` are the first of the new ones that resemble a
    question of the bank, `resembling` counts them all. `samples` are the first new ones.
    """

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    diagnostics: list[Diagnostic] = field(default_factory=list)
    warnings: int = 0
    notable: list[Outcome] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    document: str | None = None
    change: int | None = None
    import_id: str | None = None
    unsorted: int = 0
    trashed: int = 0
    refused: int = 0
    notes: int = 0
    retired: int = 0
    staying: int = 0
    near: list[Outcome] = field(default_factory=list)
    resembling: int = 0
    told_by: str | None = None
    source: str | None = None
    note: Callable[[Outcome], None] | None = None
    undecided: list[Undecided] = field(default_factory=list)
    samples: list[QuestionDocument] = field(default_factory=list)

    def copied(self) -> "ImportSummary":
        """Give the summary as it is, for an import that may be done over."""
        copy = replace(self, counts=dict(self.counts))
        for name in _LISTS:
            setattr(copy, name, list(getattr(self, name)))
        return copy

    def tell(self, outcome: Outcome) -> None:
        """Count an outcome, keep some that a person should see, and pass it on to the report."""
        self.counts[outcome.verdict] += 1
        if outcome.verdict in _NOTABLE and self.counts[outcome.verdict] <= SHOWN:
            self.notable.append(outcome)
        if self.note is not None:
            self.note(outcome)

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """Pass outcomes on in the order of their questions, when all of a frame are told."""
        note, told = self.note, list[Outcome]()
        if note is None:
            yield
            return
        self.note = told.append
        yield
        self.note = note
        for outcome in sorted(told, key=lambda each: (each.item or 0, each.line or 0)):
            note(outcome)

    @property
    def written(self) -> int:
        """How many known questions were changed, merged or retired."""
        return self.counts[Verdict.CHANGED] + self.counts[Verdict.MERGED] + self.retired

    @property
    def read(self) -> int:
        """How many questions could be read."""
        return sum(self.counts.values()) - self.counts[Verdict.FAILED] - self.counts[Verdict.GONE]
