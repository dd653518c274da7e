"""Taking a text apart into words, which may be changed, and marks, which may not."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

OBJECT = "\ufffc"
"""Stands in what is seen for what is no text: a picture, a gap."""
FORMULA = (
    r"\$\$[^$]++\$\$"
    r"|\\\((?:[^\\]|\\[^()\[\]])*+\\\)"
    r"|\\\[(?:[^\\]|\\[^()\[\]])*+\\\]"
    r"|(?<![\\$\w])\$(?![\s$])[^$\n<]++(?<!\s)\$(?![\d$])"
)
"""A formula between TeX's delimiters; two prices in dollars are none."""
ADDRESS = r"""(?:@@PLUGINFILE@@|qbank://)[^\s<>"']*+"""
"""The address of a picture, where it stands in no tag."""
GAP = r"\[\[[^\[\]]++\]\]"


class Piece(NamedTuple):
    """A piece of a text as it is written, and as it is seen; `words` may be changed, other pieces not."""

    text: str
    seen: str
    words: bool


class Mark(NamedTuple):
    """Where a mark ends, and what of it is seen."""

    end: int
    seen: str


MarkReader = Callable[[re.Match[str]], Mark | None]


def scan(text: str, starts: re.Pattern[str], readers: Mapping[str, MarkReader]) -> Iterator[Piece]:
    """Yield the pieces of a text. `starts` finds where a mark may begin, by groups with a reader each.

    What a reader gives None for are words.
    """
    words = position = 0
    while match := starts.search(text, position):
        mark = readers[match.lastgroup or ""](match)
        if mark is None:
            position = match.start() + 1
            continue
        if match.start() > words:
            yield _words(text[words : match.start()])
        yield Piece(text[match.start() : mark.end], mark.seen, False)
        words = position = mark.end
    if words < len(text):
        yield _words(text[words:])


def _words(text: str) -> Piece:
    return Piece(text, text, True)


def seen_as_it_is(match: re.Match[str]) -> Mark:
    """Read a mark that is seen as it is written, as formulas and code are."""
    return Mark(match.end(), match[0])


def seen_as_nothing(match: re.Match[str]) -> Mark:
    """Read a mark that is not seen."""
    return Mark(match.end(), "")


def seen_as_object(match: re.Match[str]) -> Mark:
    """Read a mark that is seen, but is no text."""
    return Mark(match.end(), OBJECT)
