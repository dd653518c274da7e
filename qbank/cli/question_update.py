"""`qbank question update`: a value of its own for each question, out of a file, seen before it is done."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import run
from qbank.cli.bulk_change import BulkChange
from qbank.cli.exits import ExitCode
from qbank.cli.import_files import file_or_stdin
from qbank.cli.import_view import placed
from qbank.cli.options import DryRunOption, ExpectOption, YesOption
from qbank.cli.reading_options import OnError
from qbank.cli.report_file import ReportFile
from qbank.cli.selecting import query_of
from qbank.cli.stderr import Narrator
from qbank.domain.question_key import Key
from qbank.errors import Kind, QbankError
from qbank.formats.base import Unreadable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.previews import Preview
    from qbank.services.updating import CheckedUpdate, RowOutcome, UpdateRequest

TEXTS = {"title", "stem", "explanation"}
"""Columns of a listing that no update changes, though they may have been edited with the others."""

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="CSV, TSV, Excel workbook or NDJSON; - is stdin.")
]
KeyOption = Annotated[Key, typer.Option("--key", help="By what a row names its question.")]
InOption = Annotated[
    list[str] | None, typer.Option("--in", metavar="QUERY", help="Look for the keys among these only.")
]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Which column holds a field.")
]
ValueMapOption = Annotated[
    list[str] | None,
    typer.Option("--value-map", metavar="FIELD:FROM=TO,…", help="What the file's own words mean."),
]
OnErrorOption = Annotated[OnError, typer.Option("--on-error", help="When a row cannot be used.")]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write what became of each row (NDJSON).")
]


def update_questions(
    ctx: typer.Context,
    file: FileArgument,
    key: KeyOption = Key.ID,
    within: InOption = None,
    mapping: MapOption = None,
    value_map: ValueMapOption = None,
    expect: ExpectOption = None,
    on_error: OnErrorOption = OnError.STOP,
    report: ReportOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Give many questions their own values from a file.

    A column for each field, named as `question list` names it; an empty cell leaves what is there, none
    clears it. Says first what would change, and asks on a terminal. One `qbank undo` takes it back.

    Example: qbank question update levels.csv --key ext --value-map rating:low=1
    """
    narrator = run.invocation(ctx).narrator
    with ExitStack() as stack:
        noted = None if report is None else stack.enter_context(ReportFile(report))
        update = _checked(stack, narrator, file, key, mapping or [], value_map or [])
        done = _carried_out(ctx, update, _request(within, on_error, expect), noted, dry_run=dry_run, yes=yes)
        if noted is not None:
            noted.finish()
    if done.left_out:
        raise typer.Exit(ExitCode.PARTLY)


def _request(within: list[str] | None, on_error: OnError, expect: int | None) -> "UpdateRequest":
    from qbank.services.selection import Selection
    from qbank.services.updating import UpdateRequest

    meant = Selection(query_of(within)) if within else None
    return UpdateRequest(meant, skip=on_error is OnError.SKIP, expect=expect)


def _checked(
    stack: ExitStack, narrator: Narrator, file: str, key: Key, mapping: list[str], maps: list[str]
) -> "CheckedUpdate":
    """Read the file to its end, with no bank open."""
    from qbank.formats.value_table import value_table
    from qbank.services.import_opening import unreadable

    roles = services.updating.Roles(key, _mapping(mapping))
    meanings = services.updating.value_maps(maps)
    source = file_or_stdin(file, stack)
    try:
        table = value_table(source, roles.knows)
        if table.told is not None:
            narrator.warn(f"{placed(source.name, table.told)}: {table.told.message}")
        if table.names:
            roles.read_header(table.names)
        update = services.updating.check(source.name, table.rows(), roles, meanings)
    except Unreadable as error:
        error.hint = error.hint or "save it as CSV in UTF-8, its first row the names of its columns"
        raise unreadable(source.name, error) from error
    stack.callback(update.rows.close)
    if not update.rows.count and file != "-":
        raise QbankError(Kind.BAD_DATA, f"{file} holds no row", hint="a first row names the columns")
    if roles.left_alone:
        narrator.say(f"left alone: {', '.join(roles.left_alone)}")
    if not mapping and TEXTS & set(roles.left_alone):
        narrator.say("  texts come in with: qbank question import FILE --on-conflict theirs")
    return update


def _mapping(told: list[str]) -> dict[str, str]:
    pairs = {each: each.partition("=") for each in told}
    for each, (name, _, column) in pairs.items():
        if not name.strip() or not column.strip():
            raise QbankError(
                Kind.USAGE, f"--map {each!r} is no FIELD=COLUMN", hint="write it as --map difficulty=level"
            )
    return {name.strip(): column.strip() for name, _, column in pairs.values()}


def _carried_out(
    ctx: typer.Context,
    update: "CheckedUpdate",
    request: "UpdateRequest",
    noted: ReportFile | None,
    *,
    dry_run: bool,
    yes: bool,
) -> "Preview":
    from qbank.services.updating import WrongRows

    note = None if noted is None else _note(noted)

    async def preview(session: "AsyncSession", most: int | None) -> "Preview":
        if noted is not None:
            noted.begin_again()
        return await services.updating.preview(session, update, request, note, most)

    async def apply(session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        if noted is not None:
            noted.begin_again()
        return await services.updating.apply(session, by, update, request, seen, note)

    try:
        return BulkChange(ctx, preview, apply).carry_out(dry_run=dry_run, yes=yes)
    except WrongRows as error:
        for remark in error.remarks:
            run.invocation(ctx).narrator.warn(remark)
        if noted is not None:
            noted.finish()
        raise


def _note(noted: ReportFile) -> "Callable[[RowOutcome], None]":
    return lambda outcome: noted.line(asdict(outcome))
