"""`qbank question replace`: words in many questions, seen before it is done."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from qbank import services
from qbank.cli import replace_view, run
from qbank.cli.bulk_change import BulkChange
from qbank.cli.exits import ExitCode
from qbank.cli.options import AllOption, DryRunOption, ExpectOption, LimitOption, QueryArgument, YesOption
from qbank.cli.reading_options import OnError
from qbank.cli.selecting import changing_selection, tell_absent
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.previews import Preview
    from qbank.services.replacing_request import Part, ReplaceRequest
    from qbank.services.selection import Selection

PARTS = ("stem", "choices", "explanation", "feedback", "title", "hints")


def replace_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    find: Annotated[str, typer.Option("--find", metavar="TEXT", help="The words to find.")] = "",
    replacement: Annotated[
        str | None, typer.Option("--with", metavar="TEXT", help="What stands there then; '' for nothing.")
    ] = None,
    within: Annotated[
        str | None,
        typer.Option("--in", metavar="PART,PART", help=f"Only in {', '.join(PARTS)}. [default: in all]"),
    ] = None,
    regex: Annotated[
        bool, typer.Option("--regex", help=r"TEXT is a regular expression; \1 in --with is its first group.")
    ] = False,
    word: Annotated[bool, typer.Option("--word", "-w", help="Only whole words.")] = False,
    ignore_case: Annotated[bool, typer.Option("--ignore-case", "-i", help="cell finds Cell too.")] = False,
    everything: AllOption = False,
    limit: LimitOption = None,
    expect: ExpectOption = None,
    on_error: Annotated[
        OnError, typer.Option("--on-error", help="When a question would break a rule.")
    ] = OnError.STOP,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    r"""Replace words in the texts of questions.

    Only what a reader reads as words changes: never tags, formulas, code, gaps or addresses. What stands
    there then is words too: in HTML a `<` of --with is written `&lt;`. It is one change, and one undo.

    Example: qbank question replace tag:cell --find colour --with color -w -n
    """
    request = _request(find, replacement, within, regex, word, ignore_case, on_error)
    selection = changing_selection(query, everything, limit=limit)
    absent = tell_absent(ctx, selection)
    change = _bulk_change(ctx, selection, request, expect)
    try:
        done = cast("services.replacing.Replacement", change.carry_out(dry_run=dry_run, yes=yes))
    except QbankError as error:
        replace_view.tell_refused(run.invocation(ctx).narrator, error.details.get("refused", ()))
        raise
    if done.refusals or absent:
        raise typer.Exit(ExitCode.PARTLY)


def _request(
    find: str,
    replacement: str | None,
    within: str | None,
    regex: bool,
    word: bool,
    ignore_case: bool,
    on_error: OnError,
) -> "ReplaceRequest":
    from qbank.services.replacing_request import Part, ReplaceRequest, require_sensible

    if replacement is None:
        raise QbankError(
            Kind.USAGE,
            "nothing says what is to stand there",
            hint="say it: --with TEXT; --with '' takes it out",
        )
    request = ReplaceRequest(
        find,
        replacement,
        frozenset(Part) if within is None else _parts(within),
        regex,
        word,
        ignore_case,
        skip_refused=on_error is OnError.SKIP,
    )
    require_sensible(request)
    return request


def _parts(told: str) -> "frozenset[Part]":
    """Read the names of texts; a beginning does that is one's alone."""
    from qbank.services.replacing_request import Part

    found = set()
    for name in filter(None, (each.strip().lower() for each in told.split(","))):
        meant = [part for part in Part if part.startswith(name)]
        if len(meant) != 1:
            raise QbankError(
                Kind.USAGE, f"there is no text {name!r} to replace in", hint=f"there are {', '.join(PARTS)}"
            )
        found.add(meant[0])
    if not found:
        raise QbankError(Kind.USAGE, "--in names no text", hint=f"there are {', '.join(PARTS)}")
    return frozenset(found)


def _bulk_change(
    ctx: typer.Context, selection: "Selection", request: "ReplaceRequest", expect: int | None
) -> BulkChange:
    async def preview(session: "AsyncSession", most: int | None) -> "Preview":
        await services.changing.require_count(session, selection, expect)
        return await services.replacing.preview(session, selection, request, most)

    async def apply(session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        await services.changing.require_count(session, selection, expect)
        known = cast("services.replacing.Replacement | None", seen)
        return await services.replacing.apply(session, by, selection, request, known)

    return BulkChange(ctx, preview, apply, replace_view.telling(run.invocation(ctx)), selection)
