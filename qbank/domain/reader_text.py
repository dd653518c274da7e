"""The reader's text: what a person sees of a text, for listings, search and finding twins.

Each markup has a module that reads it. Every pattern there is possessive or stops at its own first character:
none of them goes back over a text.
"""

import re
from collections.abc import Callable

from qbank.domain.kinds import TextFormat
from qbank.domain.markup_cloze import read_cloze
from qbank.domain.markup_html import read_html, read_moodle
from qbank.domain.markup_latex import read_latex
from qbank.domain.markup_markdown import read_markdown

_PLAIN = TextFormat.PLAIN
_LONE_TAG = re.compile(r"\s*+</?([A-Za-z][A-Za-z0-9-]*+)\s*+/?>\s*+")
_LEFT_BEHIND = ("br", "hr", "p")


def reader_text(text: str, format: TextFormat) -> str:
    """Give a text as its reader sees it: no tags or entities, pictures named, math as its TeX.

    Never raises. A tag that is not one of HTML's, or is left open, is kept as written: it may be words. So is
    one that is all there is of a text.
    """
    if format is _PLAIN or ("<" not in text and "&" not in text and format in _TAGGED):
        return text
    seen = _READERS[format](text, [])
    return text.strip() if not seen and is_lone_tag(text, format) else seen


def is_lone_tag(text: str, format: TextFormat) -> bool:
    """Tell whether a text is one bare tag, which an answer to a question about HTML is: `<link>`.

    In a text that is HTML, an editor may have left the tags of a line behind.
    """
    found = _LONE_TAG.fullmatch(text)
    return found is not None and not (format is TextFormat.HTML and found[1].lower() in _LEFT_BEHIND)


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
