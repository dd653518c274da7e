"""How a page is found quickly in a bank of a million: sort few matches, walk the order for many."""

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, unindexed
from qbank.db.text_matching import counted, found_by, is_quickly_asked
from qbank.models import Question
from qbank.query.tree import And, ExactTag, InCategory, Node, OneOf, all_of
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition, tagged, tells_tags
from qbank.services.selection import Selection, live, matches
from qbank.services.walking import met_soon
from qbank.services.word_conditions import all_hold

FEW = 40_000
"""Up to so many matches are looked up and sorted; more are met soon by walking the bank in its order."""

_INDEXED = ("tag", "difficulty", "type", "status")


async def page_condition(
    session: AsyncSession, selection: Selection, tree: CategoryTree
) -> ColumnElement[bool]:
    """Give the condition of the selected questions in the form that finds a page of them soonest."""
    wanted, others = all_hold(terms(selection.query))
    served = [node for node in others if is_served(node)]
    if selection.ids is not None or (wanted is None and not served):
        return matches(selection, tree)
    found = await few(session, served, tree) if served else FEW
    is_slow = wanted is not None and not is_quickly_asked(wanted)
    # To count what holds such words costs as much as to find a page of them.
    if is_slow and (met := await met_soon(session, selection, tree, wanted, others, found)) is not None:
        return among(Question.id, met)
    held = FEW if wanted is None else (await session.execute(counted(wanted, FEW))).scalar_one()
    if wanted is not None and held < FEW and held <= found:
        return and_(found_by(Question.id, wanted), _asked(and_(live(), condition(all_of(others), tree))))
    if not is_slow and (wanted is not None or found < FEW):
        met = await met_soon(session, selection, tree, wanted, others, found)
        if met is not None:
            return among(Question.id, met)
    if found < FEW:
        return matches(selection, tree, many=True)
    return _asked(and_(true(), matches(selection, tree, many=True)))


def _asked(meant: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give a condition that is asked of each question, whatever index there is for it."""
    return unindexed(meant, Question.__table__)  # type: ignore[arg-type]  # a Table


def terms(query: Node) -> tuple[Node, ...]:
    """Give the terms of a query that all hold."""
    return query.parts if isinstance(query, And) else (query,)


async def few(session: AsyncSession, served: list[Node], tree: CategoryTree) -> int:
    """Count the questions that an index finds, no further than FEW; of a rare tag, all that have it.

    Trash is counted with the rest: to leave it out, each question found would be fetched.
    """
    for node in served:
        if not tells_tags(node):
            continue
        found = await _counted(session, tagged(node))
        if found < FEW or len(served) == 1:
            return found
    looked_up = and_(true(), *(condition(node, tree) for node in served))
    return await _counted(session, select(literal_column("1")).select_from(Question).where(looked_up))


async def _counted(session: AsyncSession, rows: Select[str] | CompoundSelect[str]) -> int:
    return (await session.execute(select(func.count()).select_from(rows.limit(FEW).subquery()))).scalar_one()


def is_served(node: Node) -> bool:
    """Tell whether an index can look a condition up."""
    return isinstance(node, InCategory | ExactTag) or (isinstance(node, OneOf) and node.field in _INDEXED)
