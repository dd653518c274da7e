"""How a file's texts are written: with HTML entities, %-encoded or in base64, told by the whole file."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

_ELEMENTS = (
    "a|abbr|b|big|blockquote|br|center|code|dd|div|dl|dt|em|figure|font|h[1-6]|hr|i|img|li|mark|math|ol|p|pre|q|"
    "s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|video|audio|svg"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,7}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def has_tags(text: str) -> bool:
    """Tell whether a text holds HTML, by the names of elements that texts are marked up with."""
    return "<" in text and _TAG.search(text) is not None


class TextCoding:
    """What the strings of a file have in common: `add` every record, then `read` gives records decoded."""

    def __init__(self) -> None:
        self._entities = False
        self._tags = False
        self._escapes = False
        self._no_blanks = True
        self._base64 = True
        self._longest = 0

    def add(self, parts: Mapping[str, Any]) -> None:
        """Take the strings of one record into account."""
        for text in _strings(parts):
            self._entities = self._entities or ("&" in text and _ENTITY.search(text) is not None)
            self._tags = self._tags or has_tags(text)
            if self._no_blanks:
                self._no_blanks = not any(mark.isspace() for mark in text)
                self._escapes = self._escapes or _ESCAPED.search(text) is not None
            self._base64 = self._base64 and _from_base64(text) is not None
            self._longest = max(self._longest, len(text))

    @property
    def name(self) -> str:
        """The coding in a reader's words, '' for plain texts."""
        if self._base64 and self._longest >= 12:
            return "base64"
        if self._no_blanks and self._escapes:
            return "%-encoded"
        return "HTML entities" if self._entities and not self._tags else ""

    def read(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """Give a record with its strings decoded."""
        decode = _DECODERS.get(self.name)
        return {path: _mapped(part, decode) for path, part in parts.items()} if decode else dict(parts)


def _strings(parts: Mapping[str, Any]) -> Iterator[str]:
    for part in parts.values():
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            yield from (one for one in part if isinstance(one, str))
        elif isinstance(part, dict):
            yield from (one for one in part.values() if isinstance(one, str))


def _from_base64(text: str) -> str | None:
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return None
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return decoded if decoded.isprintable() else None


def _mapped(value: Any, decode: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return decode(value)
    if isinstance(value, list):
        return [_mapped(one, decode) for one in value]
    if isinstance(value, dict):
        return {key: _mapped(one, decode) for key, one in value.items()}
    return value


def _unescaped(text: str) -> str:
    return html.unescape(text) if "&" in text else text


_DECODERS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: _from_base64(text) or text,
    "%-encoded": unquote,
    "HTML entities": _unescaped,
}
