"""Drafts that lack their key: they stay drafts until they have one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, as_stored
from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.kinds import QuestionType, Status
from qbank.domain.missing_key import KEYED, missing_key
from qbank.errors import Kind, QbankError
from qbank.models import Question, QuestionText
from qbank.services.bulk_plan import Plan
from qbank.services.previews import Preview

SHOWN = 5
_HINT = "give it one with `qbank question edit ID`; a draft alone may lack it"
_NO_KEY = "no key: "
_READ_OTHERWISE = (QuestionType.CLOZE, QuestionType.NUMERICAL, QuestionType.MATCHING)
"""Types that may have words of a right answer and still lack a key: a gap that accepts nothing, say."""


class Lacking(NamedTuple):
    """A question without a key, and what it lacks in a reader's words."""

    id: str
    reason: str


def may_lack() -> ColumnElement[bool]:
    """Tell questions that may lack their key, told by what is derived of them: few are left to be read."""
    answerless = exists().where(QuestionText.question_id == Question.id, QuestionText.answers == "")
    doubtful = or_(Question.question_type.in_(_READ_OTHERWISE), answerless)
    return and_(Question.question_type.in_(sorted(KEYED)), doubtful)


async def lacking(session: AsyncSession, meant: ColumnElement[bool]) -> list[Lacking]:
    """List those of live questions that have no key though their type has one."""
    columns = [
        as_stored(column) for column in (Question.id, Question.question_type, Question.stem, Question.options)
    ]
    wanted: Any = select(*columns).where(meant, may_lack()).order_by(Question.id)
    found = await session.stream(wanted)
    return [
        Lacking(id_, reason)
        async for id_, kind, stem, options in found
        if (reason := reason_of(kind, stem, options)) is not None
    ]


def reason_of(kind: str, stem: str, options: str) -> str | None:
    """Tell what a stored question lacks to be more than a draft."""
    return missing_key(QuestionType(kind), stem, jsontext.decode_exact(options))


async def left_out(session: AsyncSession, plan: Plan) -> Plan:
    """Leave questions out of a change that would make them more than a draft without a key."""
    status = plan.values.get("status")
    if status in (None, Status.DRAFT.value):
        return plan
    found = await lacking(session, and_(plan.meant, Question.status != status))
    if not found:
        return plan
    return plan.without(not_(among(Question.id, [each.id for each in found])), len(found), remark_of(found))


def remark_of(found: Sequence[Lacking]) -> str:
    """Say which questions lack a key."""
    shown = "; ".join(f"{each.id[:8]} {each.reason.removeprefix(_NO_KEY)}" for each in found[:SHOWN])
    more = f"; and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    noun = counted(len(found), "question stays a draft", "questions stay drafts")
    return f"{noun} for want of a key: {shown}{more}"


def require_some(found: Preview) -> Preview:
    """Give a preview. Raises QbankError where nothing changes because all that would lacks a key."""
    if found.left_out and not found.changed:
        raise QbankError(Kind.BAD_DATA, f"{found.remarks[0]}; nothing was changed", hint=_HINT)
    return found
