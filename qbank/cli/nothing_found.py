"""What a person is told of a query that found nothing: a word, a tag, a title that was probably mistyped."""

from typing import TYPE_CHECKING

import typer

from qbank.cli import run, stderr

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection


def tell_why(ctx: typer.Context, selection: "Selection") -> None:
    """Say on a terminal why nothing may have been found; a script is told nothing."""
    if stderr.is_terminal():
        run.reading(ctx, lambda session: say_why(ctx, session, selection))


async def say_why(ctx: typer.Context, session: "AsyncSession", selection: "Selection") -> None:
    """Do the same where the bank is open already."""
    if not stderr.is_terminal():
        return
    from qbank.services import nothing_found

    for reason in await nothing_found.reasons(session, selection.query):
        run.invocation(ctx).narrator.say(f"hint: {reason}")
