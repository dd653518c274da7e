"""`qbank log`: what was done to the bank, and what each change changed."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank import services
from qbank.cli import log_prune, output, run
from qbank.cli.difference_view import difference_lines
from qbank.cli.groups import ListingGroup, new_group
from qbank.cli.invocation import Invocation
from qbank.cli.log_dates import moment_of
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    ColumnsOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
    QueryArgument,
    WholeFormat,
    WholeFormatOption,
)
from qbank.cli.output import Column
from qbank.cli.selecting import bounded, selection_of, tell_absent
from qbank.cli.streaming import spooled
from qbank.cli.styled_text import Segment, StyledLine, plain_line
from qbank.cli.terminal_text import safe_line
from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.change_contents import RowChange
    from qbank.services.change_log import LogEntry

app = new_group("What was done to the bank, and what each change changed.", cls=ListingGroup)
app.command("prune")(log_prune.prune)

STEM = 60
_DID = {"made": "made: ", "removed": "removed: "}
SHOWN = 10
"""So many rows of a change a terminal shows unless told otherwise."""
NOUNS = {
    "questions": ("question", None),
    "categories": ("category", "categories"),
    "preferences": ("default of a category", "defaults of categories"),
    "question_media": ("picture of a question", "pictures of questions"),
    "media": ("file", None),
    "field_definitions": ("field definition", None),
    "saved_queries": ("saved query", "saved queries"),
    "notes": ("note", None),
}
COLUMNS: "list[Column[LogEntry]]" = [
    Column("change", lambda entry: entry.number, "id"),
    Column("created_at", lambda entry: entry.created_at, "dim"),
    Column("actor", lambda entry: entry.actor),
    Column("did", lambda entry: entry.message),
    Column("message", lambda entry: entry.note),
    Column("state", lambda entry: entry.state, "dim"),
    Column("command", lambda entry: entry.command),
    Column("undoes", lambda entry: entry.undoes),
    Column("undone_by", lambda entry: entry.undone_by),
    Column("pruned", lambda entry: entry.is_pruned),
    Column("hash", lambda entry: entry.seal),
    Column("id", lambda entry: entry.id),
]
LISTED = 6
"""So many of the columns are listed unless told otherwise."""


@app.command("list")
def list_changes(
    ctx: typer.Context,
    query: QueryArgument = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="ID", help="Those that touched this question.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Since a date, 2026-01-15, or an age, 7d.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Those this person made.")] = None,
    limit: LimitOption = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List changes, the newest first.

    With a query, those that touched what it finds.

    Example: qbank log tag:cell --since 7d
    """
    how = output.chosen(how)
    most = output.bound(how, limit)
    selection = selection_of(query)
    tell_absent(ctx, selection)
    moment = None if since is None else moment_of(since, "--since")

    async def read(session: "AsyncSession") -> "tuple[list[LogEntry], int]":
        from qbank.services.change_log import LogFilter

        found = None if question is None else await services.finding.find(session, question)
        meant: LogFilter = LogFilter(selection, found, moment, by, bounded(most))
        entries = await services.change_log.listing(session, meant)
        full = limit is None and len(entries) == most
        return entries, await services.change_log.count(session, meant) if full else len(entries)

    entries, total = run.reading(ctx, read)
    whole = columns is not None or how in (Format.JSON, Format.NDJSON, Format.IDS)
    shown = COLUMNS if whole else COLUMNS[:LISTED]
    if how is Format.TABLE and columns is None:
        shown = _worth_showing(entries)
    output.show(run.invocation(ctx), entries, shown, how, names=columns, no_header=no_header)
    narrator = run.invocation(ctx).narrator
    if not entries and how is Format.TABLE:
        narrator.say("no change is found")
    if not entries:
        tell_why(ctx, selection)
    if total > len(entries):
        narrator.say(f"{len(entries)} of {total:,}; --limit N shows more")
    if query and query[0].isdecimal():
        narrator.say(f"change {query[0]} itself: qbank log show {query[0]}")


def _worth_showing(entries: "list[LogEntry]") -> "list[Column[LogEntry]]":
    """Leave out columns a person would find empty, and call the moment by its name in a person's words."""
    empty = {
        "message": not any(each.note for each in entries),
        "state": not any(each.state for each in entries),
    }
    kept = [column for column in COLUMNS[:LISTED] if not empty.get(column.name)]
    return [replace(column, name="when") if column.name == "created_at" else column for column in kept]


@app.command("show")
def show_change(
    ctx: typer.Context,
    change: Annotated[str, typer.Argument(metavar="CHANGE", help="Its number.")],
    limit: LimitOption = None,
    how: WholeFormatOption = None,
) -> None:
    """Show what a change did, question by question, before and after.

    Example: qbank log show 12
    """
    how = output.told_whole(how, "log show")
    if how is not WholeFormat.TABLE:
        pieces = spooled(ctx, lambda session: _lines(session, change, limit))
        output.write(_array(pieces) if how is WholeFormat.JSON else pieces)
        return
    most = limit if limit is not None or not output.is_terminal() else SHOWN
    entry, counts, rows = run.reading(ctx, lambda session: _read(session, change, most))
    colored = output.colored(run.invocation(ctx))
    lines = [*_head(entry, counts), *(line for row in rows for line in row_lines(row, colored=colored))]
    write_lines(run.invocation(ctx), lines, colored=colored)
    if (more := rows_told(counts) - len(rows)) > 0:
        run.invocation(ctx).narrator.say(f"… and {more:,} more; --limit N shows more")


async def _read(
    session: "AsyncSession", change: str, most: int | None
) -> "tuple[LogEntry, dict[str, int], list[RowChange]]":
    entry = await services.change_log.find(session, change)
    counts = await services.change_contents.counts(session, entry)
    told = services.change_contents.contents(session, entry, most, services.change_contents.FOR_PEOPLE)
    return entry, counts, [row async for row in told]


async def _lines(session: "AsyncSession", told: str, most: int | None) -> AsyncIterator[bytes]:
    entry = await services.change_log.find(session, told)
    async for row in services.change_contents.contents(session, entry, most):
        yield jsontext.encode(row_object(entry.number, row)) + b"\n"


def row_object(number: int, row: "RowChange") -> dict[str, Any]:
    """Give what a change did to a row as the object that JSON output has."""
    changes = [{"place": each.place, "before": each.before, "after": each.after} for each in row.differences]
    return {
        "change": number,
        "table": row.table,
        "id": row.id,
        "did": row.did,
        "name": row.name,
        "changes": changes if row.did == services.change_contents.CHANGED else [],
    }


def _array(pieces: Any) -> Any:
    from qbank.cli.delimited import as_array

    return as_array(line + b"\n" for piece in pieces for line in piece.splitlines())


def _head(entry: "LogEntry", counts: dict[str, int]) -> "list[StyledLine]":
    at = f"{entry.created_at.astimezone():%Y-%m-%d %H:%M:%S}"
    lines: list[StyledLine] = [
        (Segment(f"change {entry.number}", "heading"), Segment(f"  {at}  {safe_line(entry.actor)}", "dim")),
        (Segment(f"  {safe_line(entry.message)}"),),
    ]
    if entry.note:
        lines.append((Segment(f"  “{safe_line(entry.note)}”", "tag"),))
    lines.append((Segment(f"  {safe_line(entry.command)}", "dim"),))
    if entry.state:
        lines.append((Segment(f"  {_state(entry)}", "warning"),))
    if entry.seal:
        lines.append((Segment(f"  hash {entry.seal}", "dim"),))
    return [*lines, (Segment(f"  {told_counts(counts) or 'no rows are kept'}"),)]


def _state(entry: "LogEntry") -> str:
    return (
        "pruned: it cannot be taken back, and what it changed is not kept"
        if entry.state == "pruned"
        else (entry.state)
    )


def told_counts(counts: Mapping[str, int]) -> str:
    """Say how many questions, categories and so on; what is noted of files only where that is all."""
    told = []
    if counts and not rows_told(counts):
        return f"what a file says of {counted(counts.get('import_items', 0), 'question')}"
    for table, number in counts.items():
        if table in services.change_contents.BOOKKEEPING:
            continue
        one, many = NOUNS.get(table, (table.removesuffix("s"), None))
        told.append(counted(number, one, many) if many else counted(number, one))
    return ", ".join(told)


def rows_told(counts: Mapping[str, int]) -> int:
    """Count the rows that a person is told of."""
    noted = services.change_contents.BOOKKEEPING
    return sum(number for table, number in counts.items() if table not in noted)


def row_lines(row: "RowChange", *, colored: bool, told: Mapping[str, str] = _DID) -> "list[StyledLine]":
    """Give the lines about one row of a change; `told` says what being made and removed is called."""
    noun = NOUNS.get(row.table, (row.table.removesuffix("s"), None))[0]
    lead = "" if row.table == "questions" else f"{noun} "
    name = one_line(safe_line(row.name), STEM)
    head: StyledLine = (Segment(f"{row.id[:8]}", "key"), Segment(f"  {told.get(row.did, '')}{lead}{name}"))
    if row.did != "changed":
        return [head]
    return [head, *difference_lines(row.differences, colored=colored, lead="    ")]


def write_lines(said: Invocation, lines: "list[StyledLine]", *, colored: bool) -> None:
    """Write lines on stdout, in their styles where a person sees them, a screenful at a time."""
    if colored:
        output.read(said, [output.styled(said, lines)])
        return
    output.read(said, (plain_line(line).encode("utf-8", "backslashreplace") + b"\n" for line in lines))
