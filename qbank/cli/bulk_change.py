"""A change of many questions as a person lives it: seen, agreed to, done; seen again where the bank moved."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from qbank.cli import change_view, run, safety_copy, stderr
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import require_agreement
from qbank.cli.edits import changing
from qbank.cli.nothing_found import tell_why
from qbank.cli.stderr import Loudness
from qbank.domain.counting import counted
from qbank.services.previews import SAMPLE
from qbank.settings import load

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.previews import Preview
    from qbank.services.selection import Selection

    Previewing = Callable[[AsyncSession, int | None], Awaitable[Preview]]
    Applying = Callable[[AsyncSession, Authorship, Preview | None], Awaitable[Preview]]
    Telling = Callable[[stderr.Narrator, Preview, str, str, str], None]

MORE = "; -v shows all"


class BulkChange:
    """One bulk change: previewed, agreed to, applied; previewed again where the bank was changed meanwhile.

    `preview` only reads, and shows so many questions, None for all, as -v asks for in a dry run. `apply` does
    it; given a preview, it does nothing where the bank has moved on from that, and gives what would change
    now. `tell` shows a preview, with a verb, the bank's name and what shows more of it before it is done, and
    without them after. Where `selection` finds nothing, why it may be so is told.
    """

    def __init__(
        self,
        ctx: typer.Context,
        preview: "Previewing",
        apply: "Applying",
        tell: "Telling" = change_view.tell_preview,
        selection: "Selection | None" = None,
    ) -> None:
        self._ctx = ctx
        self._preview = preview
        self._apply = apply
        self._tell = tell
        self._selection = selection
        self._narrator = run.invocation(ctx).narrator

    def carry_out(self, *, dry_run: bool, yes: bool) -> "Preview":
        """Show, ask where that is due, and do it; gives what was done, or would have been."""
        done = self._carried_out(dry_run=dry_run, yes=yes)
        if self._selection is not None and not done.selected:
            tell_why(self._ctx, self._selection)
        return done

    def _carried_out(self, *, dry_run: bool, yes: bool) -> "Preview":
        if yes and not dry_run:
            self._keep_first()
            done = self._applied(None)
            self._tell(self._narrator, done, "", "", "")
            return self._report(done)
        seen = self._previewed(whole=dry_run and self._narrator.loudness >= Loudness.STEPS)
        while not self._settled(seen, dry_run=dry_run):
            self._agree(seen.changed)
            safety_copy.before_many(self._ctx, seen.changed, "change")
            planned, seen = seen, self._applied(seen)
            if seen == planned:
                return self._report(seen)
            self._narrator.say("the bank was changed by another program meanwhile; what would change now:")
        return seen

    def _keep_first(self) -> None:
        """See what would change only where it could be so much that a backup is due."""
        if safety_copy.may_be_many(self._ctx):
            seen = self._previewed()
            safety_copy.before_many(self._ctx, seen.changed, "change")

    def _previewed(self, *, whole: bool = False) -> "Preview":
        return run.reading(self._ctx, lambda session: self._preview(session, None if whole else SAMPLE))

    def _settled(self, seen: "Preview", *, dry_run: bool) -> bool:
        """Show what would change; tell whether that is all there is to do."""
        more = MORE if dry_run else ""
        self._tell(self._narrator, seen, change_view.WOULD, bank_in_use(self._ctx), more)
        if not dry_run and seen.changed:
            return False
        self._narrator.say("dry run: nothing was changed" if dry_run else "nothing was changed")
        return True

    def _agree(self, count: int) -> None:
        small = count <= load().confirm_above and stderr.can_ask()
        require_agreement(f"change {counted(count, 'question')}", yes=small)

    def _applied(self, seen: "Preview | None") -> "Preview":
        return changing(self._ctx, lambda session, by: self._apply(session, by, seen))

    def _report(self, done: "Preview") -> "Preview":
        if done.changed:
            self._narrator.say(change_view.done(done))
        return done
