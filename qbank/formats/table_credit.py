"""What each choice of a row earns, where a table has a cell for that beside each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qbank.formats.truth_words import truth

_MARKS = frozenset("xX*+✓✔☑✅√v")
_NO_MARKS = frozenset("-–—✗✘☐o")


@dataclass(slots=True)
class CreditScale:
    """Whether the numbers of a table are percents: as soon as one is above 1. `add` them all before use."""

    percent: bool = False

    def add(self, cells: Iterable[str]) -> None:
        """Take the cells of one row into account."""
        self.percent = self.percent or any(abs(_number(cell) or Decimal(0)) > 1 for cell in cells)

    def fraction(self, cell: str) -> float | None:
        """Give the share a cell stands for, 0 for an empty one; None for what is none."""
        if not cell or cell in _NO_MARKS:
            return 0.0
        if cell in _MARKS or (len(cell) == 2 and cell[1] == "\ufe0f"):
            return 1.0
        number = _number(cell)
        if number is not None:
            share = float(number / 100) if self.percent or cell.endswith("%") else float(number)
            return share if abs(share) <= 1 else None
        right = truth(cell)
        return None if right is None else float(right)


def _number(cell: str) -> Decimal | None:
    text = cell.rstrip("% ").replace(",", ".")
    if not text or len(text) > 20 or not text.lstrip("+-").replace(".", "", 1).isdecimal():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def is_several(fractions: Sequence[float]) -> bool:
    """Tell whether several choices are right, rather than one right and others partly so."""
    positive = [fraction for fraction in fractions if fraction > 0]
    if len(positive) < 2:
        return False
    return not (max(positive) == 1 and sum(fraction == 1 for fraction in positive) == 1)


def shared(fractions: Sequence[float]) -> list[float]:
    """Share the points among choices that are each marked as wholly right."""
    right = sum(fraction == 1 for fraction in fractions)
    if right < 2 or any(fraction not in (0, 1) for fraction in fractions):
        return list(fractions)
    return [fraction / right for fraction in fractions]
