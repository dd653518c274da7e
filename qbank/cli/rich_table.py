"""Tables on a terminal. This module imports Rich, and is itself imported only when one is drawn."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from qbank.cli.cells import friendly, is_number
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
    "old": "red strike",
    "new": "bold green",
}
"""What the styles look like; a style that is not here is one Rich knows itself, such as a colour."""

ROOM_FOR_TEXT = 24
"""What a text keeps of its line however long the names beside it are."""

WIDE = ("name", "stem", "path", "title", "message", "description")


def console(*, width: int, colored: bool, stderr: bool = False) -> Console:
    """Make a console that takes text as it is: no markup, no emoji names, no highlighting."""
    return Console(
        width=width,
        stderr=stderr,
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
    cells = [[_cell(row, column) for column in columns] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=False)
    natural = [
        max([len(column.name), *(line[place].cell_len for line in cells)])
        for place, column in enumerate(columns)
    ]
    wide = [column.name in WIDE for column in columns]
    for column, fits in zip(columns, shared(natural, wide, width), strict=True):
        numeric = bool(rows) and all(is_number(column.cell(row)) for row in rows)
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(column.name, justify=justify, no_wrap=True, overflow="ellipsis", width=fits)
    for line in cells:
        table.add_row(*line)
    console(width=width, colored=colored).print(table)


def shared(natural: Sequence[int], wide: Sequence[bool], width: int) -> list[int]:
    """Share a line among columns: words of a text give way before names, ids and numbers do."""
    room = width - 3 * (len(natural) - 1) - 2  # a blank, the box's and a blank between, the box's around
    if sum(natural) <= room:
        return list(natural)
    texts = [min(size, ROOM_FOR_TEXT) if broad else 0 for size, broad in zip(natural, wide, strict=True)]
    names = [0 if broad else size for size, broad in zip(natural, wide, strict=True)]
    if sum(names) + sum(texts) > room:
        names = narrowed(names, max(room - sum(texts), len(names)))
    left = max(room - sum(names), sum(texts))
    flexible = narrowed([size if broad else 0 for size, broad in zip(natural, wide, strict=True)], left)
    return [name or max(text, 1) for name, text in zip(names, flexible, strict=True)]


def narrowed(sizes: Sequence[int], room: int) -> list[int]:
    """Make the widest columns narrower until all fit."""
    fitting = list(sizes)
    while sum(fitting) > room and max(fitting) > 1:
        fitting[fitting.index(max(fitting))] -= 1
    return fitting


def _cell(row: T, column: "Column[T]") -> Text:
    name = column.style if isinstance(column.style, str) else column.style(row)
    return Text(safe_line(friendly(column.cell(row))), style=STYLES.get(name, name))


def styled(lines: Iterable[Sequence["Segment"]], *, width: int, colored: bool, stderr: bool = False) -> None:
    """Write lines of styled text."""
    screen = console(width=width, colored=colored, stderr=stderr)
    for line in lines:
        text = Text()
        for segment in line:
            text.append(segment.text, STYLES.get(segment.style, ""))
        screen.print(text, soft_wrap=True)
