"""One cell of a listing: its value as a program reads it, and as a person does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

Cell = str | int | float | bool | datetime | Sequence[str] | dict[str, Any] | None


def plain(value: Cell) -> str:
    """Write a cell for a program: nothing cut, nothing coloured, '' for none, UTC for a moment."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return _json(value)
    return ", ".join([each if isinstance(each, str) else _json(each) for each in value])


def _json(value: Any) -> str:
    from qbank.domain import jsontext

    return jsontext.encode_text(value)


def friendly(value: Cell) -> str:
    """Write a cell for a person: a moment in the local zone, to the minute."""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return plain(value)


def is_number(value: Cell) -> bool:
    """Tell whether a cell is set flush right."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
