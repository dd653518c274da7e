"""The order of relevance: how well each question's text matches the words of the query."""

from dataclasses import dataclass, replace

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.text_matching import Wanted, among_rows, best, counted, each_row
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.query.tree import Node, all_of
from qbank.services.category_tree import CategoryTree
from qbank.services.conditions import condition
from qbank.services.paging import FEW, few, is_served, terms
from qbank.services.selection import Selection, live, where
from qbank.services.word_conditions import all_hold, ranked_by

RELEVANCE = "relevance"
"""The name of this order, for `--sort`."""

MOST = 100_000
"""Of so many matches the newest are ranked; a word that more hold says little about any of them."""
MOST_FILTERED = 20_000
"""Where each match has to be looked up besides, because the query says more than words."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids from the best match to the worst; `bound` is how many were ranked where more might have been."""

    ids: list[str]
    bound: int | None
    is_whole: bool
    """Whether nothing else is selected: no question without a rank follows."""


async def ranked(session: AsyncSession, selection: Selection, tree: CategoryTree) -> Ranked:
    """Rank the selected questions by bm25 with weights for the columns, the best first.

    Raises QbankError (usage) for a query without words.
    """
    wanted = ranked_by(selection.query)
    if wanted is None:
        raise QbankError(
            Kind.USAGE,
            "nothing to rank by: the query holds no words",
            hint="say some, as in `qbank search krebs cycle`, or sort by a column",
        )
    found, rest = all_hold(terms(selection.query))
    if not rest and selection.ids is None and selection.sample is None:
        return await _of_words(session, wanted, selection.limit)
    ids = await _of_some(session, selection, tree, wanted, rest)
    is_bound = len(ids) == MOST_FILTERED
    return Ranked(
        ids[: selection.limit], MOST_FILTERED if is_bound else None, found is not None and not is_bound
    )


async def _of_words(session: AsyncSession, wanted: Wanted, limit: int | None) -> Ranked:
    ids = (await session.execute(best(session, wanted, MOST, limit))).scalars().all()
    is_bound = (await session.execute(counted(wanted, MOST + 1))).scalar_one() > MOST
    return Ranked(list(ids), MOST if is_bound else None, not is_bound)


async def _of_some(
    session: AsyncSession, selection: Selection, tree: CategoryTree, wanted: Wanted, rest: list[Node]
) -> list[str]:
    """Rank questions that more than words tell: they are looked up first where an index finds few."""
    served = [node for node in rest if is_served(node)]
    is_few = selection.ids is not None or selection.sample is not None
    if is_few or (served and await few(session, served, tree) < FEW):
        query = all_of(rest) if selection.sample is None else selection.query
        meant = await where(session, replace(selection, query=query, limit=None), tree)
        within = among_rows(select(Question.id).where(meant))
    else:
        within = each_row(Question.id, and_(live(), condition(all_of(rest), tree, many=True)))
    return list((await session.execute(best(session, wanted, MOST_FILTERED, None, within))).scalars())
