"""Tables on a terminal. This module imports Rich, and is itself imported only when one is drawn."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from qbank.cli.cells import is_number, is_short
from qbank.cli.column_widths import is_cramped, shared, wanted
from qbank.cli.terminal_text import safe_line

if TYPE_CHECKING:
    from qbank.cli.output import Column
    from qbank.cli.styled_text import Segment

T = TypeVar("T")
STYLES = {
    "id": "cyan",
    "easy": "green",
    "medium": "yellow",
    "hard": "red",
    "dim": "dim",
    "heading": "bold",
    "number": "bold",
    "tag": "magenta",
    "key": "bold green",
    "feedback": "italic",
    "warning": "yellow",
    "match": "bold",
    "old": "red strike",
    "new": "bold green",
    "code": "cyan",
}
"""What the styles look like; a style that is not here is one Rich knows itself, such as a colour."""

GAPS = (3, 2)
AROUND = 2
"""So many cells the box takes beside the columns."""

MOST = 100_000
"""As wide as no line is."""


def console(*, width: int, colored: bool) -> Console:
    """Make a console that takes text as it is: no markup, no emoji names, no highlighting."""
    return Console(
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=colored,
        no_color=not colored,
        color_system="auto" if colored else None,
        soft_wrap=False,
        legacy_windows=False,
    )


def drawn(rows: Sequence[T], columns: Sequence["Column[T]"], *, width: int, colored: bool) -> bytes:
    """Draw a table; a cell that does not fit its column ends in an ellipsis."""
    cells = [[_cell(row, column) for column in columns] for row in rows]
    fitting, gap = _fitting(rows, columns, cells, width)
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, gap - 2, 0, 1), header_style="bold", expand=False
    )
    for column, fits in zip(columns, fitting, strict=True):
        numeric = bool(rows) and all(is_number(column.cell(row)) for row in rows)
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(column.name, justify=justify, no_wrap=True, overflow="ellipsis", width=fits)
    for line in cells:
        table.add_row(*line)
    screen = console(width=width, colored=colored)
    with screen.capture() as captured:
        screen.print(table)
    return captured.get().encode("utf-8", "backslashreplace")


def _fitting(
    rows: Sequence[T], columns: Sequence["Column[T]"], cells: Sequence[Sequence[Text]], width: int
) -> tuple[list[int], int]:
    """Give the widths of columns, and the gap between two: three cells, or two where room is short."""
    takes = [
        wanted(
            column.measured_as,
            len(column.name),
            [line[place].cell_len for line in cells],
            is_short=is_short(map(column.cell, rows)),
        )
        for place, column in enumerate(columns)
    ]
    for gap in GAPS:
        fitting = shared(takes, width - gap * (len(columns) - 1) - AROUND)
        if not is_cramped(takes, fitting):
            break
    return fitting, gap


def _cell(row: T, column: "Column[T]") -> Text:
    name = column.style if isinstance(column.style, str) else column.style(row)
    return Text(safe_line(column.seen(row)), style=STYLES.get(name, name))


def styled(lines: Iterable[Sequence["Segment"]]) -> bytes:
    """Give lines of styled text with their colours; nothing is wrapped."""
    screen = console(width=MOST, colored=True)
    with screen.capture() as captured:
        for line in lines:
            text = Text()
            for segment in line:
                text.append(segment.text, STYLES.get(segment.style, ""))
            screen.print(text, soft_wrap=True)
    return captured.get().encode("utf-8", "backslashreplace")
