"""How many questions a command means, counted from whichever side there are fewer."""

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import unindexed
from qbank.db.text_matching import Wanted, among_rows, counted, each_row
from qbank.models import Question
from qbank.query.tree import Node, all_of
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.conditions import condition, tagged, tells_tags
from qbank.services.paging import FEW, few, is_served, terms
from qbank.services.selection import Selection, live, matches
from qbank.services.tables import QUESTIONS
from qbank.services.word_conditions import all_hold, wanted_of


async def count(session: AsyncSession, selection: Selection, tree: CategoryTree | None = None) -> int:
    """Count the selected questions. Raises QbankError (usage) for an unknown category."""
    found = None if selection.ids is not None else await _by_index(session, selection.query, tree)
    if found is None:
        meant = matches(selection, tree or await load_tree(session))
        found = select(func.count()).select_from(Question).where(meant)
    total = (await session.execute(found)).scalar_one()
    for bound in (selection.limit, selection.sample):
        total = total if bound is None else min(total, bound)
    return total


async def _by_index(session: AsyncSession, query: Node, tree: CategoryTree | None) -> Select[int] | None:
    """Count in the index of words or of tags, which hold live questions alone; None where that is slow."""
    if (wanted := wanted_of(query)) is not None:
        return counted(wanted)
    if tells_tags(query):
        return select(func.count(tagged(query).subquery().c.question_id.distinct()))
    wanted, others = all_hold(terms(query))
    if wanted is None:
        return None
    within = await _rows(session, wanted, others, tree or await load_tree(session))
    return None if within is None else counted(wanted, within=within)


async def _rows(
    session: AsyncSession, wanted: Wanted, others: list[Node], tree: CategoryTree
) -> ColumnElement[bool] | None:
    """Tell which rows of the words' index other terms mean; None where neither words nor terms find few."""
    served = [node for node in others if is_served(node)]
    found = await few(session, served, tree) if served else FEW
    held = (await session.execute(counted(wanted, FEW))).scalar_one()
    if held < FEW and held <= found:
        return each_row(Question.id, unindexed(condition(all_of(others), tree), QUESTIONS))
    if found == FEW:
        return None
    if len(others) == 1 and tells_tags(others[0]):
        return among_rows(tagged(others[0]))
    return among_rows(select(Question.id).where(live(), condition(all_of(others), tree)))
