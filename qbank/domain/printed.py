"""A value as a listing prints it for a program; whoever reads a listing back compares with this."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol


class Speaking(Protocol):
    """A value that says in `str` what a cell of it holds, and more in JSON."""

    text: str


Cell = str | int | float | bool | datetime | Sequence[str] | dict[str, Any] | Speaking | None


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
    if not isinstance(value, Sequence):
        return str(value)
    return ", ".join([each if isinstance(each, str) else _json(each) for each in value])


def _json(value: Any) -> str:
    from qbank.domain import jsontext

    return jsontext.encode_text(value)
