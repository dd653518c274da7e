"""How a page is found quickly in a bank of a million: sort few matches, walk the order for many."""

from sqlalchemy import ColumnElement, and_, func, literal_column, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import unindexed
from qbank.models import Question
from qbank.query.tree import And, ExactTag, InCategory, Node, OneOf, Words
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition
from qbank.services.selection import Selection, matches

FEW = 40_000
"""Up to so many matches are looked up and sorted; more are met soon by walking the bank in its order."""

_INDEXED = ("tag", "difficulty", "type", "status")


async def page_condition(
    session: AsyncSession, selection: Selection, tree: CategoryTree
) -> ColumnElement[bool]:
    """Give the condition of the selected questions in the form that finds a page of them soonest."""
    meant = matches(selection, tree)
    served = _served(selection.query)
    if not served or selection.ids is not None:
        return meant
    # Trash is counted with the rest: to leave it out, each question found by a tag or word would be fetched.
    looked_up = and_(*(condition(node, tree) for node in served))
    first = select(literal_column("1")).select_from(Question).where(looked_up).limit(FEW).subquery()
    found = (await session.execute(select(func.count()).select_from(first))).scalar_one()
    return meant if found < FEW else unindexed(and_(true(), meant), Question.__table__)  # type: ignore[arg-type]  # a Table


def _served(query: Node) -> list[Node]:
    """List the conditions that all hold and that an index can look up."""
    parts = query.parts if isinstance(query, And) else (query,)
    return [
        part
        for part in parts
        if isinstance(part, InCategory | ExactTag | Words)
        or (isinstance(part, OneOf) and part.field in _INDEXED)
    ]
