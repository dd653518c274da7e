"""How tags are written, which are looked for and counted with case and accents aside."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.text import fold
from qbank.models import Question, QuestionTag
from qbank.services.selection import live

LOOKED_AT = 200
"""So many questions of a tag tell how it is written, where that of every one would be read for a few tags."""


async def spellings(session: AsyncSession, folded: Iterable[str]) -> dict[str, str]:
    """Give how a few tags are written, by their folded forms: by most of the questions first met."""
    return {tag: await _spelling(session, tag) for tag in folded}


async def _spelling(session: AsyncSession, folded: str) -> str:
    tagged = select(QuestionTag.question_id).where(QuestionTag.tag == folded)
    found = select(Question.tags).where(live(), Question.id.in_(tagged.limit(LOOKED_AT)))
    written = Counter(
        tag for each in (await session.execute(found)).scalars() for tag in each if fold(tag) == folded
    )
    return min(written, key=lambda tag: (-written[tag], tag), default=folded)
