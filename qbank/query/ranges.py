"""`A..B`, `A..`, `..B`, `>=A`: the two ends a value names, before anyone knows what they measure."""

import re
from typing import NamedTuple

_COMPARISON = re.compile(r"(>=|<=|>|<|=)?\s*(.*)", re.DOTALL)


class Ends(NamedTuple):
    """The two ends as typed, None where there is none.

    `single`: one value names both; `compared`: a `>` or `<` names the one.
    """

    low: str | None
    high: str | None
    low_open: bool = False
    high_open: bool = False
    single: bool = False
    compared: bool = False


def ends_of(text: str) -> Ends:
    """The ends `text` names; both are None where it names none (`..`, `>`)."""
    low, dots, high = text.partition("..")
    if dots:
        return Ends(low.strip() or None, high.strip() or None)
    found = _COMPARISON.fullmatch(text)
    sign, value = (found.group(1), found.group(2).strip() or None) if found else (None, None)
    if sign in (">", ">="):
        return Ends(value, None, low_open=sign == ">", compared=True)
    if sign in ("<", "<="):
        return Ends(None, value, high_open=sign == "<", compared=True)
    return Ends(value, value, single=True)
