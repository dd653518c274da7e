"""Numbers of a workbook as a reader sees them: dates by name, percents, fixed decimals, leading zeros.

Number formats as ECMA-376 part 1, 18.8.30 numbers and writes them; dates count days from 1900, or from 1904.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)))
_TIMES = frozenset((*range(18, 22), 32, 33, 45, 46, 47))
_PERCENTS = {9: "0%", 10: "0.00%"}
_FIXED = {2: "0.00"}
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DECIMALS = re.compile(r"[#,]*0(?:\.(0+))?")
_ZEROS = re.compile(r"0{2,15}")
_LARGEST_DAY = 2_958_466


class Kind(StrEnum):
    """What a cell holds that is not what it seems to be."""

    DATE = "date"
    ERROR = "error"
    FORMULA = "formula"


def format_code(number: int, codes: dict[int, str]) -> str:
    """Give the code of a number format: the workbook's own, or one that every program knows."""
    if number in codes:
        return codes[number]
    if number in _DATES:
        return "yyyy-mm-dd"
    return "hh:mm:ss" if number in _TIMES else _PERCENTS.get(number) or _FIXED.get(number, "")


def is_date(code: str) -> bool:
    """Tell whether a number format shows a date or a time."""
    plain = _ASIDE.sub("", code.partition(";")[0]).lower()
    return any(mark in plain for mark in "dyhs") or ("m" in plain and "0" not in plain and "#" not in plain)


def shown(value: str, code: str, *, from_1904: bool) -> tuple[str, Kind | None]:
    """Give a number as text, and what it is where it is a date. What is no number stays as it is."""
    try:
        number = float(value)
    except ValueError:
        return value, None
    if code and is_date(code):
        if 0 <= number < _LARGEST_DAY:
            return _date(number, code, from_1904=from_1904), Kind.DATE
        return _plain(number), None
    return _formatted(number, code), None


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _formatted(number: float, code: str) -> str:
    """Give what a format shows where that is the whole number: `50%`, `3.10`, `007`; else the number."""
    code = code.partition(";")[0]
    if code.endswith("%"):
        return f"{_plain(float(f'{number * 100:.12g}'))}%"
    if _ZEROS.fullmatch(code) and number.is_integer() and number >= 0:
        return str(int(number)).zfill(len(code))
    found = _DECIMALS.fullmatch(code)
    if found and found[1]:
        fixed = f"{number:.{len(found[1])}f}"
        return fixed if float(fixed) == number else _plain(number)
    return _plain(number)


def _date(number: float, code: str, *, from_1904: bool) -> str:
    """Give a date as 2024-03-04, with its time where it has one; a time alone as 14:30."""
    if number < 1 or not any(mark in _ASIDE.sub("", code).lower() for mark in "dy"):
        at = _day(1900, 1, 1) + timedelta(seconds=round(number % 1 * 86_400))
        return at.strftime("%H:%M:%S" if at.second else "%H:%M")
    origin = _day(1904, 1, 1) if from_1904 else _day(1899, 12, 30 if number >= 60 else 31)
    at = origin + timedelta(seconds=round(number * 86_400))
    return at.strftime("%Y-%m-%d" if not (at.hour or at.minute) else "%Y-%m-%d %H:%M")


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)
