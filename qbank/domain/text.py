"""Rich text: a string in the stem's markup, or a string that names its own."""

import unicodedata

import msgspec

from qbank.domain.kinds import TextFormat


class RichText(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, frozen=True):
    """A text whose markup differs from the stem's."""

    text: str
    format: TextFormat | None = None


Text = str | RichText


def text_of(text: Text | None) -> str:
    """Give the characters of a text, '' for none."""
    if text is None:
        return ""
    return text if isinstance(text, str) else text.text


def format_of(text: Text | None, stem_format: TextFormat) -> TextFormat:
    """Give the markup a text is written in: its own, or the stem's."""
    if isinstance(text, RichText) and text.format is not None:
        return text.format
    return stem_format


def rich(text: str, format: TextFormat | None, stem_format: TextFormat) -> Text:
    """Build a text that names its markup only where that differs from the stem's."""
    return text if format is None or format is stem_format else RichText(text, format)


def fold(text: str) -> str:
    """Fold a text so that equal means equal without case, accents and width."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    )
