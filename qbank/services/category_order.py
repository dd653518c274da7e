"""Categories in the order of their tree, for questions that are sorted by where they are."""

from sqlalchemy import Integer, Text, column, insert, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.models import Question
from qbank.services.category_tree import CategoryTree

_order = table("category_order", column("category_id", Text()), column("place", Integer()))

PLACE = select(_order.c.place).where(_order.c.category_id == Question.category_id).scalar_subquery()
"""The place of a question's category among all, once `prepare` has told it."""


async def prepare(session: AsyncSession, tree: CategoryTree) -> None:
    """Number the categories as `qbank category list` has them: each before those below it."""
    await scratch.make(
        session, _order.name, "category_id TEXT PRIMARY KEY, place INTEGER NOT NULL", keys_alone=True
    )
    nodes = [node for root in tree.children(None) for node in tree.below(root.id)]
    if nodes:
        rows = [{"category_id": node.id, "place": place} for place, node in enumerate(nodes)]
        await session.execute(insert(_order), rows)
    await scratch.filled(session, _order.name)
