"""What `qbank` alone says: where the bank is, what is in it, what to type next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand

from qbank import __version__, services
from qbank.cli import output, run
from qbank.cli.bank_told import for_the_bank
from qbank.cli.cells import friendly
from qbank.cli.exits import ExitCode
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.invocation import Invocation
from qbank.cli.stderr import Narrator
from qbank.cli.terminal_text import safe_line
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from qbank.services.overview import LastChange, Overview

Step = tuple[str, str]
"""What to type, and what it does."""

_COLUMN = 40
"""What is longer is no part of a column."""
_HELP = ("qbank --help", "see all commands; each has its own --help")


def welcome(said: Invocation) -> None:
    """Greet a person with the state of the bank. A program has asked for nothing: it gets the short help."""
    if not output.is_terminal():
        Narrator().say(short_help())
        raise typer.Exit(ExitCode.USAGE)
    ctx = typer.Context(TyperCommand("qbank"), obj=said)
    for line in _lines(ctx):
        output.line(safe_line(line))


def version() -> None:
    """Write the versions a bug report needs: qbank's, its schema's, SQLite's, Python's."""
    import platform
    import sqlite3

    from qbank.db.schema import HEAD

    running = f"schema {HEAD}, sqlite {sqlite3.sqlite_version}, python {platform.python_version()}"
    output.line(f"qbank {__version__} ({running})")


def short_help() -> str:
    """Give the usage line and the commands, a line each."""
    summaries = {name: summary for name, (_, summary) in (GROUPS | COMMANDS).items()}
    lines = _aligned(list(summaries.items()))
    return "\n".join(["usage: qbank COMMAND ...", "", *lines, "", "see `qbank --help`"])


def _lines(ctx: typer.Context) -> Iterator[str]:
    place = run.location(ctx)
    if place.path is not None and _missing(place.path):
        yield f"qbank {__version__}: there is no bank yet; the first command that writes makes {place}"
        yield from _next(_to_begin())
        return
    found = run.reading(ctx, lambda session: services.overview.overview(session))
    yield f"qbank {__version__}, with the bank {place}"
    yield from _told(found)
    yield from _next(_to_go_on(found) if found.questions else _to_begin())


def _missing(path: "Path") -> bool:
    from qbank.db.schema import is_blank

    return is_blank(path)


def _told(found: "Overview") -> Iterator[str]:
    categories = counted(found.categories, "category", "categories")
    yield f"  {counted(found.questions, 'question')} in {categories}"
    if found.last is not None:
        yield f"  {one_line(safe_line(f'last change: {_change(found.last)}'), output.width() - 2)}"


def _change(last: "LastChange") -> str:
    return f"number {last.number}, {friendly(last.created_at)}, by {last.actor}: {last.message}"


def _to_begin() -> list[Step]:
    return [
        ("qbank demo", "try it on a bank of examples, apart from yours"),
        ("qbank question import FILE", "bring in questions of your own"),
        ("qbank question add --help", "write one"),
        _HELP,
    ]


def _to_go_on(found: "Overview") -> list[Step]:
    steps = [
        ("qbank question list", "see the first questions"),
        ("qbank question list WORD", "find those with a word in them"),
        ("qbank stats", "count them in every way"),
        ("qbank question import FILE", "bring in more"),
    ]
    if found.last is not None and not found.last.is_undo:
        steps.append(("qbank undo", f"take change {found.last.number} back"))
    return [*steps, _HELP]


def _next(steps: list[Step]) -> Iterator[str]:
    yield ""
    yield "What to type next:"
    yield from _aligned([(for_the_bank(typed), does) for typed, does in steps])


def _aligned(steps: list[Step]) -> list[str]:
    """Set what is typed in one column; a long one stands on a line of its own, to be copied whole."""
    widest = max(len(typed) for typed, _ in steps if len(typed) <= _COLUMN)
    lines: list[str] = []
    for typed, does in steps:
        if len(typed) > _COLUMN:
            lines += [f"  {typed}", f"  {'':{widest}}  {does}"]
        else:
            lines.append(f"  {typed:<{widest}}  {does}")
    return lines
