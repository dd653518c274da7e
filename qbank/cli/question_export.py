"""`qbank question export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import delimited, output, run
from qbank.cli.exits import ExitCode
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    AllOption,
    ExcelSafeOption,
    ForceOption,
    LimitOption,
    OptionOption,
    QueryArgument,
    SampleOption,
    SeedOption,
    StrictOption,
    TitleOption,
    VerifyOption,
)
from qbank.cli.output_file import require_free, write_file
from qbank.cli.report_file import reporting
from qbank.cli.retired import without_retired
from qbank.cli.selecting import selection_of, tell_absent, tell_seed
from qbank.cli.streaming import fill, spooled
from qbank.cli.written_file import STDOUT, Wanted, deliver, target_of, with_excel_safe
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.formats import registry
from qbank.services.document_spool import DocumentSpool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection

_OWN = ("ndjson", "json")
"""Formats that hold all there is, and are written as they are read from the bank."""


def export_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="The format. [default: by the suffix, else ndjson]"),
    ] = None,
    file: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")
    ] = STDOUT,
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    title: TitleOption = "Questions",
    told: OptionOption = None,
    excel_safe: ExcelSafeOption = False,
    strict: StrictOption = False,
    verify: VerifyOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="List all that is lost (NDJSON).")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write questions to a file, in any format of qbank formats.

    What the format cannot hold is said, question by question. ndjson and json hold all there is, with
    categories, documents and pictures; qbank reads them back as they were.

    A query leaves retired questions out unless it names a status; --all takes everything but the trash.

    Example: qbank question export tag:cell -o cell.html --option key=end
    """
    if not query and not everything:
        raise QbankError(
            Kind.USAGE,
            "which questions?",
            hint="say a query, or --all for the whole bank: qbank question export --all",
        )
    target = target_of(
        to or registry.format_to_write(_name(file)), title, with_excel_safe(told, excel_safe), strict, verify
    )
    if file != STDOUT:
        require_free(Path(file), force=force)
    selection = selection_of(query, limit=limit, sample=sample, seed=seed)
    tell_absent(ctx, selection)
    tell_seed(ctx, selection, seed)
    if not everything:
        selection = without_retired(ctx, selection)
    if target.format in _OWN and not verify:
        written = _write_own(ctx, selection, target.format, file)
        if report is not None:
            write_file(report, lambda draft: None)
    else:
        written = _write(ctx, selection, Wanted(file, target), report)
    if not written:
        tell_why(ctx, selection)


def _name(file: str) -> str:
    return "" if file == STDOUT else file


def _write(ctx: typer.Context, selection: "Selection", wanted: Wanted, report: Path | None) -> int:
    with reporting(report) as listed, DocumentSpool() as spool:
        run.reading(ctx, lambda session: services.exporting.gathered(session, selection, spool))
        if deliver(ctx, spool, wanted, listed):
            raise typer.Exit(ExitCode.PARTLY)
        return spool.count


def _write_own(ctx: typer.Context, selection: "Selection", format: str, file: str) -> int:
    counts: list[int] = []

    def produce(session: "AsyncSession") -> "AsyncIterator[bytes]":
        return _produced(session, selection, format, counts)

    if file == STDOUT:
        output.write(spooled(ctx, produce))
        return sum(counts)
    write_file(Path(file), lambda draft: fill(ctx, draft, produce))
    run.invocation(ctx).narrator.say(f"wrote {counted(sum(counts), 'question')} to {file}")
    return sum(counts)


async def _produced(
    session: "AsyncSession", selection: "Selection", format: str, counts: list[int]
) -> "AsyncIterator[bytes]":
    counts.append(await services.listing.count(session, selection))
    lines = services.exporting.bank_lines(session, selection)
    async for piece in delimited.as_array_of(lines) if format == "json" else lines:
        yield piece
