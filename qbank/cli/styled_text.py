"""Text in styles: blocks of it become lines, wrapped and safe for a terminal, whoever prints them."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from qbank.cli.terminal_text import safe, safe_line
from qbank.domain.text_width import cell_width

Style = Literal[
    "",
    "heading",
    "key",
    "feedback",
    "dim",
    "tag",
    "easy",
    "medium",
    "hard",
    "warning",
    "code",
    "old",
    "new",
    "id",
    "match",
]
"""What a piece of text is; which colour that has is the printer's business."""


class Segment(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: Style = ""


StyledLine = tuple[Segment, ...]
INDENT = "  "
"""How far a text stands in below its heading."""


def plain_line(line: StyledLine) -> str:
    """Give the characters of a line, as a pipe gets them."""
    return "".join(segment.text for segment in line)


class TextBlock(NamedTuple):
    """A text of one style; its further lines are indented as far as `lead` reaches."""

    text: str
    style: Style = ""
    lead: str = ""
    lead_style: Style = ""


_NARROWEST = 10
"""A text is not squeezed into fewer cells than this, however far it is indented."""


def block_lines(block: TextBlock, width: int | None) -> Iterator[StyledLine]:
    """Give a block line by line, wrapped to `width` cells unless that is None or the line is code."""
    lead = safe_line(block.lead)
    indent = cell_width(lead)
    room = None if width is None else max(width - indent, _NARROWEST)
    for number, line in enumerate(_wrapped(safe(block.text), room)):
        before = " " * indent if number else lead
        if not line:
            before = before.rstrip()
        segments = (Segment(before, block.lead_style), Segment(line, block.style))
        yield tuple(segment for segment in segments if segment.text)


def _wrapped(text: str, width: int | None) -> Iterator[str]:
    """Wrap the lines of a text; indented ones are code and stay as they are."""
    for line in text.split("\n"):
        if width is None or line.startswith(("    ", "\t")) or cell_width(line) <= width:
            yield line.rstrip()
        else:
            yield from folded(line, width)


def folded(line: str, width: int) -> Iterator[str]:
    """Break a line at its blanks into lines of at most `width` cells; a longer word is cut."""
    current, used = "", 0
    for word in re.findall(r"\s*\S+", line.rstrip()):
        if current and used + cell_width(word) > width:
            yield current
            word, current, used = word.lstrip(), "", 0
        *full, word = _pieces(word, width)
        yield from full
        current, used = current + word, used + cell_width(word)
    yield current


def _pieces(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for position, character in enumerate(word):
        cells = cell_width(character)
        if used + cells > width:
            yield word[start:position]
            start, used = position, 0
        used += cells
    yield word[start:]
