"""`qbank log prune`: how much of the journal is kept."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import run, safety_copy
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing
from qbank.cli.log_dates import moment_of
from qbank.cli.options import DryRunOption, YesOption
from qbank.cli.stderr import Narrator
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.settings import load

if TYPE_CHECKING:
    from qbank.services.pruning import Bound, Pruned


def prune(
    ctx: typer.Context,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="AGE|N", help="Keep what is younger, 30d, or so many changes."),
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Forget what was done before a date.")
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Forget what old changes changed, and give the space back.

    They stay in the log, and cannot be taken back any more.

    Example: qbank log prune --keep 90d
    """
    bound = _bound(keep, before)
    _require_no_audit()
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.pruning.to_prune(session, bound))
    if not planned.changes:
        narrator.say("nothing is as old as that; nothing was changed")
        return
    _tell(narrator, planned, bank_in_use(ctx))
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return

    def apply(plan: "Pruned") -> "Pruned":
        safety_copy.before(ctx, "prune")
        return changing(ctx, lambda session, by: services.pruning.prune(session, by, bound, plan))

    done = carried_out(
        planned,
        lambda plan: f"forget what {counted(plan.changes, 'change')} changed",
        apply,
        yes=yes,
    )
    narrator.say(f"forgot what {counted(done.changes, 'change')} changed, {counted(done.rows, 'row')}")
    _compact(ctx, narrator)


def _require_no_audit() -> None:
    if load().audit:
        raise QbankError(
            Kind.CONFLICT,
            "an audit is kept (audit = true): the journal is not pruned",
            hint="end the audit first: qbank config set audit false",
        )


def _bound(keep: str | None, before: str | None) -> "Bound":
    from qbank.services.pruning import Bound

    if (keep is None) == (before is None):
        raise QbankError(
            Kind.USAGE,
            "how much of the journal is kept?",
            hint="say --keep 90d, --keep 100, or --before DATE",
        )
    if before is not None:
        return Bound(since=moment_of(before, "--before"))
    told = (keep or "").strip()
    if told.isdecimal() and len(told) < 10:
        return Bound(newest=int(told))
    if not re.fullmatch(r"[0-9]+[hdwmy]", told, re.IGNORECASE):
        raise QbankError(
            Kind.USAGE,
            f"--keep {told!r} is neither an age nor a number",
            hint="say 90d, 12w, 6m or 1y, or how many changes",
        )
    return Bound(since=moment_of(told, "--keep"))


def _tell(narrator: Narrator, plan: "Pruned", where: str) -> None:
    """Say what can no longer be taken back."""
    rows = counted(plan.rows, "row")
    narrator.say(f"{counted(plan.changes, 'change')} of {where}, up to change {plan.last}, with {rows}")
    if plan.standing:
        narrator.say(f"{plan.standing:,} of them can no longer be taken back:")
    for number, message in plan.shown:
        narrator.say(f"  {number}  {message}")
    if (more := plan.standing - len(plan.shown)) > 0:
        narrator.say(f"  … and {more:,} more")


def _compact(ctx: typer.Context, narrator: Narrator) -> None:
    from qbank.db.compacting import compact

    place = run.location(ctx)
    if place.path is None:
        return
    size = _size(place.path)
    run.run(compact(place, run.waiting(ctx)))
    narrator.say(f"the file had {size}, and has {_size(place.path)}")


def _size(path: Path) -> str:
    kibibytes = path.stat().st_size / (1 << 10)
    return f"{kibibytes:,.0f} KiB" if kibibytes < 10_000 else f"{kibibytes / (1 << 10):,.1f} MiB"
