"""The plain values that question files write a text, a number or a list of either in."""

from decimal import Decimal, InvalidOperation
from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.text import RichText, Text
from qbank.formats.markup_words import markup_of

_TEXT_KEYS = ("text", "#text", "$t", "value", "content", "html")


def is_text(value: Any) -> bool:
    """Tell whether a value is a text that is not blank: a string, lines, or an object around one."""
    return bool(text(value).strip())


def text(value: Any) -> str:
    """Give a value's characters: of a string, a number, lines of strings, or an object's own; else ''."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if isinstance(value, dict):
        return next(
            (text(value[key]) for key in _TEXT_KEYS if isinstance(value.get(key), str | bool | int)), ""
        )
    return ""


def format_of(value: Any) -> TextFormat | None:
    """Give the markup that an object around a text names, None where it names none."""
    name = value.get("format") if isinstance(value, dict) else None
    return markup_of(name) if isinstance(name, str) else None


def rich(value: Any, stem_format: TextFormat) -> Text | None:
    """Give a text that names its markup only where that differs from the stem's; None for a blank one."""
    characters = text(value).strip()
    if not characters:
        return None
    own = format_of(value)
    return characters if own is None or own is stem_format else RichText(characters, own)


def number(value: Any) -> Decimal | None:
    """Give a number, also one in quotes or with a decimal comma; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def scalar_text(value: Any) -> str | None:
    """Give a string or number as text, None for anything else and for a blank one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return text(value).strip() or None


def words(value: Any) -> list[str]:
    """Give the texts of a list, or the comma-separated ones of a string."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    if isinstance(value, list):
        return [word for one in value if (word := text(one).strip())]
    return []
