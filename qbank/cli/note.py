"""`qbank note add|list|delete`: what those who work on questions say of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.bulk_change import BulkChange
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing
from qbank.cli.exits import ExitCode
from qbank.cli.groups import new_group
from qbank.cli.note_text import text_from_editor, words_and_text
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    AllOption,
    ColumnsOption,
    DryRunOption,
    ExpectOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
    QueryArgument,
    YesOption,
)
from qbank.cli.output import Column
from qbank.cli.selecting import changing_selection, selection_of, tell_absent
from qbank.domain.counting import counted
from qbank.domain.text_width import one_line
from qbank.domain.typed_text import tidy_text
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.notes import NoteView
    from qbank.services.previews import Preview

app = new_group("Notes on questions, by those who work on them.")

STEM = 40
COLUMNS: "list[Column[NoteView]]" = [
    Column("id", lambda note: note.id, "id"),
    Column("question", lambda note: note.question_id, "id"),
    Column("author", lambda note: note.author),
    Column("created_at", lambda note: note.created_at, "dim"),
    Column("text", lambda note: note.text),
    Column("stem", lambda note: note.stem, "dim"),
]
SHORT = 8


@app.command("add")
def add_note(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY TEXT", help="Which questions, and in the last argument the note."),
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="The note; all arguments are the query then.")
    ] = None,
    everything: AllOption = False,
    expect: ExpectOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Note something on the questions a query finds.

    The last argument is the note. Where there is one argument only, it is the query, and your editor opens.

    Example: qbank note add id:3f2a 'B is right too: ask Ada'

    Example: qbank question list has:image -f ids | qbank note add - redraw -y
    """
    query, told = words_and_text(words or [], text, everything=everything)
    selection = changing_selection(query, everything)
    absent = tell_absent(ctx, selection)
    note = tidy_text(text_from_editor() if told is None else told, "note")
    if note is None:
        raise QbankError(
            Kind.USAGE, "the note says nothing", hint="write it: qbank note add QUERY 'check this'"
        )

    async def preview(session: "AsyncSession", most: int | None) -> "Preview":
        await services.changing.require_count(session, selection, expect)
        return await services.notes.preview(session, selection, note, most)

    async def apply(session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        await services.changing.require_count(session, selection, expect)
        return await services.notes.add(session, by, selection, note, seen)

    BulkChange(ctx, preview, apply, selection=selection).carry_out(dry_run=dry_run, yes=yes)
    if absent:
        raise typer.Exit(ExitCode.PARTLY)


@app.command("list")
def list_notes(
    ctx: typer.Context,
    query: QueryArgument = None,
    limit: LimitOption = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List notes, the newest last.

    With a query, those on the questions it finds.

    Example: qbank note list assignee:ada status:review
    """
    how = output.chosen(how)
    selection = selection_of(query)
    tell_absent(ctx, selection)
    bound = output.bound(how, limit)
    found, total = run.reading(ctx, lambda session: services.notes.listing(session, selection, bound))
    shown = COLUMNS
    if how is Format.TABLE and output.is_terminal():
        shown = _for_a_person("when" if columns is None else "created_at")
    output.show(run.invocation(ctx), found, shown, how, names=columns, no_header=no_header)
    narrator = run.invocation(ctx).narrator
    if not total:
        where = " on these questions" if query else ""
        narrator.say(f"there are no notes{where} yet; add one: qbank note add QUERY 'check this'")
        tell_why(ctx, selection)
    elif len(found) < total:
        narrator.say(f"the last {len(found):,} of {counted(total, 'note')}; --limit N shows more")


def _for_a_person(moment: str) -> "list[Column[NoteView]]":
    """Make the columns short enough for a line; the moment's is called so."""
    return [
        Column("id", lambda note: note.id[:SHORT], "id"),
        Column("question", lambda note: note.question_id[:SHORT], "id"),
        Column("author", lambda note: note.author),
        Column(moment, lambda note: note.created_at, "dim"),
        Column("text", lambda note: " ".join(note.text.split())),
        Column("stem", lambda note: one_line(note.stem, STEM), "dim"),
    ]


@app.command("delete")
def delete_notes(
    ctx: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="NOTE...", help="Beginnings of their ids, as `note list` has them.")
    ],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Take notes away.

    One `qbank undo` brings them back.

    Example: qbank note delete 5c1e
    """
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.notes.find(session, ids))
    for note in planned:
        narrator.say(f"  {note.id[:SHORT]}  {note.author}: {one_line(note.text, STEM)}")
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return
    done = carried_out(planned, _asked, lambda plan: changing(ctx, _taking_away(plan)), yes=yes)
    narrator.say(f"took {counted(len(done), 'note')} away; `qbank undo` brings them back")


def _asked(planned: "Sequence[NoteView]") -> str:
    return f"take {counted(len(planned), 'note')} away"


def _taking_away(planned: "Sequence[NoteView]") -> "run.Writing[list[NoteView]]":
    async def take_away(session: "AsyncSession", by: "Authorship") -> "list[NoteView]":
        return await services.notes.take_away(session, by, [note.id for note in planned])

    return take_away
