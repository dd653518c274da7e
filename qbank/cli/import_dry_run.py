"""`qbank question import --dry-run`: what would come in, what would change and how; then all is undone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import import_view, run
from qbank.cli.bank_names import bank_in_use
from qbank.cli.log import row_lines
from qbank.cli.stderr import Loudness
from qbank.cli.styled_text import plain_line
from qbank.services.import_options import ImportSummary

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.cli.question_import import Work
    from qbank.services.change_contents import RowChange
    from qbank.services.import_check import Checked
    from qbank.services.journal import Authorship

SHOWN = 10
"""So many of the questions that would change are shown; with -v all."""


class Rehearsal:
    """An import that is done and undone: what is shown is what would be."""

    def __init__(self, ctx: typer.Context) -> None:
        self._ctx = ctx
        self._narrator = run.invocation(ctx).narrator
        self._count = 0
        self._changed: list[RowChange] = []

    def do(self, work: "Work") -> list[ImportSummary]:
        """Do the whole import and undo it; gives what it came to."""

        async def rehearsed(session: "AsyncSession", by: "Authorship") -> list[ImportSummary]:
            summaries = await work(session, by)
            await self._look(session, summaries[0].change)
            return summaries

        return run.rehearsing(self._ctx, rehearsed)

    async def _look(self, session: "AsyncSession", change: int | None) -> None:
        """See how known questions changed, while they are."""
        if change is None:
            return
        entry = await services.change_log.find(session, str(change))
        most = None if self._narrator.loudness >= Loudness.STEPS else SHOWN
        self._count, self._changed = await services.change_contents.altered(session, entry, most)

    def tell(self, files: "Sequence[Checked]", summaries: Sequence[ImportSummary]) -> None:
        """Say what each file would bring, how known questions would change, and show the first new ones."""
        for checked, summary in zip(files, summaries, strict=True):
            import_view.tell_summary(self._narrator, checked, summary, made="would make")
        if self._changed:
            self._tell_changed()
        for summary in summaries:
            import_view.tell_samples(self._narrator, summary)
        self._narrator.say(f"\nthat would go into {bank_in_use(self._ctx)}")
        self._narrator.say("dry run: nothing was changed")

    def _tell_changed(self) -> None:
        self._narrator.say("\nwould change:")
        for row in self._changed:
            for line in row_lines(row, colored=False):
                self._narrator.say(f"  {plain_line(line)}")
        if (more := self._count - len(self._changed)) > 0:
            self._narrator.say(f"  … and {more:,} more; -v shows all")
