"""Tables on a terminal. This module imports Rich, and is itself imported only when one is drawn."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qbank.cli.cells import friendly, is_number
from qbank.cli.terminal_text import safe_line

if TYPE_CHECKING:
    from qbank.cli.output import Column
    from qbank.cli.question_view import Segment

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
}
"""What the styles look like; a style that is not here is one Rich knows itself, such as a colour."""

WIDE = ("stem", "path", "title", "message", "description")


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


def show(rows: Sequence[T], columns: Sequence["Column[T]"], *, width: int, colored: bool) -> None:
    """Draw a table; a cell that does not fit its column ends in an ellipsis."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=False)
    for column in columns:
        numeric = bool(rows) and all(is_number(column.cell(row)) for row in rows)
        table.add_column(
            column.name,
            justify="right" if numeric else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=None,
            min_width=min(len(column.name), 8),
            max_width=None if column.name in WIDE else 40,
        )
    for row in rows:
        table.add_row(*(_cell(row, column) for column in columns))
    console(width=width, colored=colored).print(table)


def _cell(row: T, column: "Column[T]") -> Text:
    name = column.style if isinstance(column.style, str) else column.style(row)
    return Text(safe_line(friendly(column.cell(row))), style=STYLES.get(name, name))


def styled(lines: Iterable[Sequence["Segment"]], *, width: int, colored: bool) -> None:
    """Write lines of styled text."""
    screen = console(width=width, colored=colored)
    for line in lines:
        text = Text()
        for segment in line:
            text.append(segment.text, STYLES.get(segment.style, ""))
        screen.print(text, soft_wrap=True)
