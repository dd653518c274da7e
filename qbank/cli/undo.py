"""`qbank undo`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import run
from qbank.cli.bank_names import bank_in_use
from qbank.cli.edits import changing
from qbank.cli.groups import new_group
from qbank.cli.options import DryRunOption

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.undoing import Undoable

app = new_group("Take back the newest change, or the one you name.")


@app.command()
def undo(
    ctx: typer.Context,
    change: Annotated[
        str | None,
        typer.Argument(metavar="[CHANGE]", help="Its number. [default: the newest]", show_default=False),
    ] = None,
    dry_run: DryRunOption = False,
) -> None:
    """Take back the newest change that is not taken back yet, or the one you name.

    An undo is a change too: name its number to take it back.
    """
    narrator = run.invocation(ctx).narrator
    if dry_run:
        meant = run.reading(ctx, lambda session: _meant(session, change))
        narrator.say(f"would take back change {meant.number} of {bank_in_use(ctx)}: {meant.message}")
        narrator.say("dry run: nothing was changed")
        return
    meant, number = changing(ctx, lambda session, by: _undo(session, by, change))
    narrator.say(f"took back change {meant.number}: {meant.message}")
    narrator.say(f"to have it again: qbank undo {number}")


async def _meant(session: "AsyncSession", told: str | None) -> "Undoable":
    if told is None:
        return await services.undoing.newest(session)
    return await services.undoing.find(session, told)


async def _undo(session: "AsyncSession", by: "Authorship", told: str | None) -> "tuple[Undoable, int]":
    meant = await _meant(session, told)
    return meant, await services.undoing.undo(session, by, meant)
