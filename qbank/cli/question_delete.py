"""`qbank question delete`."""

from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import run, safety_copy
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing
from qbank.cli.exits import ExitCode
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    AllOption,
    DryRunOption,
    ExpectOption,
    LimitOption,
    QueryArgument,
    SampleOption,
    SeedOption,
    YesOption,
)
from qbank.cli.retired import without_retired
from qbank.cli.selecting import changing_selection, tell_absent, tell_seed
from qbank.domain.counting import counted

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection
    from qbank.services.trash import Doomed


def delete_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    expect: ExpectOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Move questions to the trash.

    `qbank undo` and `qbank trash restore` bring them back.
    """
    selection = changing_selection(query, everything, limit=limit, sample=sample, seed=seed)
    if sample is not None and not everything:
        selection = without_retired(ctx, selection)
    absent = tell_absent(ctx, selection)
    tell_seed(ctx, selection, seed)
    _delete(ctx, selection, expect, dry_run=dry_run, yes=yes)
    if absent:
        raise typer.Exit(ExitCode.PARTLY)


def _delete(
    ctx: typer.Context, selection: "Selection", expect: int | None, *, dry_run: bool, yes: bool
) -> None:
    async def plan(session: "AsyncSession") -> "Doomed":
        await services.changing.require_count(session, selection, expect)
        return await services.trash.to_delete(session, selection)

    def apply(plan: "Doomed") -> "Doomed":
        safety_copy.before_many(ctx, plan.questions, "delete")
        return changing(ctx, lambda session, by: services.trash.discard(session, by, selection, plan))

    narrator, planned = run.invocation(ctx).narrator, run.reading(ctx, plan)
    if not planned.questions:
        narrator.say("no question is meant; nothing was changed")
        tell_why(ctx, selection)
    elif dry_run:
        narrator.say(f"would {_told(ctx, planned)}")
        narrator.say("dry run: nothing was changed")
    else:
        done = carried_out(planned, lambda plan: _told(ctx, plan), apply, yes=yes)
        back = "it" if done.questions == 1 else "them"
        gone = counted(done.questions, "question")
        narrator.say(f"{gone} went to the trash; `qbank undo` brings {back} back")


def _told(ctx: typer.Context, plan: "Doomed") -> str:
    return f"delete {counted(plan.questions, 'question')} in {bank_in_use(ctx)}"
