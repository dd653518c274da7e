"""The texts of a question as they stand on a printed page: pictures in, links as words, nothing fetched."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from qbank.domain import markup_cloze
from qbank.domain.cloze_gaps import PLACE
from qbank.domain.image_label import image_label
from qbank.domain.kinds import TextFormat
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.html_cleaning import DRAWN, PLAYED
from qbank.formats.paper import Paper
from qbank.formats.print_order import AS_TOLD
from qbank.formats.rich_html import to_html

_ADDRESS = re.compile(r"qbank://media/([0-9a-f]{64})", re.IGNORECASE)
_TAG = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?: [a-z][a-z0-9-]*="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z][a-z0-9-]*)="([^"]*)"')
_DELIMITED = re.compile(r"\\\(.*\\\)|\\\[.*\\\]", re.DOTALL)
_HEADING = re.compile(r"h[1-6]")
_SHOWN_TYPES = frozenset(
    f"image/{name}" for name in ("png", "jpeg", "gif", "webp", "svg+xml", "bmp", "avif", "x-icon")
)
_NO_ALT = "picture without a description"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture and their media type."""

    mime: str
    data: bytes


Pictures = Mapping[str, Picture]
"""Pictures by the SHA-256 of their bytes, in hexadecimal."""
Blank = Callable[[str], str]
"""Gives what stands in place of a gap, by its name, as HTML."""


class Typesetter:
    """Sets the texts of one question on a paper: its stem has a markup, its pictures are at hand.

    `absent` collects the addresses of what could not be put on the page.
    """

    def __init__(self, format: TextFormat, pictures: Pictures, paper: Paper = AS_TOLD) -> None:
        self.format = format
        self.paper = paper
        self.pictures = pictures
        self.absent: list[str] = []

    def set(self, text: Text | None, blank: Blank | None = None) -> str:
        """Give a text as HTML for the page; `blank` stands in the places of its gaps."""
        if text is None:
            return ""
        words, format = text_of(text), format_of(text, self.format)
        if format is TextFormat.CLOZE and blank is not None:
            words = _numbered_gaps(words)
        return _Pass(self, blank).over(to_html(words, format))

    def picture(self, address: str, alt: str) -> str:
        """Give a picture of the bank, or one that the text brings along; for others a box that names them."""
        found = _ADDRESS.fullmatch(address.strip())
        picture = self.pictures.get(found[1].lower()) if found else None
        if picture is not None and picture.mime in _SHOWN_TYPES:
            shown = self.source(found[1].lower() if found else "", picture)
            return f'<img src="{escape(shown)}" alt="{escape(alt or _NO_ALT)}">'
        if address.lower().startswith(DRAWN):
            return f'<img src="{escape(address)}" alt="{escape(alt or _NO_ALT)}">'
        return self.box("picture" if picture is None else "file", address, alt)

    def source(self, sha256: str, picture: Picture) -> str:
        """Give the address of a picture's bytes: they are in the page."""
        return f"data:{picture.mime};base64,{b64encode(picture.data).decode()}"

    def box(self, kind: str, address: str, words: str) -> str:
        """Give the box that stands for what is not on the page, its address as text."""
        self.absent.append(address)
        shown = "" if address.lower().startswith("data:") else address
        label = image_label(shown, words, f"{kind} not shown")
        url = f" {escape(shown)}" if "/" in shown else ""
        return f'<span class="absent" role="note">{escape(label)}{url}</span>'


def language(code: str | None) -> str:
    """Give the attributes that say a text's language, where it is a language's code, and its direction."""
    if code is not None and _LANGUAGE.fullmatch(code.strip()):
        return f' lang="{code.strip()}" dir="auto"'
    return ' dir="auto"'


def _numbered_gaps(text: str) -> str:
    """Put places for Moodle's own gaps, which hold their answers."""
    numbers = iter(range(1, len(text) + 1))
    return markup_cloze.GAP.sub(lambda match: f"[[{next(numbers)}]]", text)


def cloze_gaps(text: str) -> list[str]:
    """List Moodle's gaps in a text as they are written, answers with them."""
    return markup_cloze.GAP.findall(text)


class _Pass:
    """One pass over cleaned HTML, tag by tag."""

    def __init__(self, typesetter: Typesetter, blank: Blank | None) -> None:
        self.typesetter = typesetter
        self.blank = blank
        self.links: list[str] = []
        self.in_formula = False

    def over(self, html: str) -> str:
        pieces: list[str] = []
        position = 0
        for match in _TAG.finditer(html):
            pieces += [self.words(html[position : match.start()]), self.tag(match)]
            position = match.end()
        return "".join([*pieces, self.words(html[position:])])

    def words(self, text: str) -> str:
        if self.in_formula and _DELIMITED.fullmatch(text):
            # Nothing on the page reads the delimiters; the letters of a formula tell what it is.
            text = text[2:-2].strip()
        if self.blank is None or "[[" not in text:
            return text
        blank = self.blank
        return PLACE.sub(lambda match: blank(unescape(match[1])) or match[0], text)

    def tag(self, match: re.Match[str]) -> str:
        closing, name = bool(match[1]), match[2]
        if name == "a":
            return self.link_end() if closing else self.link(_attributes(match[3]).get("href", ""))
        if name == "img" or name in PLAYED:
            return "" if closing else self.media(name, _attributes(match[3]))
        if name == "span":
            self.in_formula = 'class="math' in match[3]
        if _HEADING.fullmatch(name):
            # The headings of a page are its questions; those of a text are words in bold.
            return "</p>" if closing else '<p class="heading">'
        return match[0]

    def media(self, name: str, attributes: dict[str, str]) -> str:
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        if name == "img":
            return self.typesetter.picture(src, " ".join(alt.split()))
        return self.typesetter.box(name, src, "")

    def link(self, address: str) -> str:
        self.links.append(address)
        return '<span class="link">'

    def link_end(self) -> str:
        address = self.links.pop() if self.links else ""
        return f'</span> <span class="url">({escape(address)})</span>' if address else "</span>"


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
