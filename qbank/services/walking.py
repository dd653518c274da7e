"""The first page of a query, met by walking the bank in its order: most pages are full after a short way.

To look up by an index all that a query finds, and sort it, costs a page of a million as much as the rest of
the command. A walk ends at the page's last question, or gives up early; what it gives is the page itself.
"""

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, unindexed
from qbank.db.full_text import last_text
from qbank.db.text_matching import Wanted, asked_of, found_together, is_quickly_asked
from qbank.models import Question, QuestionText
from qbank.query.tree import And, Node, Not, Or, Words, all_of
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition
from qbank.services.selection import PAGE, Selection, live

FAR = 20_000
"""So many questions are walked past at most; that costs a twentieth of a command."""
ASKED = 600
"""Of so many is it asked whether they hold words, which costs ten times as much as walking past one."""
_TOGETHER = 100
"""So many are asked in one statement."""


async def met_soon(
    session: AsyncSession,
    selection: Selection,
    tree: CategoryTree,
    wanted: Wanted | None,
    others: list[Node],
    found: int,
) -> list[str] | None:
    """Give the ids of a page, where so many questions that an index finds for the other terms let expect it.

    None where the page is not to be met soon: it may still be there. A server's planner needs no such help.
    """
    limit, size = selection.limit, await last_text(session)
    if limit is None or selection.sample is not None or any(map(_says_words, others)):
        return None
    if limit > ASKED or not size or 2 * limit * size > found * FAR:
        return None
    first = await _first_of_bank(session, and_(live(), condition(all_of(others), tree)))
    met = await _met(session, first.limit(limit if wanted is None else ASKED), wanted, limit)
    return met if len(met) == limit else None


def _says_words(node: Node) -> bool:
    """Tell whether words stand somewhere in a term, which would have the index read for all questions."""
    if isinstance(node, Not):
        return _says_words(node.part)
    return any(map(_says_words, node.parts)) if isinstance(node, And | Or) else isinstance(node, Words)


async def _first_of_bank(session: AsyncSession, meant: ColumnElement[bool]) -> Select[str]:
    """Select those of the first questions of the bank's order that are meant, asking each of them."""
    place = [Question.created_at, Question.sequence]
    last = (await session.execute(select(*place).order_by(*place).offset(FAR).limit(1))).first()
    asked = unindexed(meant, Question.__table__)  # type: ignore[arg-type]  # a Table
    found = select(Question.id).where(asked).order_by(*PAGE)
    if last is None:
        return found
    ends = [literal(value, column.type) for value, column in zip(last, place, strict=True)]
    return found.where(tuple_(*place) <= tuple_(*ends))


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
