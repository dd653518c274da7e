"""Numbers after a colon: rating and points."""

import re
from decimal import Decimal

from qbank.errors import QbankError
from qbank.query.mistakes import mistake, shown, typed
from qbank.query.ranges import ends_of
from qbank.query.tree import Between

# Longer ones are a slip of the hand, and no column holds them.
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_LIMITS = {"rating": (Decimal(0), Decimal(5))}


def between(field: str, text: str) -> Between:
    """The range of numbers `text` names: `3`, `3..`, `..4`, `2..4`, `>=3`; a usage error otherwise."""
    ends = ends_of(text)
    if ends.low is None and ends.high is None:
        raise _no_number(field, text)
    low, high = _number(field, ends.low), _number(field, ends.high)
    if low is not None and high is not None and low > high:
        raise mistake(
            f"{field}:{low}..{high} runs backwards", f"the smaller number stands first: {field}:{high}..{low}"
        )
    return Between(field, low, high, ends.low_open, ends.high_open)


def _number(field: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise _no_number(field, text)
    number = Decimal(text)
    low, high = _LIMITS.get(field, (number, number))
    if not low <= number <= high:
        raise mistake(f"no {field} is {number}", f"a {field} runs from {low} to {high}")
    return number


def _no_number(field: str, text: str) -> QbankError:
    return mistake(
        f"{shown(text)} is no number for {field}:",
        f"write {field}:3, {field}:2.5, or a range {field}:3.. {field}:..4 {field}:2..4; "
        f"for those without, {field}:none; with > or <, in quotes {typed(f'{field}:>=3')}",
    )
