"""Own fields with values of their own for each question, merged into what is stored."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from qbank.domain import jsontext
from qbank.domain.printed import plain

_TRUE, _FALSE = ("yes", "true"), ("no", "false")


def merged(stored: str, said: Mapping[str, Any]) -> str:
    """Give a question's stored fields with those said put in, None taking one away; the others stay.

    A text that is how a listing prints the value there already leaves it; a text for a field that holds a
    number, a truth value or a list becomes one again where it can.
    """
    before: dict[str, Any] = jsontext.decode_exact(stored)
    listed: dict[str, Any] = jsontext.decode(stored)
    after = dict(before)
    for name, value in said.items():
        printed = plain(listed.get(name)).strip()
        if value is None and printed.casefold() != "none":
            after.pop(name, None)
        elif value is not None and not (isinstance(value, str) and value.strip() == printed):
            after[name] = _like(before.get(name), value)
    new = jsontext.encode_text(after)
    return stored if new == jsontext.encode_text(before) else new


def _like(before: Any, value: Any) -> Any:
    """Give a text as the kind of value that was there, where it can be one."""
    if not isinstance(value, str):
        return value
    if isinstance(before, bool):
        word = value.strip().casefold()
        return True if word in _TRUE else False if word in _FALSE else value
    if isinstance(before, list):
        return [part.strip() for part in value.split(",") if part.strip()]
    return _number(value) if isinstance(before, int | float | Decimal) else value


def _number(value: str) -> Any:
    try:
        number = jsontext.decode_exact(value.strip())
    except (msgspec.DecodeError, ArithmeticError):
        return value
    return value if isinstance(number, (str, bool, list, dict)) or number is None else number
