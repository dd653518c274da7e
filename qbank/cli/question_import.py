"""`qbank question import`."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import import_conflicts, import_view, run, safety_copy
from qbank.cli.exits import ExitCode
from qbank.cli.import_dry_run import Rehearsal
from qbank.cli.import_files import Asked, check_file
from qbank.cli.import_near import mark_near
from qbank.cli.import_preview import show_previews
from qbank.cli.options import DryRunOption
from qbank.cli.progress import Counter
from qbank.cli.reading_options import (
    AnswersOption,
    CategoryOption,
    FromOption,
    IntoOption,
    OnError,
    OnErrorOption,
)
from qbank.cli.saved_mappings import reading_options
from qbank.cli.unread import what_helps, where_wrong
from qbank.domain.counting import counted
from qbank.domain.kinds import Status
from qbank.errors import Kind, QbankError
from qbank.services.import_options import ImportSummary, OnConflict, OnDuplicate, UndecidedConflicts, Verdict

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.import_check import Checked
    from qbank.services.journal import Authorship

    Work = Callable[..., Awaitable[list[ImportSummary]]]


def import_questions(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files to bring in; - is stdin.")],
    format: FromOption = None,
    category: CategoryOption = None,
    into: IntoOption = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="TITLE", help="What they come from.")
    ] = None,
    status: Annotated[
        Status | None, typer.Option("--status", help="The status of new ones that say none.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=KEY", help="Which key or column holds it; or a saved name."),
    ] = None,
    answers: AnswersOption = None,
    on_duplicate: Annotated[
        OnDuplicate, typer.Option("--on-duplicate", help="Twins of known questions.")
    ] = OnDuplicate.SKIP,
    on_conflict: Annotated[
        OnConflict, typer.Option("--on-conflict", help="Those changed here and in the file.")
    ] = OnConflict.SKIP,
    retire_missing: Annotated[
        bool, typer.Option("--retire-missing", help="Retire what the source had and the file has no more.")
    ] = False,
    on_error: OnErrorOption = OnError.STOP,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write what became of each question (NDJSON)."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show how each file is read, and its first questions.")
    ] = False,
    near_duplicates: Annotated[
        bool, typer.Option("--near-duplicates", help="Say which known question a new one resembles.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Bring questions in from files.

    Reads Moodle XML, GIFT, Aiken, QTI 1.2 (Canvas, Blackboard), Blackboard text, Brightspace CSV, Anki text,
    Kahoot, CSV, TSV, Excel workbooks, other people's JSON and qbank's own; the content tells which it is.
    Nothing is lost in silence, and nothing is brought in twice. --preview needs no bank.
    """
    if on_conflict is OnConflict.ASK and dry_run:
        on_conflict = OnConflict.SKIP
    if on_conflict is OnConflict.ASK:
        import_conflicts.require_somebody()
    asked = Asked(
        format,
        reading_options(mapping or [], answers),
        into,
        category,
        document,
        status,
        on_duplicate,
        on_conflict,
        retire_missing,
    )
    said = run.invocation(ctx)
    if preview:
        show_previews(said.narrator, files, asked)
        return
    run.location(ctx)  # A bank that cannot be meant is refused before long files are read.
    with ExitStack() as stack:
        noted = None if report is None else stack.enter_context(import_view.Report(report))
        checked = [check_file(name, asked, noted.note if noted else None, stack) for name in files]
        for each in checked:
            import_view.tell_diagnostics(said.narrator, each)
        _reported(checked, on_error, noted)
        if near_duplicates:
            mark_near(ctx, checked)
        rehearsal = Rehearsal(ctx) if dry_run else None
        summaries = _carried_out(ctx, checked, on_error, noted, rehearsal)
    if rehearsal is not None:
        rehearsal.tell(checked, summaries)
    else:
        _tell(ctx, checked, summaries)
    if any(summary.counts[Verdict.FAILED] for summary in summaries):
        raise typer.Exit(ExitCode.PARTLY)


def _carried_out(
    ctx: typer.Context,
    checked: "list[Checked]",
    on_error: OnError,
    noted: import_view.Report | None,
    rehearsal: Rehearsal | None,
) -> list[ImportSummary]:
    """Do the import or rehearse it, and say what came up that was not said when the files were read."""
    narrator = run.invocation(ctx).narrator
    shown = [len(each.summary.diagnostics) for each in checked]
    try:
        work = _work(checked, on_error, noted)
        if rehearsal is not None:
            return rehearsal.do(work)
        safety_copy.before_many(ctx, sum(each.spool.count for each in checked), "import")
        return _bring_in(ctx, work, checked)
    except QbankError as error:
        if error.kind is Kind.CONFLICT:
            import_view.tell_conflicts(narrator, checked)
        raise
    finally:
        for each, before in zip(checked, shown, strict=True):
            import_view.tell_diagnostics(narrator, each, before)
        if noted is not None:
            noted.finish()


def _reported(checked: "list[Checked]", on_error: OnError, noted: import_view.Report | None) -> None:
    """Refuse what is not good enough; the report is written all the same, for whoever corrects the files."""
    try:
        _require_good(checked, on_error)
    except QbankError:
        if noted is not None:
            noted.finish()
        raise


def _require_good(checked: "list[Checked]", on_error: OnError) -> None:
    """Refuse files with nothing in them, and files with a bad question unless those are to be skipped."""
    failed = sum(each.summary.counts[Verdict.FAILED] for each in checked)
    if on_error is OnError.STOP and failed:
        good = sum(each.spool.count for each in checked)
        raise QbankError(
            Kind.BAD_DATA,
            f"{failed:,} of {counted(failed + good, 'question')} cannot be read; nothing was imported",
            hint=f"correct them{where_wrong(checked)}, or bring in the rest with --on-error skip"
            if good
            else what_helps(checked),
            details={"failed": failed, "readable": good},
        )
    for each in checked:
        if not (each.spool.count or each.fields or each.categories or each.documents):
            raise QbankError(
                Kind.BAD_DATA,
                f"{each.options.file_name} holds no question that can be read; nothing was imported",
                hint=what_helps([each]),
            )


def _work(checked: "list[Checked]", on_error: OnError, noted: import_view.Report | None) -> "Work":
    """Give the work of an import: it is refused as a whole where a question breaks a rule of the bank.

    It may be done over: it begins with what was said of the files when they were read.
    """
    read = [each.summary for each in checked]
    place = 0 if noted is None else noted.place()

    async def work(
        session: "AsyncSession", by: "Authorship", counter: Counter | None = None
    ) -> list[ImportSummary]:
        for each, summary in zip(checked, read, strict=True):
            each.summary = summary.copied()
        if noted is not None:
            noted.begin_again(place)
        summaries = await services.importing.bring_in(session, by, checked, counter)
        refused = sum(summary.refused for summary in summaries)
        nothing = not any(summary.read for summary in summaries)
        if refused and (nothing or on_error is OnError.STOP):
            raise QbankError(
                Kind.BAD_DATA,
                f"{counted(refused, 'question')} would break a rule of the bank; nothing was imported",
                hint="correct them, or bring in the rest with --on-error skip; `qbank field list` and "
                "`qbank category show PATH` tell the rules",
                details={"failed": refused},
            )
        return summaries

    return work


def _bring_in(ctx: typer.Context, work: "Work", checked: "list[Checked]") -> list[ImportSummary]:
    """Do the import; where a person is to decide first, ask with nothing open, and do it over."""
    while True:
        try:
            return _bring_in_once(ctx, work)
        except UndecidedConflicts as error:
            decided = import_conflicts.decide(run.invocation(ctx).narrator, error.conflicts)
            for each in checked:
                each.decided.update(decided)


def _bring_in_once(ctx: typer.Context, work: "Work") -> list[ImportSummary]:
    counter = Counter("writing:")
    try:
        return run.writing(ctx, lambda session, by: work(session, by, counter), repeatable=False)
    finally:
        counter.done()


def _tell(ctx: typer.Context, checked: "list[Checked]", summaries: list[ImportSummary]) -> None:
    narrator = run.invocation(ctx).narrator
    for each, summary in zip(checked, summaries, strict=True):
        import_view.tell_summary(narrator, each, summary)
    import_view.tell_next(narrator, summaries)
