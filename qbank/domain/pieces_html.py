"""HTML, Moodle's texts and its cloze texts taken apart into words and marks."""

import re

from qbank.domain import markup_cloze
from qbank.domain.markup_tags import BLOCKS, DRAWING, FOREIGN, INLINES, LETTER_TAG, ONE_LETTER, TAG, unescape
from qbank.domain.pieces import (
    ADDRESS,
    FORMULA,
    GAP,
    OBJECT,
    Mark,
    MarkReader,
    seen_as_it_is,
    seen_as_object,
)

ENTITY = r"&(?:\#[0-9]{1,7}+|\#[xX][0-9a-fA-F]{1,6}+|[A-Za-z][A-Za-z0-9]{1,31}+);?+"
_COMMON = rf"(?P<angle><)|(?P<entity>{ENTITY})|(?P<formula>{FORMULA})|(?P<gap>{GAP})|(?P<address>{ADDRESS})"
HTML = re.compile(_COMMON)
CLOZE = re.compile(rf"{_COMMON}|(?P<place>{markup_cloze.GAP.pattern})", re.DOTALL)

_BREAKING = BLOCKS | {"br", "li", "pre", "table", "tr", "td", "th"}
_OTHERS = INLINES | {"sub", "sup", "img", "image", "audio", "video", "embed", "object"}
_PICTURES = frozenset({"img", "image", "audio", "video", "embed", "object", "svg", "math", "input"})
_WHOLE = frozenset({"script", "style", "math", "svg", "code", "pre", "kbd", "samp", "tt", "textarea"})
"""The tags that are one mark with all that is in them: code and formulas."""
_ENDS = {"!--": re.compile(r"-->"), "![CDATA[": re.compile(r"\]\]>")} | {
    name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _WHOLE
}


class HtmlMarks:
    """Reads the marks of one text; remembers what is never closed, so that it is looked for once."""

    def __init__(self) -> None:
        self._unclosed: set[str] = set()

    def readers(self) -> dict[str, MarkReader]:
        """Give the readers of the groups of `HTML` and `CLOZE`, but for gaps."""
        return {
            "angle": self.angle,
            "entity": entity,
            "formula": seen_as_it_is,
            "address": seen_as_object,
            "place": seen_as_it_is,
        }

    def angle(self, start: re.Match[str]) -> Mark | None:
        """Read a tag, or a comment, or code with its tags; None where `<` is a word."""
        tag = TAG.match(start.string, start.start())
        if tag is None or not _is_tag(tag):
            return None
        name = (tag[1] or tag[3] or "").lower() if not tag[1] else tag[1]
        if name in _ENDS and not tag[2] and not (tag[4] or "").endswith("/"):
            return self._region(tag, name)
        return Mark(tag.end(), _seen(name, closing=tag[2] == "/"))

    def _region(self, tag: re.Match[str], name: str) -> Mark:
        start = tag.end() - 2 if name == "!--" else tag.end()
        end = None if name in self._unclosed else _ENDS[name].search(tag.string, start)
        if end is None:
            self._unclosed.add(name)
            return Mark(tag.end(), _seen(name, closing=False))
        if name in ("!--", "script", "style"):
            return Mark(end.end(), "")
        inside = tag.string[start : end.start()]
        return Mark(end.end(), OBJECT if name in _PICTURES else f"{_seen(name, closing=False)}{inside}")


def _is_tag(tag: re.Match[str]) -> bool:
    """Tell tags from words as the reader of HTML does: `a<b and c>d` and `list<int>` are words."""
    name, inside = (tag[3] or "").lower(), tag[4] or ""
    if name in ONE_LETTER and not tag[2] and not LETTER_TAG.fullmatch(inside):
        return False
    if name in DRAWING:
        return tag[2] == "/" or bool(inside.strip())
    return not name or name in _BREAKING | _OTHERS | _WHOLE or FOREIGN.fullmatch(name) is not None


def _seen(name: str, *, closing: bool) -> str:
    if name in _PICTURES:
        return "" if closing else OBJECT
    return "\n" if name in _BREAKING else ""


def entity(match: re.Match[str]) -> Mark | None:
    """Read an entity; None for an ampersand that is one."""
    character = unescape(match[0])
    return None if character == match[0] else Mark(match.end(), character)
