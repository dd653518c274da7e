"""Ids as short as they are unique in the bank."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.models import Question

SHORTEST = 6


async def short_lengths(session: AsyncSession, ids: Sequence[str]) -> int:
    """Tell how many characters tell each of these ids from every other in the bank, six at least."""
    other = Question.__table__.alias("other")
    before = select(func.max(other.c.id)).where(other.c.id < Question.id).scalar_subquery()
    after = select(func.min(other.c.id)).where(other.c.id > Question.id).scalar_subquery()
    neighbours = select(Question.id, before, after).where(among(Question.id, ids))
    needed = [
        _shared(one, other) + 1
        for one, *both in await session.execute(neighbours)
        for other in both
        if other is not None
    ]
    return max([SHORTEST, *needed])


def _shared(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
