"""One cell of a listing: its value as a program reads it, and as a person does."""

from collections.abc import Iterable
from datetime import datetime

from qbank.domain.printed import Cell as Cell, plain as plain

KIBI = 1024
UNITS = ("KiB", "MiB", "GiB")


def friendly(value: Cell) -> str:
    """Write a cell for a person: a moment in the local zone, to the minute."""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return plain(value)


def is_number(value: Cell) -> bool:
    """Tell whether a cell is set flush right."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_short(values: Iterable[Cell]) -> bool:
    """Tell whether a column holds numbers, moments and nothing else: a part of one would say another."""
    return all(value is None or isinstance(value, (int, float, datetime)) for value in values)


def in_words(size: int | None) -> str | None:
    """Write a number of bytes as a person reads it, such as `12 MiB`."""
    if size is None or size < KIBI:
        return None if size is None else f"{size} B"
    power = min((size.bit_length() - 1) // 10, len(UNITS))
    number = size / KIBI**power
    return f"{number:.1f} {UNITS[power - 1]}" if number < 10 else f"{number:,.0f} {UNITS[power - 1]}"
