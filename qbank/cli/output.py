"""Everything qbank writes on stdout: data, and nothing else."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qbank.cli import delimited
from qbank.cli.cells import Cell, friendly
from qbank.cli.invocation import Color, Invocation
from qbank.cli.options import Format, WholeFormat
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.cli.styled_text import StyledLine
    from qbank.domain.views import QuestionView

T = TypeVar("T")
HAND_ALIGNED_FROM = 200
"""From so many rows on a table is aligned by hand: Rich takes a millisecond a row."""

AROUND_A_TABLE = 6
LEAST_ROWS = 10

ENDLESS = 100_000
READABLE = 100
"""Text in longer lines than this is hard to read, however wide the terminal."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a listing: its name, a row's cell in it, and the style of its words on a terminal."""

    name: str
    cell: Callable[[T], Cell]
    style: str | Callable[[T], str] = ""
    shown: Callable[[T], Cell] | None = None
    """What a person sees in the cell, where that is not what a program reads."""

    def seen(self, row: T) -> str:
        """Write a row's cell for a person."""
        return friendly((self.shown or self.cell)(row))

    @property
    def measured_as(self) -> str:
        """The name by which its width is chosen: what is typed to name a thing stays whole, as ids do."""
        return "id" if self.style == "id" else self.name


def is_terminal() -> bool:
    """Tell whether a person reads stdout."""
    return sys.stdout.isatty()


def chosen(how: Format | None) -> Format:
    """Decide how to write: as told, else QBANK_FORMAT or the configuration, else by who reads."""
    return told_format(how) or (Format.TABLE if is_terminal() else Format.TSV)


def told_whole(how: WholeFormat | None, command: str) -> WholeFormat:
    """Decide how to write what is no listing: as told, as configured, else for a reader, in a pipe too.

    Raises QbankError where the environment or the configuration names a format of listings.
    """
    if how is not None:
        return how
    configured = told_format(None) or Format.TABLE
    if configured not in [*WholeFormat]:
        raise QbankError(
            Kind.USAGE,
            f"`{command}` does not write {configured}, which QBANK_FORMAT or the configuration names",
            hint="say --format table, json or ndjson",
        )
    return WholeFormat(configured)


def told_format(how: Format | None) -> Format | None:
    """Give the format that the option, QBANK_FORMAT or the configuration names; None where nothing does."""
    if how is not None:
        return how
    from qbank.settings import load

    told = load().format
    return None if told is None else Format(told)


def is_read() -> bool:
    """Tell whether a table is for a person: on a terminal, and wherever a line has an end."""
    return width() < ENDLESS


def width() -> int:
    """Tell how many characters a line may have; a pipe has no end."""
    if is_terminal():
        return shutil.get_terminal_size().columns
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 0 else ENDLESS


def height() -> int:
    """Tell how many lines the terminal shows."""
    return shutil.get_terminal_size().lines


def screenful() -> int:
    """Tell how many rows of a table the terminal shows."""
    return max(height() - AROUND_A_TABLE, LEAST_ROWS)


def bound(how: Format, limit: int | None) -> int | None:
    """Give how many rows a listing has at most: as told, else a screenful for a person, all for a program."""
    return screenful() if limit is None and how is Format.TABLE and is_terminal() else limit


def colored(said: Invocation, is_read: Callable[[], bool] | None = None) -> bool:
    """Decide about colours: --color, NO_COLOR, FORCE_COLOR, configuration, whether a person reads.

    `is_read` tells whether a person does, for another stream than stdout.
    """
    if said.color is not Color.AUTO:
        return said.color is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if (configured := _configured_color()) is not Color.AUTO:
        return configured is Color.ALWAYS
    return (is_read or is_terminal)() and os.environ.get("TERM") != "dumb"


def _configured_color() -> Color:
    from qbank.settings import load

    return Color(load().color)


def show(
    said: Invocation,
    rows: Sequence[T],
    columns: Sequence[Column[T]],
    how: Format | None = None,
    *,
    names: str | None = None,
    no_header: bool = False,
) -> None:
    """Write a listing: a table for a person, lines for a program, from the same cells."""
    picked = pick(columns, names) if names is not None else list(columns)
    how = chosen(how)
    if how is Format.TABLE:
        _table(said, rows, picked)
        return
    heads = [column.name for column in picked]
    if how is Format.IDS and all(column.name != "id" for column in columns):
        first = columns[0].name
        raise QbankError(
            Kind.USAGE, "what is listed has no ids", hint=f"--columns {first} prints what names it"
        )
    if how is Format.IDS and "id" not in heads:
        picked, heads = [*picked, *pick(columns, "id")], [*heads, "id"]
    write_rows(heads, ([column.cell(row) for column in picked] for row in rows), how, no_header=no_header)


def pick(columns: Sequence[Column[T]], names: str) -> list[Column[T]]:
    """Choose columns by their names, in the order given. Raises QbankError naming those there are."""
    known: Mapping[str, Column[T]] = {column.name: column for column in columns}
    picked = [name.strip() for name in names.split(",") if name.strip()]
    for name in picked:
        if name not in known:
            raise QbankError(Kind.USAGE, f"there is no column {name!r}", hint=f"there are {', '.join(known)}")
    return [known[name] for name in picked]


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], how: Format, *, no_header: bool = False
) -> None:
    """Write rows for a program, as they come."""
    if how in delimited.WITH_HEADER and not no_header:
        write(delimited.WITH_HEADER[how](columns, [columns]))
    write(delimited.WRITERS[how](columns, rows))


def write(chunks: Iterable[bytes]) -> None:
    """Write data on stdout: exact for a file or a program; a terminal gets nothing that it would obey."""
    if is_terminal():
        from qbank.cli.terminal_text import safe_pieces

        chunks = safe_pieces(chunks)
    _put(chunks)


def _put(chunks: Iterable[bytes]) -> None:
    sys.stdout.flush()
    stream = sys.stdout.buffer
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def line(text: str) -> None:
    """Write one line of data."""
    write([text.encode("utf-8", "backslashreplace") + b"\n"])


def document(value: Any) -> None:
    """Write one JSON value on a line of its own."""
    from qbank.domain import jsontext

    write([jsontext.encode(value) + b"\n"])


def _table(said: Invocation, rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    if len(rows) >= HAND_ALIGNED_FROM:
        from qbank.cli import aligned_table

        read(said, aligned_table.lines(rows, columns, width()))
        return
    from qbank.cli import rich_table

    read(said, [rich_table.drawn(rows, columns, width=width(), colored=colored(said))])


def read(said: Invocation, pieces: Iterable[bytes]) -> None:
    """Write what a person reads: through a pager where it is longer than the screen."""
    if not is_terminal() or not said.paged:
        _put(pieces)
        return
    from qbank.cli import pager

    sys.stdout.flush()
    pager.show(pieces, width=width(), height=height(), write=_put)


def styled(said: Invocation, lines: "Iterable[StyledLine]") -> bytes:
    """Give styled lines as bytes for stdout, with the styles a person asked for."""
    if not colored(said):
        from qbank.cli.styled_text import plain_line

        return b"".join(plain_line(each).encode("utf-8", "backslashreplace") + b"\n" for each in lines)
    from qbank.cli import rich_table

    return rich_table.styled(lines)


def question(said: Invocation, view: "QuestionView") -> bytes:
    """Give one question as a person wants to read it: wrapped and in local time on a terminal."""
    from qbank.cli.question_view import question_lines

    if not is_terminal() and not colored(said):
        return styled(said, question_lines(view))
    return styled(said, question_lines(view, width=min(width(), READABLE), zone=None))
