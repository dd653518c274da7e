"""Accepted numbers in the text form: `9.81 +- 0.01`, `9.81 +- 1%`, `9.7 .. 9.9`, `*` for any other."""

import re
from decimal import Decimal
from typing import Any

from qbank.domain.options import AcceptedNumber, ToleranceKind

_DIGITS = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?"
_VALUE = re.compile(rf"({_DIGITS})(?:\s*(?:\+-|\+/-|±)\s*({_DIGITS})\s*(%|digits)?)?")
_RANGE = re.compile(rf"({_DIGITS})?\s*\.\.\s*({_DIGITS})?")
REST = "*"


def written(number: AcceptedNumber) -> str:
    """Write what a number must be."""
    if number.value is not None:
        return f"{number.value}{_tolerance(number)}"
    if number.low is None and number.high is None:
        return REST
    ends = ("" if end is None else str(end) for end in (number.low, number.high))
    return " .. ".join(ends).strip()


def _tolerance(number: AcceptedNumber) -> str:
    if number.tolerance is None:
        return ""
    if number.tolerance_kind is ToleranceKind.RELATIVE:
        return f" +- {(Decimal(number.tolerance) * 100).normalize():f}%"
    digits = " digits" if number.tolerance_kind is ToleranceKind.DIGITS else ""
    return f" +- {number.tolerance}{digits}"


def read(text: str) -> dict[str, Any] | None:
    """Read what a number must be as the parts of an AcceptedNumber; None for what is no number."""
    told = text.strip()
    if told == REST:
        return {}
    if found := _VALUE.fullmatch(told):
        return {"value": _decimal(found[1]), **_near(found[2], found[3])}
    if (found := _RANGE.fullmatch(told)) and (found[1] or found[2]):
        return {name: _decimal(end) for name, end in (("low", found[1]), ("high", found[2])) if end}
    return None


def _near(tolerance: str | None, unit: str | None) -> dict[str, Any]:
    if tolerance is None:
        return {}
    if unit == "%":
        return {"tolerance": _decimal(tolerance) / 100, "tolerance_kind": ToleranceKind.RELATIVE}
    kind = ToleranceKind.DIGITS if unit else ToleranceKind.ABSOLUTE
    return {"tolerance": _decimal(tolerance), "tolerance_kind": kind}


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace("−", "-"))
