"""JSON read strictly: what JSON forbids, or a bank cannot hold, is named with its place, never repaired."""

import json
import re
from typing import Any, NamedTuple

DEEPEST = 100
"""How many lists and objects may stand inside each other."""

_LARGEST = 2**63 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")


class Flaw(NamedTuple):
    """What stands in the place of a value that cannot be kept: the reason in a reader's words."""

    reason: str


class FlawedObject(dict[str, Any]):
    """An object in which a key stands twice; the later value would have hidden the earlier one."""

    flaw: str = ""


class Malformed(Exception):
    """Text that is no JSON: the reason, and the line counted from 1 within the text."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    names = [name for name, _ in pairs]
    flawed = FlawedObject(value)
    flawed.flaw = (
        f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice in one object"
    )
    return flawed


def _whole(digits: str) -> Any:
    if len(digits) <= 18:
        return int(digits)
    if len(digits) > 20 or abs(int(digits)) > _LARGEST:
        return Flaw(f"a whole number of {len(digits.lstrip('-'))} digits is too large")
    return int(digits)


def _fraction(digits: str) -> Any:
    number = float(digits)
    return number if abs(number) != float("inf") else Flaw(f"the number {digits[:20]} is too large")


def _constant(name: str) -> Flaw:
    return Flaw(f"{name} is no JSON number")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)


def parse(data: bytes) -> Any:
    """Read one JSON value from UTF-8; what cannot be kept in it is left as a Flaw or FlawedObject.

    Raises Malformed.
    """
    try:
        return _decoder.decode(data.decode())
    except RecursionError as error:
        raise Malformed("lists and objects are nested too deeply") from error
    except UnicodeDecodeError as error:
        raise Malformed(f"the byte 0x{data[error.start]:02x} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise Malformed(_reason(error), error.lineno) from error


def _reason(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        return "it is cut off: " + ("inside a string" if "string" in error.msg else "its end is missing")
    if error.msg == "Invalid control character at":
        return (
            f"the character U+{ord(error.doc[error.pos]):04X} stands bare in a string (column {error.colno})"
        )
    if error.msg == "Extra data":
        return f"something follows the value (column {error.colno})"
    return f"it is no JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.colno})"


def first_flaw(value: Any) -> tuple[str, str] | None:
    """Find the first thing in a value that cannot be kept: its path inside the value, and the reason."""
    stack: list[tuple[str, int, Any]] = [("", 0, value)]
    while stack:
        path, depth, part = stack.pop()
        reason = _own_flaw(part, depth)
        if reason:
            return path, reason
        if isinstance(part, dict):
            for name in part:
                if reason := _bad_text(name):
                    return path, reason
            stack += [
                (f"{path}.{name}".lstrip("."), depth + 1, inner) for name, inner in reversed(part.items())
            ]
        elif isinstance(part, list):
            stack += [(f"{path}[{at}]", depth + 1, part[at]) for at in reversed(range(len(part)))]
    return None


def _own_flaw(part: Any, depth: int) -> str:
    if isinstance(part, str):
        return _bad_text(part)
    if isinstance(part, Flaw):
        return part.reason
    if isinstance(part, FlawedObject):
        return part.flaw
    return f"it is nested more than {DEEPEST} levels deep" if depth > DEEPEST else ""


def _bad_text(text: str) -> str:
    if "\0" in text:
        return "a text holds the character NUL"
    if not text.isascii() and (found := _SURROGATE.search(text)):
        return f"a text holds half a character (the lone surrogate \\u{ord(found[0]):04x})"
    return ""
