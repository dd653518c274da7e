"""`qbank question merge`: one question of several, seen before it is done."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli.bulk_change import BulkChange
from qbank.cli.options import DryRunOption, YesOption
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.previews import Preview


def merge_questions(
    ctx: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="KEEP OTHER...", help="Ids; the first one takes the others in.")
    ],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Make one question of several.

    KEEP gets the tags and own fields of the others, and what they say where it says nothing: explanation,
    hints, difficulty, rating, author, licence and more. Where both say something, KEEP holds, and that is
    said. The others go to the trash, with their history; importing their files again finds KEEP.

    Example: qbank question merge 3f2a 91bc --dry-run
    """
    keep, *others = ids
    if not others:
        raise QbankError(
            Kind.USAGE,
            "which question is to be merged into it?",
            hint="name at least two: qbank question merge KEEP OTHER; see `qbank question duplicates`",
        )

    async def preview(session: "AsyncSession", _: int | None) -> "Preview":
        return await services.question_merging.preview(session, keep, others)

    async def apply(session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        return await services.question_merging.apply(session, by, keep, others, seen)

    BulkChange(ctx, preview, apply).carry_out(dry_run=dry_run, yes=yes)
