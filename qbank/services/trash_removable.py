"""What of the trash may be removed for good: nothing that something which stays needs.

The database would take what lies in a category along with it, and let go of a passage without a word: so
neither is removed while anything that stays, be it live or younger in the trash, lies in it or refers to it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.models import Category, Question
from qbank.services.category_tree import CategoryTree, Node
from qbank.services.tables import QUESTIONS


def removable(before: datetime | None = None) -> ColumnElement[bool]:
    """Tell the questions that went to the trash, before a moment if one is given, and that nothing needs."""
    asking, kept = QUESTIONS.alias("asking"), QUESTIONS.alias("kept")
    # Passages that a question which stays refers to, and the passages those refer to.
    needed = (
        select(asking.c.stimulus_id.label("id"))
        .where(
            asking.c.stimulus_id.is_not(None),
            not_(_went(asking.c.deleted_at, before)),
        )
        .cte("needed", recursive=True)
    )
    further = select(kept.c.stimulus_id).join(needed, kept.c.id == needed.c.id)
    needed = needed.union(further.where(kept.c.stimulus_id.is_not(None)))
    return and_(_went(Question.deleted_at, before), Question.id.not_in(select(needed.c.id)))


def _went(deleted_at: SQLColumnExpression[datetime | None], before: datetime | None) -> ColumnElement[bool]:
    """Tell what went to the trash, and neither yes nor no of nothing: its opposite is asked for too."""
    there = deleted_at.is_not(None)
    return there if before is None else and_(there, deleted_at < before)


async def removable_categories(session: AsyncSession, before: datetime | None = None) -> list[str]:
    """List the trashed categories in and below which nothing stays."""
    tree = await whole_tree(session)
    going = _went(Category.deleted_at, before)
    trashed = (await session.execute(select(Category.id).where(going))).scalars().all()
    questions = select(Question.category_id).join(Question.category)
    questions = questions.where(going, not_(removable(before))).distinct()
    held = (await session.execute(questions)).scalars().all()
    below = select(Category.id).where(not_(going), Category.parent_id.is_not(None))
    staying = (await session.execute(below)).scalars().all()
    needed = {above.id for category_id in (*held, *staying) for above in tree.line(category_id)}
    return [category_id for category_id in trashed if category_id not in needed]


async def whole_tree(session: AsyncSession) -> CategoryTree:
    """Load the tree with what is in the trash."""
    rows = await session.execute(select(Category.id, Category.parent_id, Category.name, Category.color))
    return CategoryTree([Node(*row) for row in rows])
