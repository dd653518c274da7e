"""The Markdown of qbank's own pages, as blocks: what a terminal and a man page are made from.

Only what the pages use is known: headings, paragraphs, lists, tables and code between fences.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, the page's own, to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, its lines joined; `lead` is the mark of an item of a list."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that stay as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A row of heads, and rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Code | Table

_ITEM = re.compile(r"(- |\d+\. )(.*)")
_LINK = re.compile(r"!?\[([^]\[]*)\]\([^()\s]*\)")


def blocks(markdown: str) -> Iterator[Block]:
    """Give a page block by block, links as their words alone."""
    lines = list(markdown.splitlines())
    while lines:
        if not lines[0].strip():
            del lines[0]
        elif lines[0].startswith("```"):
            yield Code(tuple(_fenced(lines)))
        elif lines[0].startswith("#"):
            marks, _, words = lines.pop(0).partition(" ")
            yield Heading(len(marks), _plain(words))
        elif lines[0].startswith("|"):
            yield _table(_taken(lines, lambda line: line.startswith("|")))
        else:
            yield _paragraph(lines)


def sections(found: Iterable[Block], wanted: Iterable[str]) -> Iterator[Block]:
    """Give the blocks below these headings of the second level; "" is what stands before the first."""
    names, inside = set(wanted), "" in set(wanted)
    for block in found:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.text in names
        if inside:
            yield block


def section_names(found: Iterable[Block]) -> list[str]:
    """Give the headings of the second level, and "" for what stands before the first."""
    return ["", *(block.text for block in found if isinstance(block, Heading) and block.level == 2)]


def _fenced(lines: list[str]) -> Iterator[str]:
    del lines[0]
    while lines and not lines[0].startswith("```"):
        yield lines.pop(0)
    del lines[:1]


def _taken(lines: list[str], more: Callable[[str], bool]) -> list[str]:
    taken: list[str] = []
    while lines and more(lines[0]):
        taken.append(lines.pop(0))
    return taken


def _table(lines: list[str]) -> Table:
    heads, _, *rows = ([_plain(cell.strip()) for cell in line.strip("|").split(" | ")] for line in lines)
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


def _paragraph(lines: list[str]) -> Paragraph:
    """Take the lines of a paragraph or of one item of a list."""
    item = _ITEM.match(lines[0])
    text = [item[2] if item else lines[0]]
    del lines[0]
    text += _taken(lines, _goes_on)
    return Paragraph(_plain(" ".join(line.strip() for line in text)), item[1] if item else "")


def _goes_on(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("```", "#", "|")) and not _ITEM.match(line)


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text)
