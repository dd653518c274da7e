"""`qbank convert`: from files to a file of another format, without a bank."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from qbank.cli import import_view, run
from qbank.cli.exits import ExitCode
from qbank.cli.groups import new_group
from qbank.cli.import_files import Asked, check_file
from qbank.cli.options import (
    ExcelSafeOption,
    ForceOption,
    OptionOption,
    StrictOption,
    TitleOption,
    VerifyOption,
)
from qbank.cli.output_file import require_free
from qbank.cli.reading_options import (
    AnswersOption,
    CategoryOption,
    FromOption,
    IntoOption,
    OnError,
    OnErrorOption,
    StatusOption,
)
from qbank.cli.report_file import ReportFile, reporting
from qbank.cli.saved_mappings import reading_options
from qbank.cli.unread import what_helps, where_wrong
from qbank.cli.written_file import STDOUT, Wanted, deliver, target_of, with_excel_safe
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.formats import registry
from qbank.services.document_spool import DocumentSpool
from qbank.services.import_check import Checked
from qbank.services.import_options import OnConflict, OnDuplicate, Outcome, Verdict

app = new_group("Turn question files into a file of another format, without a bank.")


@app.command()
def convert(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files to read, then the one to write; - is stdin, stdout."),
    ],
    from_: FromOption = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help="What to write. [default: by the suffix]")
    ] = None,
    category: CategoryOption = None,
    into: IntoOption = None,
    status: StatusOption = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=KEY", help="Which key or column holds a field."),
    ] = None,
    answers: AnswersOption = None,
    on_error: OnErrorOption = OnError.STOP,
    title: TitleOption = "Questions",
    told: OptionOption = None,
    excel_safe: ExcelSafeOption = False,
    strict: StrictOption = False,
    verify: VerifyOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="List all that is not read or not kept (NDJSON)."),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Turn question files into a file of another format.

    No bank is used or made. What cannot be read or kept is said; twins stay, in the order of the files.

    Example: qbank convert week1.gift week2.csv exam.html --option key=end
    """
    *sources, out = files
    if not sources:
        hint = "the last one is what to write: qbank convert questions.gift questions.ndjson"
        raise QbankError(Kind.USAGE, "one file is not enough to convert", hint=hint)
    target = target_of(to or _format_of(out), title, with_excel_safe(told, excel_safe), strict, verify)
    if out != STDOUT:
        _require_apart(sources, Path(out))
        require_free(Path(out), force=force)
    asked = Asked(
        from_, reading_options(mapping or [], answers), into, category, None, status,
        OnDuplicate.ADD, OnConflict.SKIP,
    )  # fmt: skip
    with reporting(report) as listed, DocumentSpool() as spool:
        failed = _read(ctx, sources, asked, on_error, spool, listed)
        left_out = deliver(ctx, spool, Wanted(out, target), listed)
        if failed or left_out:
            raise typer.Exit(ExitCode.PARTLY)


def _format_of(out: str) -> str:
    """Tell what to write by the name of the file; a name without a suffix tells nothing here."""
    if out == STDOUT or not Path(out).suffix:
        raise QbankError(Kind.USAGE, "what is to be written?", hint="--to says the format: --to gift")
    return registry.format_to_write(out)


def _require_apart(sources: list[str], out: Path) -> None:
    """Raise QbankError where the file to write is one of those to read."""
    if out.exists() and any(Path(source).exists() and out.samefile(source) for source in sources):
        hint = "name the file to write last"
        raise QbankError(Kind.USAGE, f"{out} is to be read, and cannot be written too", hint=hint)


def _read(
    ctx: typer.Context,
    sources: list[str],
    asked: Asked,
    on_error: OnError,
    spool: DocumentSpool,
    report: ReportFile | None,
) -> int:
    """Read all files into one spool; gives how many questions could not be read. Raises QbankError."""

    def note(file: str, outcome: Outcome) -> None:
        if report is not None:
            report.line({
                "code": "not_read", "message": outcome.reason, "file": file, "item": outcome.item,
                "line": outcome.line, "path": outcome.path or None,
            })  # fmt: skip

    with ExitStack() as stack:
        checked = [check_file(name, asked, note, stack, spool) for name in sources]
        for each in checked:
            import_view.tell_diagnostics(run.invocation(ctx).narrator, each)
    failed = sum(each.summary.counts[Verdict.FAILED] for each in checked)
    _require_good(checked, failed, spool, on_error)
    return failed


def _require_good(checked: list[Checked], failed: int, spool: DocumentSpool, on_error: OnError) -> None:
    if failed and on_error is OnError.STOP:
        of = counted(failed + spool.count, "question")
        message = f"{failed:,} of {of} cannot be read; nothing was written"
        skip = f"correct them{where_wrong(checked)}, or write the rest with --on-error skip"
        hint = skip if spool.count else what_helps(checked)
        raise QbankError(Kind.BAD_DATA, message, hint=hint)
    for each in checked:
        if not each.good:
            message = f"{each.options.file_name} holds no question that can be read; nothing was written"
            raise QbankError(Kind.BAD_DATA, message, hint=what_helps([each]))
