"""Categories as they are listed: in the order of the tree, each with the questions it holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from qbank.db.dialects import among
from qbank.domain import preferences
from qbank.models import Category, Question
from qbank.services.category_tree import CategoryTree, Node

Counts = Mapping[str, Counter[str | None]]
"""Category id -> difficulty (None: not said) -> its own live questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """A category as it is listed. `questions` are its own live ones, `total` has those below it too.

    `depth` counts from 0 at the top of the tree; `preferences` are the category's own.
    """

    id: str
    path: str
    name: str
    depth: int
    color: str
    description: str | None
    questions: int
    total: int
    preferences: dict[str, Any]
    created_at: datetime
    updated_at: datetime


async def count_by_difficulty(session: AsyncSession, category_ids: Sequence[str] | None = None) -> Counts:
    """Count live questions by category and difficulty, in one pass over `idx_category_difficulty`."""
    found = (
        select(Question.category_id, Question.difficulty, func.count())
        .where(Question.deleted_at.is_(None))
        .group_by(Question.category_id, Question.difficulty)
    )
    if category_ids is not None:
        found = found.where(among(Question.category_id, category_ids))
    counts: dict[str, Counter[str | None]] = {}
    for category_id, difficulty, number in await session.execute(found):
        counts.setdefault(category_id, Counter())[difficulty] = number
    return counts


def totals(nodes: Sequence[Node], counts: Counts) -> dict[str, int]:
    """Add to each category's questions those of the categories below it; parents stand before children."""
    sums = {node.id: counts[node.id].total() if node.id in counts else 0 for node in nodes}
    for node in reversed(nodes):
        if node.parent_id in sums:
            sums[node.parent_id] += sums[node.id]
    return sums


async def views(
    session: AsyncSession, tree: CategoryTree, nodes: Sequence[Node], counts: Counts
) -> list[CategoryView]:
    """Give categories as they are listed, in the order of `nodes`, which hold all that lies below each."""
    rows = await _rows(session, [node.id for node in nodes])
    sums = totals(nodes, counts)
    return [_view(rows[node.id], tree, sums, counts) for node in nodes if node.id in rows]


async def _rows(session: AsyncSession, ids: Sequence[str]) -> dict[str, Category]:
    found = await session.execute(
        select(Category)
        .where(and_(among(Category.id, ids), Category.deleted_at.is_(None)))
        .options(selectinload(Category.preferences))
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in found.scalars()}


def _view(row: Category, tree: CategoryTree, sums: Mapping[str, int], counts: Counts) -> CategoryView:
    names = tree.names(row.id)
    return CategoryView(
        id=row.id,
        path=tree.path(row.id) or row.name,
        name=row.name,
        depth=len(names) - 1,
        color=row.color,
        description=row.description,
        questions=counts[row.id].total() if row.id in counts else 0,
        total=sums[row.id],
        preferences=_own(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _own(row: Category) -> dict[str, Any]:
    said = {each.preference_key: each.value for each in row.preferences}
    known = {key: preferences.read(key, said[key]) for key in preferences.KEYS if key in said}
    return known | {key: said[key] for key in sorted(said.keys() - known.keys())}
