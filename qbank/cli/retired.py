"""Retired questions, which are kept and not handed out unless a status is named."""

from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import run
from qbank.domain.counting import counted

if TYPE_CHECKING:
    from qbank.services.selection import Selection


def without_retired(ctx: typer.Context, selection: "Selection") -> "Selection":
    """Leave retired questions out and say how many, unless the query names a status or ids were given."""
    if selection.names_status:
        return selection
    left = run.reading(ctx, lambda session: services.exporting.retired_left_out(session, selection))
    if left:
        run.invocation(ctx).narrator.say(
            f"left out {counted(left, 'retired question')}; name status:any to have them too"
        )
    return selection.without_retired()
