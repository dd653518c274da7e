"""The values an own field of each type may have, and how what was typed or read becomes one of them."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qbank.domain import jsontext
from qbank.domain.text import fold
from qbank.domain.text_width import one_line

SHOWN = 40
_NUMBER = re.compile(r"[-+]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_LARGEST = 2**63 - 1
"""The largest whole number that databases compare as one."""


class FieldType(StrEnum):
    """What the values of a defined field are."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"


def read(type: FieldType, value: Any, choices: Sequence[str] = ()) -> Any:
    """Give a value in the one form its type has. Raises ValueError with the reason in a reader's words.

    Texts are read as well as values, because a shell and a table have nothing else: `3`, `yes`, `2026-03-01`.
    """
    if type is FieldType.CHOICE:
        return _choice(value, choices)
    found = _READERS[type](value)
    if found is None:
        raise ValueError(f"{shown(value)} is {_IS_NO[type]}")
    return found


def is_blank(value: Any) -> bool:
    """Tell a value that says nothing: null, and a text of blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: Any) -> str:
    """Write a value for a message, on one line and not too long."""
    written = f"'{value}'" if isinstance(value, str) else jsontext.encode_text(value)
    return one_line(written, SHOWN)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return jsontext.encode_text(value) if _is_number(value) else None


def _number(value: Any) -> int | Decimal | None:
    if isinstance(value, str):
        typed = value.strip()
        if not _NUMBER.fullmatch(typed):
            return None
        value = int(typed) if typed.lstrip("+-").isdecimal() else Decimal(typed)
    if not _is_number(value) or not _is_finite(value):
        return None
    number: int | Decimal = Decimal(repr(value)) if isinstance(value, float) else value
    return number


def _is_finite(number: Any) -> bool:
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False


def _integer(value: Any) -> int | None:
    number = _number(value)
    if number is None or not -_LARGEST <= number <= _LARGEST or number != int(number):
        return None
    return int(number)


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        return None


def _choice(value: Any, choices: Sequence[str]) -> str:
    asked = _text(value)
    meant = [] if asked is None else [each for each in choices if fold(each) == fold(asked.strip())]
    if not meant:
        raise ValueError(f"{shown(value)} is none of {one_line(', '.join(choices), 200)}")
    return meant[0]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


_READERS: Mapping[FieldType, Callable[[Any], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
}
_IS_NO = {
    FieldType.TEXT: "no text",
    FieldType.NUMBER: "no number",
    FieldType.INTEGER: "no whole number",
    FieldType.BOOLEAN: "neither true nor false",
    FieldType.DATE: "no date such as 2026-03-01",
}
