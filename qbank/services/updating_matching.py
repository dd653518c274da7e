"""Which question each row of an update means, and what is wrong with it: in SQL, for all rows at once."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.db.dialects import folded, unindexed
from qbank.domain.question_key import Key
from qbank.models import Question
from qbank.services.selection import live
from qbank.services.tables import QUESTIONS
from qbank.services.updating_outcomes import Became
from qbank.services.updating_tables import differs, leave_out_unusable, matches, problems

IN_BANK, IN_TRASH = 1, 0
_PROBLEM = ["number", "became", "other"]


async def match(
    session: AsyncSession, rows: Any, key: Key, fields: list[str], within: ColumnElement[bool] | None
) -> None:
    """Find the live question each row means, and set a bit for each field in which it differs from the row.

    Rows that mean none or several, one that another row means too, or that were refused, are problems.
    """
    # In the order of their keys, questions lie beside each other, whatever the order of the file.
    await scratch.index(session, "update_rows", "wanted")
    meant = _meant(rows, key)
    bits = [case((differs(rows, field), 1 << place), else_=0) for place, field in enumerate(fields)]
    differing = func.max(sum(bits[1:], bits[0])) if bits else literal(0)
    # What the row's key looks up must not be looked up by another index instead, a row at a time.
    among = live() if within is None else and_(live(), unindexed(within, QUESTIONS))
    found = (
        select(rows.c.number, func.min(Question.id), func.max(Question.id), func.count(), differing)
        .where(meant, among, rows.c.wanted >= "")
        .group_by(rows.c.wanted, rows.c.number)
    )
    await session.execute(
        insert(matches).from_select(["number", "question_id", "last_id", "found", "differs"], found)
    )
    await _note_problems(session, rows, meant)
    await leave_out_unusable(session)


def _meant(rows: Any, key: Key) -> ColumnElement[bool]:
    wanted: ColumnElement[str] = rows.c.wanted
    if key is Key.ID:
        # 'g' follows every hexadecimal digit: a whole id is the beginning of itself alone.
        return and_(Question.id >= wanted, Question.id < wanted + "g")
    if key is Key.EXT:
        return Question.external_id == wanted
    return func.trim(folded(Question.title)) == wanted


async def _note_problems(session: AsyncSession, rows: Any, meant: ColumnElement[bool]) -> None:
    refused = select(problems.c.number)
    unknown = select(rows.c.number, literal(Became.UNKNOWN.value), null()).where(
        rows.c.number.not_in(select(matches.c.number)), rows.c.number.not_in(refused)
    )
    missing = (await session.execute(insert(problems).from_select(_PROBLEM, unknown))).rowcount  # type: ignore[attr-defined]  # a cursor's result, which has one
    if missing:
        await _look_elsewhere(session, rows, meant)
    several = select(matches.c.number, literal(Became.AMBIGUOUS.value), matches.c.found).where(
        matches.c.found > 1, matches.c.number.not_in(refused)
    )
    await session.execute(insert(problems).from_select(_PROBLEM, several))
    await _note_repeats(session, rows)


async def _look_elsewhere(session: AsyncSession, rows: Any, meant: ColumnElement[bool]) -> None:
    """Note which unknown keys mean a question in the trash, or one that is not among those meant."""
    unknown = select(problems.c.number).where(problems.c.became == Became.UNKNOWN.value)
    place = func.max(case((live(), IN_BANK), else_=IN_TRASH)).label("place")
    # The sum keeps the unknown rows from being gone through one by one, each with all questions beside it.
    found = (
        select(rows.c.number, place)
        .where(meant, (rows.c.number + 0).in_(unknown))
        .group_by(rows.c.number)
        .subquery()
    )
    await session.execute(
        update(problems).where(found.c.number == problems.c.number).values(other=found.c.place)
    )


async def _note_repeats(session: AsyncSession, rows: Any) -> None:
    one = matches.c.found == 1
    counts = select(func.count(), func.count(matches.c.question_id.distinct())).where(one)
    total, different = (await session.execute(counts)).one()
    if total == different:
        return
    alike, order = matches.c.question_id, matches.c.number
    before = func.lag(rows.c.line).over(partition_by=alike, order_by=order)
    after = func.lead(rows.c.line).over(partition_by=alike, order_by=order)
    ranked = (
        select(matches.c.number, func.coalesce(before, after).label("other"))
        .join_from(matches, rows, rows.c.number == matches.c.number)
        .where(one)
        .subquery()
    )
    repeated = select(ranked.c.number, literal(Became.REPEATED.value), ranked.c.other).where(
        ranked.c.other.is_not(None), ranked.c.number.not_in(select(problems.c.number))
    )
    await session.execute(insert(problems).from_select(_PROBLEM, repeated))
