"""`qbank db check`: what is wrong with the bank, and mending what can be made anew."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.exits import ExitCode
from qbank.cli.options import ColumnsOption, Format, FormatOption, NoHeaderOption
from qbank.cli.output import Column
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.services.checks import Check, Problem

_CHECKS: "list[Column[Check]]" = [
    Column("check", lambda each: each.name, "id"),
    Column("examined", lambda each: each.examined),
    Column("problems", lambda each: each.problems),
]
_PROBLEMS: "list[Column[Problem]]" = [
    Column("check", lambda each: each.check),
    Column("table", lambda each: each.table),
    Column("id", lambda each: each.id, "id"),
    Column("message", lambda each: each.message),
]
_NOT_TO_WRITE_ON = ("file", "schema", "questions")
"""Checks whose problems forbid a repair: what would be written rests on what is wrong."""


def check(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make tags, texts and search anew where they are wrong.")
    ] = False,
    problems: Annotated[
        bool, typer.Option("--problems", help="A row for each problem, with its id, not for each check.")
    ] = False,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """Check that the bank is whole.

    Looks at the file, its references, every question's hash, what is searched, and media.
    Ends with 1 where something is wrong.

    Example: qbank db check --problems
    """
    checks = run.run(_checked(ctx))
    if repair:
        checks = _mended(ctx, checks)
    how = output.chosen(how)
    if problems or how is Format.IDS:
        _show_problems(ctx, checks, how, columns, no_header=no_header)
    else:
        output.show(run.invocation(ctx), checks, _CHECKS, how, names=columns, no_header=no_header)
        if how is Format.TABLE and columns is None and any(each.problems for each in checks):
            _show_problems(ctx, checks, how, None, no_header=no_header)
    if _tell(ctx, checks):
        raise typer.Exit(ExitCode.NEGATIVE)


async def _checked(ctx: typer.Context) -> "list[Check]":
    from qbank.db.engine import Access, transaction
    from qbank.db.schema import require_current, require_file

    place = run.location(ctx)
    require_file(place)
    async with transaction(place, Access.READ, run.waiting(ctx)) as session:
        await require_current(session, place)
        checks = await services.checks.run(session)
    try:
        async with transaction(place, Access.KEEP, run.waiting(ctx)) as session:
            searched = await services.checks.search(session)
            # Full text search is asked by an INSERT; committed, that could put a damaged header right.
            await session.rollback()
            return [*checks, searched]
    except QbankError as error:
        if error.kind is not Kind.PERMISSION:
            raise
        run.invocation(ctx).narrator.warn("the search index was not checked: that needs a writable file")
        return checks


def _mended(ctx: typer.Context, checks: "Sequence[Check]") -> "list[Check]":
    """Make the derived tables anew where they are wrong, and check again."""
    narrator = run.invocation(ctx).narrator
    wrong = [each.name for each in checks if each.problems]
    if not set(wrong) & set(services.checks.DERIVED):
        narrator.say("nothing to make anew")
        return list(checks)
    if stop := [name for name in wrong if name in _NOT_TO_WRITE_ON]:
        narrator.warn(f"nothing was made anew, because of what is wrong with: {', '.join(stop)}")
        return list(checks)
    done = run.run(_rebuilt(ctx))
    narrator.say(f"made tags, texts and search anew for {counted(done, 'question')}")
    return run.run(_checked(ctx))


async def _rebuilt(ctx: typer.Context) -> int:
    from qbank.db.engine import Access, transaction
    from qbank.db.schema import require_current

    place = run.location(ctx)
    async with transaction(place, Access.WRITE, run.waiting(ctx)) as session:
        await require_current(session, place)
        return await services.checks.repair(session)


def _show_problems(
    ctx: typer.Context, checks: "Sequence[Check]", how: Format, columns: str | None, *, no_header: bool
) -> None:
    listed = [problem for each in checks for problem in each.listed if how is not Format.IDS or problem.id]
    output.show(run.invocation(ctx), listed, _PROBLEMS, how, names=columns, no_header=no_header)
    for each in checks:
        if each.problems > len(each.listed):
            run.invocation(ctx).narrator.say(f"{each.name}: {len(each.listed):,} of {each.problems:,} listed")


def _tell(ctx: typer.Context, checks: "Sequence[Check]") -> int:
    """Say how many problems there are and what helps; give their number."""
    narrator = run.invocation(ctx).narrator
    wrong = {each.name: each.problems for each in checks if each.problems}
    number = sum(wrong.values())
    if not number:
        narrator.say(f"no problems in {run.location(ctx)}")
        return 0
    told = ", ".join(f"{count:,} in {name}" for name, count in wrong.items())
    narrator.say(f"{counted(number, 'problem')} in {run.location(ctx)}: {told}")
    if wrong.keys() <= set(services.checks.DERIVED):
        narrator.say("mend them with: qbank db check --repair")
    else:
        narrator.say("see each with: qbank db check --problems; the backups with: qbank db restore")
    return number
