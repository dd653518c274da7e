"""Moodle's numbers: grades from its list, values with a tolerance, multipliers of units."""

import re
from decimal import Decimal, DecimalException, localcontext
from functools import lru_cache
from typing import NamedTuple

from qbank.domain.options import AcceptedNumber, ToleranceKind

GRADES = (
    1.0, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2, 0.1666667,
    0.1428571, 0.125, 0.1111111, 0.1, 0.05, 0.0,
)  # fmt: skip
"""The shares Moodle lets an answer have, above zero and, but for none, below it as well."""

_SAME = 0.00001
"""So near Moodle takes a share for one of its own."""

_WORDS = {"true": 1.0, "false": 0.0, "": 0.0}


@lru_cache(4096)
def share(percent: str) -> float | None:
    """Read a percentage as a share from -1 to 1, `33.33333` as 0.3333333; None for what is no number."""
    text = percent.strip().rstrip("%").rstrip().replace(",", ".").lower()
    if text in _WORDS:
        return _WORDS[text]
    number = _decimal(text)
    return None if number is None else max(-1.0, min(1.0, float(number / 100)))


@lru_cache(4096)
def nearest_grade(share: float) -> float:
    """Give the share of Moodle's list that is nearest; the share itself where Moodle takes it for one."""
    size = min(GRADES, key=lambda grade: abs(grade - abs(share)))
    return share if abs(size - abs(share)) < _SAME else size if share > 0 else -size


@lru_cache(4096)
def exact_percent(share: float) -> str:
    """Write a share as a percentage that `share` reads as the same number: 0.3333333 as `33.33333`."""
    words = f"{Decimal(repr(float(share))) * 100:f}"
    return (words.rstrip("0").rstrip(".") if "." in words else words) or "0"


_SCIENTIFIC = re.compile(r"([+-]?[0-9.]+)\s*[xX×*·]\s*10\s*(?:\^|\*\*)\s*\(?([+-]?[0-9]{1,3})\)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_LARGEST_EXPONENT = 400


def read_number(text: str) -> Decimal | None:
    """Read a number as people type it: `3.5`, `3,5`, `6.0e23`, `6.0x10^23`; None for all else.

    `1,000` is one thousand to some and one to others: it is read as neither.
    """
    text = text.strip().replace("\u2212", "-").replace("\xa0", "")
    if (found := _SCIENTIFIC.fullmatch(text)) is not None:
        text = f"{found[1]}e{found[2]}"
    if "," in text:
        if _THOUSANDS.fullmatch(text) or text.count(",") > 1 or "." in text:
            return None
        text = text.replace(",", ".")
    return _decimal(text)


def _decimal(text: str) -> Decimal | None:
    if len(text) > 1000 or "_" in text:
        return None
    try:
        number = Decimal(text)
    except DecimalException:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _LARGEST_EXPONENT else None


def number_words(number: Decimal) -> str:
    """Write a number with the digits it has: `1.50`, `6.022E+23`."""
    return str(number)


class Stated(NamedTuple):
    """A number as value and absolute tolerance; None catches the rest. `converted` says what was changed."""

    value: Decimal | None
    tolerance: Decimal | None
    converted: str = ""


def stated(number: AcceptedNumber) -> Stated:
    """Give an accepted number the way Moodle's numerical questions have it."""
    if number.value is None:
        return _of_range(number.low, number.high)
    if number.tolerance is None or number.tolerance_kind is ToleranceKind.ABSOLUTE:
        return Stated(number.value, number.tolerance)
    if number.tolerance_kind is ToleranceKind.RELATIVE:
        off = abs(number.value * number.tolerance)
        return Stated(number.value, off, f"{number.value} within a share of {number.tolerance} is ± {off}")
    digits = int(number.tolerance)
    off = Decimal("0.5").scaleb(number.value.adjusted() - max(digits, 1) + 1)
    return Stated(number.value, off, f"{number.value} to {digits} digits is written as ± {off}")


def _of_range(low: Decimal | None, high: Decimal | None) -> Stated:
    if low is None and high is None:
        return Stated(None, None)
    if low is None or high is None:
        known = low if low is not None else high
        return Stated(known, None, f"a range with one end is written as the number {known}")
    with localcontext() as context:
        context.prec = 1100
        middle, half = (low + high) / 2, (high - low) / 2
    return Stated(middle, half, f"the range from {low} to {high} is written as {middle} ± {half}")


def factor_of(multiplier: Decimal) -> float:
    """Give what a value in a unit is multiplied by for the first unit: Moodle writes how many make one."""
    with localcontext() as context:
        context.prec = 40
        return float(1 / multiplier)


def multiplier_of(factor: float) -> str:
    """Write a unit's factor as Moodle's multiplier, with as many digits as `factor_of` needs to give it."""
    with localcontext() as context:
        context.prec = 40
        exact = 1 / Decimal(repr(factor))
        for digits in (15, 17, 25):
            context.prec = digits
            rounded = (+exact).normalize()
            if factor_of(rounded) == factor:
                return f"{rounded:f}" if -_SHORT < rounded.adjusted() < _SHORT else str(rounded)
    return number_words(exact)


_SHORT = 20
"""Numbers of fewer digits are written without an exponent."""
