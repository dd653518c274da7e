"""Retired questions, which are kept and not handed out unless a status is named."""

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import run
from qbank.domain.counting import counted
from qbank.query.tree import And, Node, Not, OneOf, Or, all_of

if TYPE_CHECKING:
    from qbank.services.selection import Selection


def without_retired(ctx: typer.Context, selection: "Selection") -> "Selection":
    """Leave retired questions out and say how many, unless the query names a status or ids were given."""
    if _names_status(selection.query) or selection.ids is not None:
        return selection
    left = run.reading(ctx, lambda session: services.exporting.retired_left_out(session, selection))
    if left:
        run.invocation(ctx).narrator.say(
            f"left out {counted(left, 'retired question')}; name status:any to have them too"
        )
    return replace(selection, query=all_of([selection.query, Not(OneOf("status", ("retired",)))]))


def _names_status(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_names_status(part) for part in node.parts)
    if isinstance(node, Not):
        return _names_status(node.part)
    return getattr(node, "field", None) == "status"
