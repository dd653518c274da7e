"""HTML as people's files hold it, made ready for cleaning: what would vanish or be misread is rewritten.

A browser's parser takes `x<y` for a tag and drops what follows, and cleaning drops drawings and frames. Here
words stay words, formulas become TeX, drawings pictures, and frames links that name them.
"""

import base64
import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from xml.parsers import expat

from qbank.domain.image_label import image_label
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
from qbank.formats.html_cleaning import ALLOWED
from qbank.formats.tex_math import IN_HTML, Formula, formula, math_html

_OTHERS = {"embed", "image", "noembed", "noframes", "object", "xmp"}
_KNOWN = ALLOWED | BLOCKS | INLINES | DRAWING | _OTHERS
_LINKED = {"embed": "file", "object": "file", "iframe": "page"}
_BREAKING = BLOCKS | {"br", "li", "pre", "table", "td", "th", "tr"}
_REGION_ENDS = {
    "!--": re.compile(r"-->"),
    "![CDATA[": re.compile(r"\]\]>"),
    **{name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style", "svg")},
}


class _Piece(NamedTuple):
    """A piece of a text as HTML; `breaks` where a line ends at it anyway, `words` where line breaks count."""

    html: str
    breaks: bool = False
    words: bool = False


def prepared(text: str, *, line_breaks: bool) -> str:
    """Give HTML with no tags but those that may stay, still to be cleaned; what is no tag is kept as words.

    With `line_breaks`, those of the text count.
    """
    pieces = list(_Reader(text).pieces())
    if not line_breaks:
        return "".join(piece.html for piece in pieces)
    return "".join(_with_breaks(pieces))


def _with_breaks(pieces: list[_Piece]) -> Iterator[str]:
    at_edge, within = True, 0
    for place, piece in enumerate(pieces):
        if piece.words and not within:
            following = pieces[place + 1].breaks if place + 1 < len(pieces) else True
            words = piece.html.replace("\r\n", "\n")
            words = words.lstrip("\n") if at_edge else words
            yield (words.rstrip("\n") if following else words).replace("\n", "<br>\n")
        else:
            yield piece.html
        within += piece.html.startswith("<pre") - piece.html.startswith("</pre")
        at_edge = piece.breaks


class _Reader:
    """Goes over a text once; remembers which regions never end, so that none is looked for twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.unclosed: set[str] = set()

    def pieces(self) -> Iterator[_Piece]:
        math = IN_HTML.search(self.text)
        while (tag := TAG.search(self.text, self.position)) or math:
            while math and math.start() < self.position:
                math = IN_HTML.search(self.text, max(math.end(), self.position))
            if math and (tag is None or math.start() < tag.start()):
                yield from self._formula(math)
                math = IN_HTML.search(self.text, self.position)
            elif tag:
                yield from self._words(tag.start())
                yield from self._tag(tag)
        yield from self._words(len(self.text))

    def _words(self, end: int) -> Iterator[_Piece]:
        if end > self.position:
            yield _Piece(_escaped(self.text[self.position : end]), words=True)
            self.position = end

    def _formula(self, match: re.Match[str]) -> Iterator[_Piece]:
        """A formula has no tags in it: what has is text with brackets."""
        yield from self._words(match.start())
        if any(_is_tag(tag) for tag in TAG.finditer(match[0])):
            self.position = match.start() + 2
            yield _Piece(_escaped(match[0][:2]), words=True)
            return
        self.position = match.end()
        found = formula(match)
        yield _Piece(math_html(Formula(unescape(found.tex), found.display)))

    def _tag(self, match: re.Match[str]) -> Iterator[_Piece]:
        name = (match[1] or match[3] or "").lower()
        self.position = match.end()
        if name in _REGION_ENDS and not match[2]:
            yield from self._region(match, name)
        elif not name:
            return
        elif not _is_tag(match):
            yield _Piece(_escaped(match[0]), words=True)
        else:
            shown = _element(name, match)
            yield _Piece(shown, breaks=name in _BREAKING)

    def _region(self, match: re.Match[str], name: str) -> Iterator[_Piece]:
        start = match.end() - 2 if name == "!--" else match.end()
        end = None if name in self.unclosed else _REGION_ENDS[name].search(self.text, start)
        if end is None:
            self.unclosed.add(name)
            if match[1]:
                yield _Piece(_escaped(match[0]), words=True)
            return
        self.position = end.end()
        if name == "![CDATA[":
            yield _Piece(escape(self.text[match.end() : end.start()], quote=False), words=True)
        elif name == "svg":
            yield _Piece(_drawing(self.text[match.start() : end.end()]))


def _escaped(words: str) -> str:
    return words.replace("<", "&lt;")


def _is_tag(match: re.Match[str]) -> bool:
    """Tell a tag from words in angle brackets: `list<int>`, `a<b and c>d`."""
    name, inside = (match[3] or "").lower(), match[4] or ""
    if name in ONE_LETTER and not match[2] and not LETTER_TAG.fullmatch(inside):
        return False
    if name in DRAWING and not match[2] and not inside.strip():
        return False
    return name in _KNOWN or FOREIGN.fullmatch(name) is not None


def _element(name: str, match: re.Match[str]) -> str:
    """Give what stands for a tag: itself where it may stay, '' where only its content may."""
    if match[2]:
        return f"</{name}>" if name in ALLOWED else ""
    attributes = attributes_of(match[4])
    if name in ("img", "image"):
        return _picture(attributes)
    if name in _LINKED:
        return _link(name, attributes)
    return match[0] if name in ALLOWED else ""


def _picture(attributes: dict[str, str]) -> str:
    """Equation editors leave pictures of formulas, with the TeX beside."""
    alt = attributes.get("alt", "")
    tex = attributes.get("data-equation-content") or (alt[7:] if alt.startswith("LaTeX: ") else "")
    if tex:
        return math_html(Formula(tex, False))
    kept = {name: attributes.get(name) for name in ("src", "alt", "width", "height", "title")}
    kept["src"] = kept["src"] or attributes.get("href")
    written = [f' {name}="{escape(value)}"' for name, value in kept.items() if value is not None]
    return f"<img{''.join(written)}>"


def _link(name: str, attributes: dict[str, str]) -> str:
    address = attributes.get("src") or attributes.get("data") or ""
    kind = attributes.get("type", "").partition("/")[0].lower()
    if kind == "image" and address:
        return f'<img src="{escape(address)}">'
    if not address:
        return ""
    label = image_label(address, attributes.get("title", ""), _LINKED[name])
    return f'<a href="{escape(address)}">{escape(label)}</a>'


_SVG = "http://www.w3.org/2000/svg"
_TITLE = re.compile(r"<title[^<>]*+>([^<]*+)</title", re.IGNORECASE)


def _drawing(svg: str) -> str:
    """Give a drawing within a text as a picture, in which nothing runs or is fetched."""
    title = _TITLE.search(svg)
    alt = " ".join(unescape(title[1]).split()) if title else ""
    if "xmlns=" not in svg.partition(">")[0]:
        svg = svg[:4] + f' xmlns="{_SVG}"' + svg[4:]
    if "xlink:" in svg and "xmlns:xlink" not in svg:
        svg = svg[:4] + ' xmlns:xlink="http://www.w3.org/1999/xlink"' + svg[4:]
    if not _is_well_formed(svg):
        return escape(image_label("", alt, "drawing"))
    address = base64.b64encode(svg.encode("utf-8", "replace")).decode()
    return f'<img src="data:image/svg+xml;base64,{address}" alt="{escape(alt)}">'


def _is_well_formed(svg: str) -> bool:
    try:
        expat.ParserCreate().Parse(svg.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True
