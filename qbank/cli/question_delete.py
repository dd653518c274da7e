"""`qbank question delete`."""

from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import run, safety_copy
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing
from qbank.cli.exits import ExitCode
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
from qbank.cli.selecting import changing_selection, tell_absent
from qbank.domain.counting import counted

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

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
    narrator = run.invocation(ctx).narrator
    selection = changing_selection(query, everything, limit=limit, sample=sample, seed=seed)
    if sample is not None and not everything:
        selection = without_retired(ctx, selection)
    absent = tell_absent(ctx, selection)

    async def plan(session: "AsyncSession") -> "Doomed":
        await services.changing.require_count(session, selection, expect)
        return await services.trash.to_delete(session, selection)

    planned = run.reading(ctx, plan)
    if not planned.questions:
        narrator.say("no question is meant; nothing was changed")
        raise typer.Exit(ExitCode.PARTLY if absent else ExitCode.OK)
    if dry_run:
        narrator.say(f"would delete {counted(planned.questions, 'question')} in {bank_in_use(ctx)}")
        narrator.say("dry run: nothing was changed")
        return

    def apply(plan: "Doomed") -> "Doomed":
        safety_copy.before_many(ctx, plan.questions, "delete")
        return changing(ctx, lambda session, by: services.trash.discard(session, by, selection, plan))

    done = carried_out(
        planned,
        lambda plan: f"delete {counted(plan.questions, 'question')} in {bank_in_use(ctx)}",
        apply,
        yes=yes,
    )
    back = "it" if done.questions == 1 else "them"
    narrator.say(f"{counted(done.questions, 'question')} went to the trash; `qbank undo` brings {back} back")
    if absent:
        raise typer.Exit(ExitCode.PARTLY)
