"""One cell of a listing: its value as a program reads it, and as a person does."""

from datetime import datetime

from qbank.domain.printed import Cell as Cell, plain as plain


def friendly(value: Cell) -> str:
    """Write a cell for a person: a moment in the local zone, to the minute."""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return plain(value)


def is_number(value: Cell) -> bool:
    """Tell whether a cell is set flush right."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
