"""Listing questions: rows of the columns asked for, in batches, in order."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, asc, desc, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, as_stored
from qbank.models import Document, Question
from qbank.services import category_order
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.columns import DEFAULT, ListedColumn, Names, columns_named, sort_columns
from qbank.services.counting import count as count
from qbank.services.paging import page_condition
from qbank.services.relevance import RELEVANCE, Ranked, ranked
from qbank.services.selection import PAGE, Selection, live, ordered, where
from qbank.services.short_ids import short_lengths as short_lengths
from qbank.services.word_conditions import sought

BATCH = 1000
Row = tuple[Any, ...]


async def rows(
    session: AsyncSession,
    selection: Selection,
    columns: Sequence[str] = DEFAULT,
    sort: str | None = None,
    tell: Callable[[int], None] | None = None,
) -> AsyncIterator[list[Row]]:
    """Yield the selected questions in batches, a tuple of the named columns each; moments as stored text.

    `tell` is told how many were ranked by relevance where more hold the words.

    Raises QbankError for a column that is not there.
    """
    picked = columns_named(columns)
    tree = await load_tree(session)
    names = await _names(session, picked, tree, selection)
    stored = list(dict.fromkeys(need for column in picked for need in column.needs))
    found = select(*(as_stored(getattr(Question, name)) for name in stored))
    make = _maker(picked, stored, names)
    async for batch in arranged(session, found, selection, tree, sort, tell):
        yield [make(row) for row in batch]


async def arranged(
    session: AsyncSession,
    found: Any,
    selection: Selection,
    tree: CategoryTree,
    sort: str | None,
    tell: Callable[[int], None] | None = None,
) -> AsyncIterator[Sequence[Any]]:
    """Yield the rows of a select of questions, in batches, with its condition, order and bounds.

    Raises QbankError for an order that there is not.
    """
    if sort == RELEVANCE:
        order = await ranked(session, selection, tree)
        if tell is not None and order.bound is not None:
            tell(order.bound)
        async for batch in _by_relevance(session, found, selection, tree, order):
            yield batch
        return
    result = await (await session.connection()).stream(await _arranged(session, found, selection, tree, sort))
    async for batch in result.partitions(BATCH):
        yield batch


async def _by_relevance(
    session: AsyncSession, found: Any, selection: Selection, tree: CategoryTree, order: Ranked
) -> AsyncIterator[Sequence[Any]]:
    """Yield ranked questions, the best first, then those selected without a rank, in the usual order."""
    identified = found.add_columns(Question.id.label("ranked_id"))
    for start in range(0, len(order.ids), BATCH):
        ids = order.ids[start : start + BATCH]
        rows = {row[-1]: row[:-1] for row in await session.execute(identified.where(among(Question.id, ids)))}
        yield [rows[id_] for id_ in ids]
    left = None if selection.limit is None else selection.limit - len(order.ids)
    if order.is_whole or left == 0:
        return
    rest = and_(
        await where(session, replace(selection, limit=None), tree), not_(among(Question.id, order.ids))
    )
    result = await (await session.connection()).stream(found.where(rest).order_by(*PAGE).limit(left))
    async for batch in result.partitions(BATCH):
        yield batch


async def _arranged(
    session: AsyncSession, found: Any, selection: Selection, tree: CategoryTree, sort: str | None
) -> Any:
    if sort is None:
        return ordered(found.where(await page_condition(session, selection, tree)), selection)
    columns = sort_columns(sort)
    if any(column is category_order.PLACE for column, _ in columns):
        await category_order.prepare(session, tree)
    order = [by for column, direction in columns for by in _towards(column, direction)]
    # What is limited is limited in the order asked for; what is drawn is drawn first.
    limit, drawn = selection.limit, replace(selection, limit=None)
    return found.where(await where(session, drawn, tree)).order_by(*order, *PAGE).limit(limit)


def _towards(column: Any, direction: str) -> tuple[Any, Any]:
    """Order by a column, with what says nothing in it last either way."""
    return column.is_(None), desc(column) if direction == "desc" else asc(column)


def _maker(picked: Sequence[ListedColumn], stored: Sequence[str], names: Names) -> Any:
    """Build the function that makes a listing's row of a stored one."""
    if all(column.make is None for column in picked) and len(picked) == len(stored):
        return tuple
    places = [(column.make, [stored.index(need) for need in column.needs]) for column in picked]

    def make(row: Sequence[Any]) -> Row:
        return tuple(
            [
                row[at[0]] if build is None else build(names, *[row[place] for place in at])
                for build, at in places
            ]
        )

    return make


async def _names(
    session: AsyncSession, picked: Sequence[ListedColumn], tree: CategoryTree, selection: Selection
) -> Names:
    titles: dict[str, str] = {}
    if any(column.name == "document" for column in picked):
        titles = {row.id: row.title for row in await session.execute(select(Document.id, Document.title))}
    return Names(tree.path, titles, sought(selection.query))


async def bank_size(session: AsyncSession) -> int:
    """Count all live questions."""
    return (await session.execute(select(func.count()).select_from(Question).where(live()))).scalar_one()
