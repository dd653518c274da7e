"""The derived tables: tags and reader's texts of live questions, and the index over them.

Filled and emptied set-based. The FTS5 index is told of a row's old text before the row goes, because an
index over another table's content cannot look it up afterwards.
"""

from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, column, delete, func, insert, literal, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import insert_rows
from qbank.db.dialects import as_stored
from qbank.domain.reading import Reading, read
from qbank.domain.searchable import searchable_row
from qbank.domain.text import fold
from qbank.models import Question, QuestionTag, QuestionText
from qbank.models.reading import READING_COLUMNS, SEARCH_TABLE
from qbank.services.rows import document_of

BATCH = 1000
MANY = 10_000
"""From so many new texts on, the index collects more of them before it writes."""
TEXT_COLUMNS = ("question_id", *READING_COLUMNS, "as_read")
TAG_COLUMNS = ("question_id", "tag")
search = table(
    SEARCH_TABLE,
    column(SEARCH_TABLE),
    column("rank"),
    column("rowid"),
    *(column(name) for name in READING_COLUMNS),
)
texts = QuestionText.__table__.c
CONTENT = [texts.rowid, *(texts[name] for name in READING_COLUMNS)]
_STORED = [as_stored(each).label(each.name) for each in Question.__table__.c]


async def forget(session: AsyncSession, question_ids: Select[str]) -> None:
    """Take the derived rows of questions away."""
    gone = select(literal("delete"), *CONTENT).where(texts.question_id.in_(question_ids))
    await session.execute(insert(search).from_select([SEARCH_TABLE, "rowid", *READING_COLUMNS], gone))
    await session.execute(delete(QuestionText).where(QuestionText.question_id.in_(question_ids)))
    await session.execute(delete(QuestionTag).where(QuestionTag.question_id.in_(question_ids)))


async def refresh(session: AsyncSession, question_ids: Select[str]) -> None:
    """Make the derived rows of questions anew; those in the trash have none."""
    await forget(session, question_ids)
    last = await last_text(session)
    async for readings in expected(session, Question.id.in_(question_ids)):
        await add(session, readings)
    await index_after(session, last)


async def rebuild(session: AsyncSession) -> None:
    """Make all derived rows and the index anew."""
    await session.execute(delete(QuestionTag))
    await session.execute(delete(QuestionText))
    await session.execute(insert(search).values({SEARCH_TABLE: "delete-all"}))
    async for readings in expected(session):
        await add(session, readings)
    await index_after(session, 0)


async def expected(
    session: AsyncSession, where: ColumnElement[bool] | None = None
) -> AsyncIterator[list[tuple[str, Reading]]]:
    """Yield what the derived rows of live questions should say, in batches ordered by id."""
    last = ""
    while True:
        page = select(*_STORED).where(Question.deleted_at.is_(None), Question.id > last)
        if where is not None:
            page = page.where(where)
        rows = (await session.execute(page.order_by(Question.id).limit(BATCH))).mappings().all()
        if not rows:
            return
        yield [(row["id"], read(document_of(dict(row)))[0]) for row in rows]
        last = rows[-1]["id"]


async def last_text(session: AsyncSession) -> int:
    """Give the highest rowid of the reader's texts: what comes after it is new to the index."""
    return (await session.execute(select(func.max(texts.rowid)))).scalar_one_or_none() or 0


async def add(session: AsyncSession, readings: Sequence[tuple[str, Reading]]) -> None:
    """Add derived rows; the index learns of them by `index_after`."""
    rows = [(question_id, *searchable_row(reading)) for question_id, reading in readings]
    await insert_rows(session, "question_texts", TEXT_COLUMNS, rows)
    tags = [row for question_id, reading in readings for row in tag_rows(question_id, reading.tags)]
    await insert_rows(session, "question_tags", TAG_COLUMNS, tags)


_folded = lru_cache(4096)(fold)


def tag_rows(question_id: str, tags: str) -> list[tuple[str, str]]:
    """Give the rows of a question's tags, which stand a line each: folded, each once."""
    if not tags:
        return []
    return [(question_id, tag) for tag in dict.fromkeys(map(_folded, tags.split("\n"))) if tag]


async def index_after(session: AsyncSession, last: int) -> None:
    """Take the texts that came after a rowid into the index, in one statement."""
    new: Select[Any] = select(*CONTENT).where(texts.rowid > last)
    many = await last_text(session) - last > MANY
    if many:
        await _collect(session, 16)
    await session.execute(insert(search).from_select(["rowid", *READING_COLUMNS], new))
    if many:
        await _collect(session, 1)


async def _collect(session: AsyncSession, mebibytes: int) -> None:
    """Let the index collect so much before it writes: what is written seldom need not be merged often.

    `hashsize` is an option of FTS5 (fts5_config.c), kept in the index; one MiB is its default.
    """
    await session.execute(insert(search).values({SEARCH_TABLE: "hashsize", "rank": mebibytes << 20}))
