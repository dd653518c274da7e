"""The reader's text: what a person sees of a text, for listings, search and finding twins.

Each markup has a module that reads it. Every pattern there is possessive or stops at its own first character:
none of them goes back over a text.
"""

from collections.abc import Callable

from qbank.domain.kinds import TextFormat
from qbank.domain.markup_cloze import read_cloze
from qbank.domain.markup_html import read_html, read_moodle
from qbank.domain.markup_latex import read_latex
from qbank.domain.markup_markdown import read_markdown

_PLAIN = TextFormat.PLAIN


def reader_text(text: str, format: TextFormat) -> str:
    """Give a text as its reader sees it: no tags or entities, pictures named, math as its TeX.

    Never raises. A tag that is not one of HTML's, or is left open, is kept as written: it may be words.
    """
    if format is _PLAIN or ("<" not in text and "&" not in text and format in _TAGGED):
        return text
    return _READERS[format](text, [])


def referenced_images(text: str, format: TextFormat) -> list[str]:
    """Give the source of every picture a text refers to, as written there; formulas kept as TeX are none."""
    images: list[str] = []
    if format is not _PLAIN and ("<" in text or "![" in text or "\\" in text):
        _READERS[format](text, images)
    return images


_READERS: dict[TextFormat, Callable[[str, list[str]], str]] = {
    TextFormat.PLAIN: lambda text, images: text,
    TextFormat.HTML: read_html,
    TextFormat.MOODLE: read_moodle,
    TextFormat.CLOZE: read_cloze,
    TextFormat.MARKDOWN: read_markdown,
    TextFormat.LATEX: read_latex,
}
_TAGGED = frozenset({TextFormat.HTML, TextFormat.MOODLE, TextFormat.CLOZE})
