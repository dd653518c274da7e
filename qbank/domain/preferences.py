"""The defaults a category may have for what is put in it: their keys, and how a value is read."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qbank.domain.kinds import Difficulty, Status
from qbank.domain.typed_text import tidy_line
from qbank.domain.validation import tidy_tags
from qbank.errors import Kind, QbankError

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
_SIGNED = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}")
_UNSET = "take a default away with `qbank category unset PATH {}`"


def read(key: str, value: Any) -> Any:
    """Read the value of a known key, typed in a shell or decoded from JSON, as a question document has it.

    Enumerations ignore case and take unique beginnings; tags are a list, or words with commas between.
    Raises QbankError saying what the value may be.
    """
    if isinstance(value, str) and value.strip().lower() == "none":
        raise _wrong(f"{key} cannot be set to none", _UNSET.format(key))
    return _READERS[known(key)](key, value)


def known(key: str) -> str:
    """Give a key as it is stored; case does not matter. Raises QbankError naming the keys, nearest first."""
    if (lowered := key.strip().lower()) in _READERS:
        return lowered
    from difflib import SequenceMatcher

    nearest = sorted(KEYS, key=lambda name: -SequenceMatcher(None, lowered, name).ratio())
    raise _wrong(f"there is no preference {key!r}", f"the nearest first: {', '.join(nearest)}")


def assignment(text: str) -> tuple[str, Any]:
    """Read KEY=VALUE. Raises QbankError for an unknown key or a value the key cannot have."""
    key, equals, value = text.partition("=")
    if not equals:
        raise _wrong(f"{text!r} is no KEY=VALUE", "write it as difficulty=hard, without blanks around the =")
    key = known(key)
    return key, read(key, value)


def written(value: Any) -> str:
    """Write a value as it is typed after KEY=."""
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f")
    return ",".join(value) if isinstance(value, list) else str(value)


def _choice(key: str, value: Any, choices: type[StrEnum]) -> StrEnum:
    asked = str(value).strip().casefold()
    begun = [choice for choice in choices if asked and choice.value.startswith(asked)]
    exact = [choice for choice in begun if choice.value == asked]
    if len(meant := exact or begun) == 1:
        return meant[0]
    if meant:
        raise _wrong(f"{key} {value!r} could be {' or '.join(meant)}", "write the whole word")
    raise _wrong(f"there is no {key} {value!r}", f"it is one of {', '.join(choices)}")


def _number(key: str, value: Any, most: float = math.inf) -> float:
    told = with_point(value.strip()) if isinstance(value, str) else ""
    typed = _NUMBER.fullmatch(told)
    counted = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    # Fifteen digits are what the journal's JSON keeps: more could not be taken back exactly.
    number = float(f"{float(told or value):.15g}") if typed or counted else math.nan
    if 0 <= number <= most and number < math.inf:
        return number
    limit = "zero or more" if most == math.inf else f"from 0 to {most:g}"
    known = _SIGNED.fullmatch(told) or (counted and math.isfinite(value))
    what = f"{key} cannot be {value}" if known else f"{value!r} is no number for {key}"
    such = "2.5" if "," not in told else "1.5 or 1500: a comma may part thousands"
    raise _wrong(what, f"{key} is a number {limit}, such as {such}")


def with_point(told: str) -> str:
    """Give a number with a point for its decimal comma: 1,5 is one and a half, 1,500 may be a thousand."""
    return told.replace(",", ".") if _DECIMAL_COMMA.fullmatch(told) else told


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(f"{value!r} is no text for {key}", f"{key} is one line of text")
    if not value.strip():
        raise _empty(key)
    return tidy_line(value, key)


def _tags(key: str, value: Any) -> list[str]:
    parts: Sequence[Any] = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise _wrong(f"{value!r} is no list of tags", "write tags=cell,exam")
    tags = tidy_tags(_text(key, part) for part in parts if not isinstance(part, str) or part.strip())
    if not tags:
        raise _empty(key)
    return tags


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "difficulty": lambda key, value: _choice(key, value, Difficulty),
    "points": _number,
    "rating": lambda key, value: _number(key, value, 5),
    "language": _text,
    "author": _text,
    "licence": _text,
    "status": lambda key, value: _choice(key, value, Status),
    "tags": _tags,
    "required_tags": _tags,
    "allowed_tags": _tags,
}
KEYS = tuple(_READERS)
"""The keys a category may have a default or a rule for."""
RULES = ("required_tags", "allowed_tags")
"""Those of them that fill nothing in: they say what a question's tags have to be."""
TAG_KEYS = ("tags", *RULES)
"""Those whose values are tags."""


def _empty(key: str) -> QbankError:
    return _wrong(f"nothing follows {key}=", _UNSET.format(key))


def _wrong(message: str, hint: str) -> QbankError:
    return QbankError(Kind.USAGE, message, hint=hint)
