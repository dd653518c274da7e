"""`qbank undo`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import run, safety_copy, stderr, undo_view
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import require_agreement
from qbank.cli.edits import changing
from qbank.cli.groups import new_group
from qbank.cli.options import DryRunOption, YesOption
from qbank.errors import QbankError
from qbank.settings import load

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.change_contents import RowChange
    from qbank.services.journal import Authorship
    from qbank.services.undo_conflicts import Named
    from qbank.services.undoing import TakenBack, Undoable

app = new_group("Take back the newest change, or the one you name.")

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What taking a change back comes to, a few rows of it, and the newest change of the bank as it was."""

    meant: "Undoable"
    done: "TakenBack"
    sample: "tuple[RowChange, ...]"
    conflicts: "tuple[Named, ...]"
    as_of: int


@app.command()
def undo(
    ctx: typer.Context,
    change: Annotated[
        str | None,
        typer.Argument(metavar="[CHANGE]", help="Its number. [default: the newest]", show_default=False),
    ] = None,
    skip_conflicts: Annotated[
        bool, typer.Option("--skip-conflicts", help="Leave what later changes changed too as it is.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Take back the newest change that is not taken back yet, or the one you name.

    An older change is shown before it is taken back, and what came after it stays. So is, on a terminal, a
    change that brought in more than a few questions: they go with it.
    An undo is a change too: name its number to take it back.

    Example: qbank undo 12 --dry-run
    """
    try:
        _undo(ctx, change, skip_conflicts=skip_conflicts, dry_run=dry_run, yes=yes)
    except QbankError as error:
        undo_view.tell_refused(run.invocation(ctx).narrator, error.details)
        raise


def _undo(ctx: typer.Context, told: str | None, *, skip_conflicts: bool, dry_run: bool, yes: bool) -> None:
    narrator = run.invocation(ctx).narrator
    at_once = yes or not run.reading(ctx, lambda session: _is_seen_first(session, told))
    if at_once and not dry_run:
        _keep_first(ctx, told)
        _tell(ctx, changing(ctx, lambda session, by: _seen(session, by, told, skip_conflicts)))
        return
    seen = _rehearsed(ctx, told, skip_conflicts)
    while True:
        undo_view.tell_preview(narrator, seen, bank_in_use(ctx))
        if dry_run or not seen.done.rows:
            narrator.say("dry run: nothing was changed" if dry_run else "nothing was changed")
            return
        few = sum(seen.done.rows.values()) <= load().confirm_above and stderr.can_ask()
        require_agreement(f"take back change {seen.meant.number}", yes=few)
        safety_copy.before_many(ctx, sum(seen.done.rows.values()), "undo")
        done = _applied(ctx, seen, skip_conflicts)
        if done is not None:
            _tell(ctx, done)
            return
        narrator.say("the bank was changed by another program meanwhile; what would change now:")
        seen = _rehearsed(ctx, told, skip_conflicts)


def _keep_first(ctx: typer.Context, told: str | None) -> None:
    async def rows(session: "AsyncSession") -> int:
        return await services.undoing.size(session, await _meant(session, told))

    if safety_copy.may_be_many(ctx):
        safety_copy.before_many(ctx, run.reading(ctx, rows), "undo")


def _applied(ctx: typer.Context, seen: Seen, skip: bool) -> Seen | None:
    return changing(ctx, lambda session, by: _unless_moved(session, by, seen, skip))


def _tell(ctx: typer.Context, done: Seen) -> None:
    undo_view.tell_done(run.invocation(ctx).narrator, done)


def _rehearsed(ctx: typer.Context, told: str | None, skip: bool) -> Seen:
    """See what an undo comes to, by doing it in a transaction that is given up."""
    return run.rehearsing(ctx, lambda session, by: _seen(session, by, told, skip))


async def _is_seen_first(session: "AsyncSession", told: str | None) -> bool:
    """Tell whether a change is an older one, or a person is to be asked because many questions go with it."""
    meant = await _meant(session, told)
    if told is not None and await services.undoing.standing_after(session, meant):
        return True
    return stderr.can_ask() and await services.undoing.made(session, meant) > load().confirm_above


async def _meant(session: "AsyncSession", told: str | None) -> "Undoable":
    if told is None:
        return await services.undoing.newest(session)
    return await services.undoing.find(session, told)


async def _seen(session: "AsyncSession", by: "Authorship", told: str | None, skip: bool) -> Seen:
    meant = await _meant(session, told)
    as_of = await services.undoing.newest_number(session)
    done = await services.undoing.undo(session, by, meant, skip_conflicts=skip)
    sample: tuple[RowChange, ...] = ()
    if done.number:
        entry = await services.change_log.find(session, str(done.number))
        tables = services.change_contents.FOR_PEOPLE
        found = services.change_contents.contents(session, entry, SHOWN, tables)
        sample = tuple([row async for row in found])
    conflicts = await services.undo_conflicts.named(session, done.conflicts)
    return Seen(meant, done, sample, tuple(conflicts), as_of)


async def _unless_moved(session: "AsyncSession", by: "Authorship", planned: Seen, skip: bool) -> Seen | None:
    """Take back what was seen, unless the bank has moved on since."""
    if await services.undoing.newest_number(session) != planned.as_of:
        return None
    return await _seen(session, by, planned.meant.id, skip)
