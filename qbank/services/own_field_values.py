"""Own fields with values of their own for each question, merged into what is stored."""

from collections.abc import Mapping
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
    after = dict(before)
    for name, value in said.items():
        if value is None and plain(_listed(before.get(name))).casefold() != "none":
            after.pop(name, None)
        elif value is not None:
            after[name] = _kept(before.get(name), value)
    new = jsontext.encode_text(after)
    return stored if new == jsontext.encode_text(before) else new


def _kept(before: Any, value: Any) -> Any:
    """Give the value there where a text prints it, else the text as the kind of value that was there."""
    if not isinstance(value, str) or before is None or isinstance(before, str):
        return value
    if value.strip() == plain(_listed(before)).strip():
        return before
    if isinstance(before, bool):
        word = value.strip().casefold()
        return True if word in _TRUE else False if word in _FALSE else value
    if isinstance(before, list):
        return [part.strip() for part in value.split(",") if part.strip()]
    return _number(value) if not isinstance(before, dict) else value


def _listed(value: Any) -> Any:
    """Give a value as a listing holds it, whose numbers are floats."""
    return jsontext.decode(jsontext.encode(value))


def _number(value: str) -> Any:
    try:
        number = jsontext.decode_exact(value.strip())
    except (msgspec.DecodeError, ArithmeticError):
        return value
    return value if isinstance(number, (str, bool, list, dict)) or number is None else number
