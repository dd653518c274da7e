"""The derived tables: tags and reader's texts of live questions, and the index over them.

Filled and emptied set-based; `qbank.db.full_text` is told of each.
"""

from collections.abc import AsyncIterator, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import full_text
from qbank.db.bulk import insert_rows
from qbank.domain.reading import Reading, read
from qbank.domain.searchable import searchable_row
from qbank.domain.text import fold
from qbank.models import Question
from qbank.services.rows import document_of
from qbank.services.tables import QUESTION_TAGS, QUESTION_TEXTS, STORED

BATCH = 1000
TEXT_COLUMNS = ("question_id", *full_text.COLUMNS, "as_read")
TAG_COLUMNS = ("question_id", "tag")
FILLED = ("questions", "import_items", "question_tags", "question_texts", full_text.NAME)
"""The tables that an import fills most."""
last_text, index_after = full_text.last_text, full_text.index_after


async def forget(session: AsyncSession, question_ids: Select[str]) -> None:
    """Take the derived rows of questions away."""
    await full_text.forget(session, question_ids)
    await session.execute(delete(QUESTION_TEXTS).where(QUESTION_TEXTS.c.question_id.in_(question_ids)))
    await session.execute(delete(QUESTION_TAGS).where(QUESTION_TAGS.c.question_id.in_(question_ids)))


async def refresh(session: AsyncSession, question_ids: Select[str]) -> None:
    """Make the derived rows of questions anew; those in the trash have none."""
    await forget(session, question_ids)
    last = await last_text(session)
    async for readings in expected(session, Question.id.in_(question_ids)):
        await add(session, readings)
    await index_after(session, last)


async def rebuild(session: AsyncSession) -> None:
    """Make all derived rows and the index anew."""
    await session.execute(delete(QUESTION_TAGS))
    await session.execute(delete(QUESTION_TEXTS))
    await full_text.clear(session)
    async for readings in expected(session):
        await add(session, readings)
    await index_after(session, 0)


async def expected(
    session: AsyncSession, where: ColumnElement[bool] | None = None
) -> AsyncIterator[list[tuple[str, Reading]]]:
    """Yield what the derived rows of live questions should say, in batches ordered by id."""
    live = select(*STORED).where(Question.deleted_at.is_(None)).order_by(Question.id)
    found = await session.stream(live if where is None else live.where(where))
    async for rows in found.mappings().partitions(BATCH):
        yield [(row["id"], read(document_of(dict(row)))[0]) for row in rows]


async def add(session: AsyncSession, readings: Sequence[tuple[str, Reading]]) -> None:
    """Add derived rows; the index learns of them by `index_after`."""
    rows = [(question_id, *searchable_row(reading)) for question_id, reading in readings]
    await insert_rows(session, "question_texts", TEXT_COLUMNS, rows)
    await full_text.add(session, rows)
    tags = [row for question_id, reading in readings for row in tag_rows(question_id, reading.tags)]
    await insert_rows(session, "question_tags", TAG_COLUMNS, tags)


_folded = lru_cache(4096)(fold)


def tag_rows(question_id: str, tags: str) -> list[tuple[str, str]]:
    """Give the rows of a question's tags, which stand a line each: folded, each once."""
    if not tags:
        return []
    return [(question_id, tag) for tag in dict.fromkeys(map(_folded, tags.split("\n"))) if tag]
