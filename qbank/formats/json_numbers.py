"""The numbers a numerical question accepts, in the shapes that files write them in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qbank.domain.options import AcceptedNumber, ToleranceKind
from qbank.formats.json_values import number, text


def accepted_number(value: Any, fraction: float, tolerance: Any = None) -> AcceptedNumber | None:
    """Read a number, or an object that describes a number or a range; None for anything else."""
    if isinstance(value, Mapping):
        return _described(value, fraction)
    found = number(value)
    if found is None:
        return _spread(text(value), fraction)
    return AcceptedNumber(value=found, tolerance=number(tolerance), fraction=fraction)


def _described(value: Mapping[str, Any], fraction: float) -> AcceptedNumber | None:
    low = _first(value, "min", "low", "from", "numberLow", "start", "lower")
    high = _first(value, "max", "high", "to", "numberHigh", "end", "upper")
    if low is not None and high is not None:
        return AcceptedNumber(low=low, high=high, fraction=fraction)
    middle = _first(value, "number", "value", "answer", "exact", "text")
    if middle is None:
        return None
    digits = _first(value, "precision")
    if digits is not None:
        kind = ToleranceKind.DIGITS
        return AcceptedNumber(value=middle, tolerance=digits, tolerance_kind=kind, fraction=fraction)
    margin = _first(value, "range", "tolerance", "margin", "error")
    return AcceptedNumber(value=middle, tolerance=margin or None, fraction=fraction)


def _first(value: Mapping[str, Any], *names: str) -> Decimal | None:
    return next((found for name in names if (found := number(value.get(name))) is not None), None)


def _spread(written: str, fraction: float) -> AcceptedNumber | None:
    """Read `low..high` and `value:tolerance`."""
    for mark in ("..", ":", "±"):
        first, found, second = written.partition(mark)
        one, two = number(first), number(second)
        if found and one is not None and two is not None:
            if mark == "..":
                return AcceptedNumber(low=min(one, two), high=max(one, two), fraction=fraction)
            return AcceptedNumber(value=one, tolerance=two, fraction=fraction)
    return None
