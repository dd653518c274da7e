"""Finding the one question that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain.text_width import one_line
from qbank.errors import Kind, QbankError
from qbank.models import Question

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Absent:
    """Ids that no live question has: of questions that are in the trash, and of none at all."""

    nowhere: tuple[str, ...]
    trashed: tuple[str, ...]


async def absent(session: AsyncSession, ids: Sequence[str]) -> Absent:
    """Tell which of whole ids no live question has, in their order."""
    found = select(Question.id, Question.deleted_at.is_(None)).where(among(Question.id, ids))
    live = dict((await session.execute(found)).all())
    return Absent(
        tuple(id_ for id_ in ids if id_ not in live),
        tuple(id_ for id_ in ids if not live.get(id_, True)),
    )


async def find(session: AsyncSession, told: str) -> str:
    """Find the id that a beginning of four or more characters, a full id or ext:EXTERNAL_ID means.

    Questions in the trash are found too. Raises QbankError where none or several are meant.
    """
    if told.lower().startswith("ext:"):
        meant = Question.external_id == told[4:]
    else:
        beginning = _beginning(told)
        meant = and_(Question.id >= beginning, Question.id < beginning + "g")
    # What is live comes first, and stands for an external id that a trashed question had too.
    found = (
        await session.execute(
            select(Question.id, Question.stem, Question.deleted_at)
            .where(meant)
            .order_by(Question.deleted_at.is_not(None), Question.id)
            .limit(SHOWN + 1)
        )
    ).all()
    live = [row for row in found if row.deleted_at is None]
    if len(found) == 1 or len(live) == 1:
        return str(found[0].id)
    if not found:
        raise QbankError(
            Kind.NOT_FOUND, f"there is no question {told!r}", hint="find it with `qbank question list WORDS`"
        )
    raise _ambiguous(told, [(row.id, row.stem) for row in found])


def _beginning(told: str) -> str:
    beginning = told.strip().lower().removeprefix("id:")
    if len(beginning) < 4 or not set(beginning) <= set("0123456789abcdef-"):
        raise QbankError(
            Kind.USAGE,
            f"{told!r} is not the beginning of an id",
            hint="give four or more characters of it, or ext:EXTERNAL_ID; see `qbank question list`",
        )
    return beginning


def in_trash(question_id: str) -> QbankError:
    """Refuse to change a question that is in the trash."""
    return QbankError(
        Kind.CONFLICT,
        f"question {question_id[:8]} is in the trash",
        hint=f"bring it back first: qbank trash restore {question_id[:8]}",
    )


def _ambiguous(told: str, found: Sequence[tuple[str, str]]) -> QbankError:
    shown = "; ".join(f"{id[: max(len(told) + 4, 8)]} {one_line(stem, 30)}" for id, stem in found[:SHOWN])
    return QbankError(
        Kind.AMBIGUOUS,
        f"{told!r} could be {'more than ' if len(found) > SHOWN else ''}{min(len(found), SHOWN)} questions",
        hint=f"give more of it: {shown}",
        details={"candidates": [id for id, _ in found[:SHOWN]]},
    )
