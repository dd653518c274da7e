"""The cells of a file of values, read as what is stored; and the words it uses for them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from qbank.domain import jsontext, preferences
from qbank.domain.printed import plain
from qbank.domain.question_key import Key
from qbank.domain.spreadsheet_damage import damage
from qbank.domain.text import fold
from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError
from qbank.services.updating_columns import ENUMERATIONS, NUMBERS, TAGS, require_field

CLEARED = "none"
ValueMaps = Mapping[str, Mapping[str, str]]
_ID_BEGINS = re.compile(
    r"[0-9a-f]{4,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){0,2}-[0-9a-f]{0,4}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{0,12}"
)
_NUMBER = re.compile(r"\d{1,300}(?:\.\d{1,300})?(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


class Refused(Exception):
    """A cell that cannot be used; its text says why in a reader's words."""


def value_maps(told: Sequence[str]) -> ValueMaps:
    """Read words `field:from=to,from=to`. Raises QbankError for a field or value that cannot be."""
    maps: dict[str, dict[str, str]] = {}
    for text in told:
        name, _, pairs = text.partition(":")
        field = require_field(name, "--value-map")
        for pair in pairs.split(","):
            known, _, meant = (part.strip() for part in pair.partition("="))
            if not (known and meant) or field in TAGS:
                raise _no_map(text)
            _require_value(field, meant, text)
            maps.setdefault(field, {})[known.casefold()] = meant
    return maps


def _require_value(field: str, meant: str, text: str) -> None:
    if "." in field:
        return
    try:
        scalar(field, meant)
    except Refused as error:
        hint = "what stands on the right of = is what the field is to be"
        raise QbankError(Kind.USAGE, f"--value-map {text}: {error}", hint=hint) from error


def _no_map(text: str) -> QbankError:
    return QbankError(
        Kind.USAGE,
        f"--value-map {text!r} is no FIELD:FROM=TO,FROM=TO",
        hint="write it as --value-map difficulty:1=easy,2=medium,3=hard; tags have none",
    )


def printed(cell: Any) -> str:
    """Give a cell as the text it is: a JSON number with the digits it has."""
    return str(cell) if isinstance(cell, Decimal) else plain(cell).strip()


def is_blank(cell: Any) -> bool:
    """Tell whether a cell leaves what is there."""
    return cell is None or cell == [] or cell == {} or (isinstance(cell, str) and not cell.strip())


def key_of(key: Key, cell: Any) -> str:
    """Give a key as it is compared: an id in small letters, a title without case. Raises Refused."""
    text = printed(cell)
    if key is Key.ID and _ID_BEGINS.fullmatch(text.lower()):
        return text.lower()
    if (looks := damage(text)) is not None:
        raise Refused(_spoilt(key.column, text, looks))
    if key is Key.ID:
        raise Refused(f"{text!r} is no id, nor the first four or more characters of one")
    return fold(text) if key is Key.TITLE else text


def scalar(field: str, cell: Any) -> Any:
    """Read a value of one column as it is stored, None for `none`. Raises Refused.

    Of `category` and `document` it is the name by which they are looked for.
    """
    number = isinstance(cell, int | Decimal) and not isinstance(cell, bool)
    if not isinstance(cell, str) and not number:
        raise Refused(f"{printed(cell)!r} is no {field}")
    return _scalar(field, printed(cell))


@lru_cache(4096)
def _scalar(field: str, text: str) -> Any:
    cleared = text.casefold() == CLEARED
    if field == "category" or (field == "document" and not cleared):
        return text
    if cleared and field != "status":
        return None
    try:
        return _number(field, text) if field in NUMBERS else _word(field, text)
    except QbankError as error:
        raise Refused(_reason(field, text, error)) from error


def _word(field: str, text: str) -> str:
    if text.casefold() == CLEARED:
        raise QbankError(
            Kind.USAGE, "status cannot be none", hint="it is one of draft, review, ready, retired"
        )
    value = tidy_line(text, field) if field == "assignee" else preferences.read(field, text)
    return str(getattr(value, "value", value))


def _number(field: str, text: str) -> float:
    """Read a number with all its digits, so that a listing's number is the one that is stored."""
    written = preferences.with_point(text)
    if not _NUMBER.fullmatch(written):
        preferences.read(field, text)  # which refuses it, in its own words
    number = float(written)
    preferences.read(field, number)
    return number


def _reason(field: str, text: str, error: QbankError) -> str:
    looks = damage(text) if field in (*ENUMERATIONS, *NUMBERS) else None
    if looks is not None:
        return _spoilt(field, text, looks)
    return f"{error.message}: {error.hint}"


def _spoilt(name: str, text: str, looks: str) -> str:
    return f"{name} {text!r} looks like what a spreadsheet makes of another value: {looks}"


def tags_of(field: str, cell: Any) -> list[str]:
    """Read a list of tags: a JSON list, or words with commas between; `none` is no tag. Raises Refused."""
    if isinstance(cell, str) and cell.strip().casefold() == CLEARED:
        return []
    try:
        tags: list[str] = preferences.read("tags", _listed(cell))
    except QbankError as error:
        raise Refused(f"{field}: {error.message}") from error
    return tags


def _listed(cell: Any) -> Any:
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            return msgspec.json.decode(cell, type=list[str])
        except msgspec.DecodeError:
            return cell
    return cell


def own_of(cell: Any) -> Any:
    """Read a value of an own field: any text or JSON value, None for `none`. Raises Refused."""
    if isinstance(cell, str) and cell.strip().casefold() == CLEARED:
        return None
    try:
        whole = jsontext.encode_text(cell)
    except UnicodeEncodeError as error:
        raise Refused("it holds half of a character (a lone surrogate)") from error
    if "\\u0000" in whole.replace("\\\\", ""):
        raise Refused("it holds the character NUL (U+0000)")
    return cell


def mapped(maps: ValueMaps, field: str, cell: Any) -> Any:
    """Give what the person said a cell of a field means, else the cell."""
    known = maps.get(field)
    return cell if known is None else known.get(printed(cell).casefold(), cell)
