"""Pages of the documentation as lines for a terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qbank.cli.column_widths import narrowed
from qbank.cli.markdown_blocks import Block, Code, Heading, Paragraph, Table
from qbank.cli.styled_text import INDENT, Segment, Style, StyledLine, folded
from qbank.domain.text_width import cell_width

GAP = "  "
FLOOR = 16
"""A cell of a table is not squeezed below this while another one is wider."""
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|(?<!\w)\*(\w+)\*(?!\w)")
_HELD = "\ue000"
"""Stands for a blank at which a line is not to break: a short command stays in one piece."""
_SHORT = 40


def guide_lines(page: Iterable[Block], width: int, *, colored: bool) -> Iterator[StyledLine]:
    """Give a page line by line, none wider than `width` but code; with colours, code is not quoted."""
    before: Block | None = None
    for block in page:
        if before is not None and not _is_list(before, block):
            yield ()
        yield from _lines(block, width, colored=colored)
        before = block


def _is_list(one: Block, other: Block) -> bool:
    return all(isinstance(block, Paragraph) and block.lead for block in (one, other))


def _lines(block: Block, width: int, *, colored: bool) -> Iterator[StyledLine]:
    if isinstance(block, Heading):
        words = _unmarked(block.text)
        yield (Segment(words.upper() if block.level == 1 else words, "heading"),)
    elif isinstance(block, Code):
        yield from ((Segment(f"{INDENT}{line}".rstrip(), "code"),) for line in block.lines)
    elif isinstance(block, Table):
        yield from _table(block, width, colored=colored)
    else:
        yield from _text(block.text, width, colored=colored, lead=block.lead)


def _text(text: str, width: int, *, colored: bool, lead: str = "") -> Iterator[StyledLine]:
    """Wrap running text; a code or a bold piece keeps its style on every line it reaches."""
    marked = _Marked(text, colored=colored, held=_HELD if width > _SHORT else " ")
    for number, line in enumerate(folded(marked.words, max(width - len(lead), FLOOR))):
        margin = " " * len(lead) if number else lead
        yield (*([Segment(margin)] if margin else []), *marked.next_segments(line))


class _Marked:
    """A text without its marks, and the style each of its characters has."""

    def __init__(self, text: str, *, colored: bool, held: str = " ") -> None:
        self.words, self._styles, self._place = "", list[Style](), 0
        end = 0
        for found in _INLINE.finditer(text):
            self._add(text[end : found.start()], "")
            if code := found[1]:
                shown = code if colored else found[0]
                self._add(shown.replace(" ", held) if len(shown) <= _SHORT else shown, "code")
            else:
                self._add(found[2] or found[3], "heading" if found[2] else "feedback")
            end = found.end()
        self._add(text[end:], "")

    def _add(self, text: str, style: Style) -> None:
        self.words += text
        self._styles += [style] * len(text)

    def next_segments(self, line: str) -> Iterator[Segment]:
        """Give the pieces of the next line of the text when it is folded."""
        start = self._place = self.words.index(line, self._place)
        self._place += len(line)
        while start < self._place:
            style, end = self._styles[start], start
            while end < self._place and self._styles[end] == style:
                end += 1
            yield Segment(self.words[start:end].replace(_HELD, " "), style)
            start = end


def _unmarked(text: str) -> str:
    return _INLINE.sub(lambda found: found[1] or found[2] or found[3], text)


def _table(table: Table, width: int, *, colored: bool) -> Iterator[StyledLine]:
    """Set a table in columns; what is too wide for its column goes on below."""
    shown = [[_Marked(cell, colored=colored).words for cell in row] for row in table.rows]
    columns = list(zip(table.heads, *shown, strict=True))
    natural = [max(map(cell_width, column)) for column in columns]
    room = width - len(INDENT) - len(GAP) * (len(columns) - 1)
    longest = [
        max(cell_width(word) for cell in column for word in cell.split() or [""]) for column in columns
    ]
    floors = [min(size, max(word, FLOOR)) for size, word in zip(natural, longest, strict=True)]
    floors[0] = min(natural[0], max(room // 2, FLOOR))
    widths = narrowed(natural, floors, room)
    if any(table.heads):
        yield from _row(table.heads, widths, "heading", colored=colored)
    for row in table.rows:
        yield from _row(row, widths, "", colored=colored)


def _row(cells: Sequence[str], widths: Sequence[int], style: Style, *, colored: bool) -> Iterator[StyledLine]:
    wrapped = [list(_text(cell, width, colored=colored)) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        line = [Segment(INDENT)]
        for lines, width in zip(wrapped, widths, strict=True):
            pieces = lines[number] if number < len(lines) else ()
            line += [piece._replace(style=piece.style or style) for piece in pieces]
            line.append(Segment(" " * (width - sum(cell_width(piece.text) for piece in pieces)) + GAP))
        yield _without_end(line)


def _without_end(line: list[Segment]) -> StyledLine:
    while line and not line[-1].text.strip():
        line.pop()
    return tuple(line)
