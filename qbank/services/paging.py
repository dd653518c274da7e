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
from qbank.db.text_matching import Wanted, counted, found_by, is_quickly_asked
from qbank.models import Question
from qbank.query.tree import And, ExactTag, InCategory, Node, OneOf, all_of
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition, tagged, tells_tags
from qbank.services.selection import Selection, live, matches
from qbank.services.tables import QUESTIONS
from qbank.services.walking import met_in_index, met_soon, met_with_words
from qbank.services.word_conditions import all_hold

FEW = 40_000
"""Up to so many matches are looked up and sorted; more are met soon by walking the bank in its order."""

SCATTERED = 8_000
"""Fewer matches are not met soon: to look all of them up costs less."""

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
    if wanted is None:
        met = await met_soon(session, selection, tree, others, found) if found < FEW else None
        return _walked(selection, tree, found) if met is None else among(Question.id, met)
    is_quick = is_quickly_asked(wanted)
    if not is_quick:
        # To count what holds a beginning costs as much as to find a page of it.
        met = await _met(session, selection, tree, wanted, others, found, FEW)
        if met is not None:
            return among(Question.id, met)
    held = (await session.execute(counted(wanted, FEW))).scalar_one()
    if is_quick or held < FEW:
        met = await _met(session, selection, tree, wanted, others, found, held)
        if met is not None:
            return among(Question.id, met)
    if held < FEW and held <= found:
        return and_(
            found_by(Question.id, wanted), unindexed(and_(live(), condition(all_of(others), tree)), QUESTIONS)
        )
    return _walked(selection, tree, found)


async def _met(
    session: AsyncSession,
    selection: Selection,
    tree: CategoryTree,
    wanted: Wanted,
    others: list[Node],
    found: int,
    held: int,
) -> list[str] | None:
    """Meet a page soon, from whichever side there are fewer: the words' index, or that of other terms."""
    if held < SCATTERED:
        return None
    if found < FEW:
        return await met_with_words(session, selection, tree, wanted, others, found)
    return await met_in_index(session, selection, tree, wanted, others, held)


def _walked(selection: Selection, tree: CategoryTree, found: int) -> ColumnElement[bool]:
    """Give the condition that is asked of what an index finds, or of each question where that is much."""
    meant = matches(selection, tree, many=True)
    return meant if found < FEW else unindexed(and_(true(), meant), QUESTIONS)


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
