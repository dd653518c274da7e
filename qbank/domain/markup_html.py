"""HTML as a browser would show it, without the browser.

Not by `html.parser`, which takes quadratic time on unclosed tags, raises on `<![x`, and reads malformed text
differently from one Python release to the next, so that twins would part.
"""

import re
from collections.abc import Callable

from qbank.domain.image_label import image_label
from qbank.domain.markup_mathml import read_mathml
from qbank.domain.markup_tags import (
    BLOCKS,
    DRAWING,
    FOREIGN,
    INLINES,
    LETTER_TAG,
    ONE_LETTER,
    TAG,
    attributes_of,
    unescape,
)
from qbank.domain.superscripts import lowered, raised

_SPACES = re.compile(r"[ \t\n\r\f]+")
_BULLET = "- "
_REGION_ENDS = {
    "!--": re.compile(r"-->"),
    "![CDATA[": re.compile(r"\]\]>"),
    **{name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style", "math")},
}
_MEDIA = {
    "img": "image",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "embed": "file",
    "object": "file",
}


class _Page:
    """What a page shows, put together tag by tag; `verbatim` pages keep their own line breaks and blanks."""

    def __init__(self, verbatim: bool, images: list[str]) -> None:
        self.parts: list[str] = []
        self.images = images
        self.verbatim = self.kept = verbatim
        self.after_break = False
        self.cells: int | None = None
        self.in_cell = False
        self.script: int | None = None
        self.unclosed: set[str] = set()

    def read(self, text: str) -> str:
        position = 0
        while match := TAG.search(text, position):
            if match.start() > position:
                self.words(text[position : match.start()])
            position = self.tag(match)
        self.words(text[position:])
        return self.shown()

    def shown(self) -> str:
        """Blanks that count were written as no-break spaces, so the others can be trimmed."""
        lines = (line.rstrip(" \xa0\t\r").lstrip(" ") for line in "".join(self.parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").replace("\xa0", " ")

    def words(self, text: str) -> None:
        if self.cells is not None and not self.in_cell and not text.strip():
            return
        if self.kept:
            text = text.replace("\r\n", "\n").replace(" ", "\xa0")
            text = text.removeprefix("\n") if self.after_break else text
        else:
            text = _SPACES.sub(" ", text)
            text = text.lstrip(" ") if self.ends_with(" ", "\n") else text
        if text:
            self.parts.append(unescape(text))
            self.after_break = False

    def ends_with(self, *ends: str) -> bool:
        return not self.parts or self.parts[-1].endswith(ends)

    def trim(self) -> None:
        if self.parts:
            self.parts[-1] = self.parts[-1].rstrip(" \xa0")

    def new_line(self) -> None:
        if self.in_cell:
            self.words(" ")
        elif not self.ends_with("\n") and self.parts[-1] != _BULLET:
            self.parts.append("\n")
        self.after_break = True

    def tag(self, match: re.Match[str]) -> int:
        """Take in one tag, and give the position to read on from."""
        closing, name, inside = match[2] == "/", (match[3] or "").lower(), match[4] or ""
        region = match[1] or name
        if region in _REGION_ENDS and not closing and not inside.endswith("/"):
            return self.region(match, region)
        if name in ONE_LETTER and not match[2] and not LETTER_TAG.fullmatch(inside):
            self.words(match[0])
        elif name in _HANDLERS:
            _HANDLERS[name](self, closing)
        elif name in BLOCKS:
            self.new_line()
        elif name in _MEDIA:
            if not closing:
                self.media(name, attributes_of(inside))
        elif name in DRAWING and (closing or inside.strip()):
            self.words(" ")
        elif name and name not in INLINES and not FOREIGN.fullmatch(name):
            self.words(match[0])
        return match.end()

    def region(self, match: re.Match[str], name: str) -> int:
        start = match.end() - 2 if name == "!--" else match.end()
        end = None if name in self.unclosed else _REGION_ENDS[name].search(match.string, start)
        if end is None:
            self.unclosed.add(name)
            if match[1]:
                self.words(match[0])
            return match.end()
        content = match.string[start : end.start()]
        if name == "![CDATA[":
            self.parts.append(content)
        elif name == "math":
            self.parts.append(read_mathml(attributes_of(match[4]), content))
        return end.end()

    def media(self, name: str, attributes: dict[str, str]) -> None:
        src = attributes.get("src") or attributes.get("data") or attributes.get("href", "")
        alt = attributes.get("alt", "")
        tex = attributes.get("data-equation-content") or (alt[7:] if alt.startswith("LaTeX: ") else "")
        if tex:
            self.parts.append(rf"\({tex}\)")
            return
        kind = attributes.get("type", "").partition("/")[0].lower()
        kind = kind if name in ("object", "embed") and kind in _MEDIA.values() else _MEDIA[name]
        if kind == "image" and src:
            self.images.append(src)
        if src or alt or kind == "image":
            self.parts.append(image_label(src, alt, kind))

    def line_break(self, closing: bool) -> None:
        self.parts.append(" " if self.in_cell else "\n")
        self.after_break = True

    def item(self, closing: bool) -> None:
        self.new_line()
        if not closing and not self.in_cell:
            self.parts.append(_BULLET)

    def preformatted(self, closing: bool) -> None:
        self.new_line()
        self.kept = self.verbatim or not closing

    def table(self, closing: bool) -> None:
        self.in_cell, self.cells = False, None
        self.new_line()

    def row(self, closing: bool) -> None:
        self.table(closing)
        self.cells = None if closing else 0

    def cell(self, closing: bool) -> None:
        if not closing:
            if self.cells:
                self.trim()
                self.parts.append(" | ")
            self.cells = (self.cells or 0) + 1
        self.in_cell = not closing

    def subscript(self, closing: bool) -> None:
        self.scripted(closing, lowered)

    def superscript(self, closing: bool) -> None:
        self.scripted(closing, raised)

    def scripted(self, closing: bool, written: Callable[[str], str]) -> None:
        if not closing:
            self.script = len(self.parts)
        elif self.script is not None:
            inner = "".join(self.parts[self.script :])
            self.parts[self.script :] = [written(inner)] if inner.strip() else []
            self.script = None


_HANDLERS: dict[str, Callable[[_Page, bool], None]] = {
    "br": _Page.line_break,
    "li": _Page.item,
    "pre": _Page.preformatted,
    "table": _Page.table,
    "tr": _Page.row,
    "td": _Page.cell,
    "th": _Page.cell,
    "sub": _Page.subscript,
    "sup": _Page.superscript,
}


def read_html(text: str, images: list[str]) -> str:
    """Read a text of HTML; the sources of its pictures are added to `images`."""
    if "<" not in text:
        return unescape(text).replace("\xa0", " ")
    return _Page(verbatim=False, images=images).read(text)


def read_moodle(text: str, images: list[str]) -> str:
    """Read a text of Moodle's automatic format: HTML in which line breaks count. As `read_html` else."""
    return _Page(verbatim=True, images=images).read(text)
