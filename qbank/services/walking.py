"""The first page of a query, met by walking the bank in its order: most pages are full after a short way.

To look up by an index all that a query finds, and sort it, costs a page of a million as much as the rest of
the command. A walk ends at the page's last question, or gives up early; what it gives is the page itself.
"""

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, unindexed
from qbank.db.full_text import last_text
from qbank.db.text_matching import Wanted, asked_of, found_between, found_together, is_quickly_asked
from qbank.models import Question, QuestionText
from qbank.query.tree import And, Node, Not, Or, Words, all_of
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition
from qbank.services.selection import PAGE, Selection, live
from qbank.services.tables import QUESTIONS

FAR = 20_000
"""So many questions are walked past at most; that costs a twentieth of a command."""
ASKED = 600
"""Of so many is it asked whether they hold words, which costs ten times as much as walking past one."""
_TOGETHER = 100
"""So many are asked in one statement."""


async def met_soon(
    session: AsyncSession, selection: Selection, tree: CategoryTree, others: list[Node], found: int
) -> list[str] | None:
    """Give the ids of a page, where an index finds so many questions for all terms that it is soon full.

    None where the page is not to be met soon: it may still be there. A server's planner needs no such help.
    """
    return await met_with_words(session, selection, tree, None, others, found)


async def met_with_words(
    session: AsyncSession,
    selection: Selection,
    tree: CategoryTree,
    wanted: Wanted | None,
    others: list[Node],
    found: int,
) -> list[str] | None:
    """Give the same where words are wanted too: those found for the other terms are asked for them."""
    limit, size = await _bounds(session, selection, others)
    if not size or 2 * limit * size > found * FAR:
        return None
    meant = unindexed(and_(live(), condition(all_of(others), tree)), QUESTIONS)
    first = select(Question.id).where(meant, await _before(session, FAR)).order_by(*PAGE)
    met = await _met(session, first.limit(limit if wanted is None else ASKED), wanted, limit)
    return met if len(met) == limit else None


async def met_in_index(
    session: AsyncSession,
    selection: Selection,
    tree: CategoryTree,
    wanted: Wanted,
    others: list[Node],
    held: int,
) -> list[str] | None:
    """Give the ids of a page of words that so many questions hold, out of the index's beginning alone.

    None as `met_soon` does, and where the texts of the first questions lie far apart in the index.
    """
    limit, size = await _bounds(session, selection, others)
    # Other terms let pass a third, or a quarter.
    far = 2 * limit * size // held * (4 if others else 1)
    if not size or far > FAR:
        return None
    before = await _before(session, far)
    ends = select(func.min(QuestionText.rowid), func.max(QuestionText.rowid))
    lowest, highest = (await session.execute(ends.join(Question).where(before))).one()
    if lowest is None or highest - lowest > 4 * far:
        return None
    meant = unindexed(and_(live(), condition(all_of(others), tree)), QUESTIONS)
    holding = Question.id.in_(found_between(lowest, highest, wanted))
    page = select(Question.id).where(holding, before, meant).order_by(*PAGE).limit(limit)
    met = list((await session.execute(page)).scalars())
    return met if len(met) == limit else None


async def _bounds(session: AsyncSession, selection: Selection, others: list[Node]) -> tuple[int, int]:
    """Give how many are wanted, and the size of the bank; 0 where no walk is worth it."""
    limit = selection.limit
    if limit is None or limit > ASKED or selection.sample is not None or any(map(_says_words, others)):
        return 0, 0
    return limit, await last_text(session)


def _says_words(node: Node) -> bool:
    """Tell whether words stand somewhere in a term, which would have the index read for all questions."""
    if isinstance(node, Not):
        return _says_words(node.part)
    return any(map(_says_words, node.parts)) if isinstance(node, And | Or) else isinstance(node, Words)


async def _before(session: AsyncSession, far: int) -> ColumnElement[bool]:
    """Tell the first so many questions of the bank's order."""
    place = [Question.created_at, Question.sequence]
    last = (await session.execute(select(*place).order_by(*place).offset(far).limit(1))).first()
    if last is None:
        return true()
    ends = [literal(value, column.type) for value, column in zip(last, place, strict=True)]
    return tuple_(*place) <= tuple_(*ends)


async def _met(session: AsyncSession, found: Select[str], wanted: Wanted | None, limit: int) -> list[str]:
    """Give the first of the questions found, or of those among them that hold the words."""
    met: list[str] = []
    together = _TOGETHER if wanted is None or is_quickly_asked(wanted) else ASKED
    async with (await session.connection()).stream(found) as result:
        async for rows in result.partitions(together):
            ids = [id_ for (id_,) in rows]
            met += ids if wanted is None else await _holding(session, ids, wanted)
            if len(met) >= limit:
                break
    return met[:limit]


async def _holding(session: AsyncSession, ids: list[str], wanted: Wanted) -> list[str]:
    if not is_quickly_asked(wanted):
        return await _holding_together(session, ids, wanted)
    holding = select(Question.id).where(among(Question.id, ids), asked_of(Question.id, wanted))
    there = set((await session.execute(holding)).scalars())
    return [id_ for id_ in ids if id_ in there]


async def _holding_together(session: AsyncSession, ids: list[str], wanted: Wanted) -> list[str]:
    numbered = select(QuestionText.rowid, QuestionText.question_id).where(
        among(QuestionText.question_id, ids)
    )
    rows = {row.rowid: row.question_id for row in await session.execute(numbered)}
    there = {rows[number] for number in (await session.execute(found_together(list(rows), wanted))).scalars()}
    return [id_ for id_ in ids if id_ in there]
