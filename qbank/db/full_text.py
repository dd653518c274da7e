"""Full text behind one port: FTS5 in a file, a tsvector on a server. The same words are found on both.

FTS5 reads the texts itself and keeps row numbers. A server is given the words: `question_search` holds them
for each column with a blank on each side, an index over all of them finds the questions, and a phrase or a
column is then looked for as a part of a text, which needs no positions and has no longest text.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import UserDefinedType

from qbank.db.bulk import insert_rows
from qbank.db.dialects import on_server
from qbank.domain.search_words import spelt, words
from qbank.domain.searchable import searchable

COLUMNS = ("title", "stem", "answers", "distractors", "explanation", "feedback", "tags")
"""The columns of the reader's text; right and wrong options apart, so that each can be searched alone."""
NAME = "question_search"
"""The index over `question_texts`; made by the migrations, no table of the metadata."""
MANY = 10_000
"""From so many new texts on, FTS5 collects more of them before it writes."""
_LARGEST = 900_000
"""So many characters of a question's words a server indexes: its vectors end at a mebibyte."""

Id = ColumnElement[str] | InstrumentedAttribute[str]


class _Query(UserDefinedType[str]):
    """A server's query of words; its own dialect, which knows it too, costs a file's bank start-up."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        """Name the type."""
        return "TSQUERY"


texts = table(
    "question_texts",
    column("rowid"),
    column("question_id"),
    column("as_read", Text()),
    *(column(name, Text()) for name in COLUMNS),
)
search = table(
    NAME,
    column(NAME),
    column("rank"),
    column("rowid"),
    column("question_id"),
    *(column(name) for name in COLUMNS),
)
_CONTENT = [texts.c.rowid, *(texts.c[name] for name in COLUMNS)]
# The migration's index is of this very expression.
_VECTOR: ColumnElement[str] = literal_column(
    "array_to_tsvector(array_remove(string_to_array("
    + " || ".join(f"{NAME}.{name}" for name in COLUMNS)
    + ", ' '), ''))",
    Text(),
)


def held_on_server(phrase: str, columns: Sequence[str], prefix: bool) -> ColumnElement[bool]:
    """Tell rows of a server's index that hold words in a row, in one of the columns; none named means any.

    With `prefix` the last word may go on.
    """
    wanted = words(searchable(phrase))
    if not wanted:
        return false()
    query = " & ".join(f"'{word}'" for word in wanted) + (":*" if prefix else "")
    found: ColumnElement[bool] = _VECTOR.op("@@", is_comparison=True)(cast(literal(query, Text()), _Query()))
    if len(wanted) > 1 or columns:
        part = part_on_server(phrase, prefix)
        found = and_(found, or_(*(search.c[name].contains(part) for name in columns or COLUMNS)))
    return found


def part_on_server(phrase: str, prefix: bool) -> str:
    """Give what a column of a server's index holds where it holds words in a row, '' for no word at all."""
    wanted = words(searchable(phrase))
    return f" {' '.join(wanted)}{'' if prefix else ' '}" if wanted else ""


async def forget(session: AsyncSession, question_ids: Select[str]) -> None:
    """Take questions out of the index, while their texts are still there.

    FTS5 is told of a row's old text before the row goes, because it cannot look it up afterwards.
    """
    if on_server(session):
        await session.execute(delete(search).where(search.c.question_id.in_(question_ids)))
        return
    gone = select(literal("delete"), *_CONTENT).where(texts.c.question_id.in_(question_ids))
    await session.execute(insert(search).from_select([NAME, "rowid", *COLUMNS], gone))


async def clear(session: AsyncSession) -> None:
    """Take everything out of the index."""
    if on_server(session):
        await session.execute(delete(search))
    else:
        await session.execute(insert(search).values({NAME: "delete-all"}))


async def last_text(session: AsyncSession) -> int:
    """Give what tells new texts from those that are in the index: the highest row number in a file."""
    if on_server(session):
        return 0
    return (await session.execute(select(func.max(texts.c.rowid)))).scalar_one_or_none() or 0


async def add(session: AsyncSession, rows: Sequence[tuple[Any, ...]]) -> None:
    """Take rows of question_texts into a server's index; FTS5 learns of them later."""
    if on_server(session):
        told = [spelt_row(row[: 1 + len(COLUMNS)]) for row in rows]
        await insert_rows(session, NAME, ("question_id", *COLUMNS), told)


def spelt_row(row: tuple[Any, ...]) -> tuple[str, ...]:
    """Give the words of a question's texts, its id first, as a server's index holds them."""
    question_id, *told = row
    made = [spelt(text) for text in told]
    if sum(map(len, made)) > _LARGEST:
        made = _bounded(made)
    return (question_id, *made)


def _bounded(told: Sequence[str]) -> list[str]:
    """Keep as many words as the index holds: of each column its beginning."""
    share = _LARGEST // 4 // len(told)
    return [text if len(text) <= share else f"{text[:share].rpartition(' ')[0]} " for text in told]


async def index_after(session: AsyncSession, last: int) -> None:
    """Take the texts that came after `last_text` into FTS5's index, in one statement."""
    if on_server(session):
        return
    new = select(*_CONTENT).where(texts.c.rowid > last)
    many = await last_text(session) - last > MANY
    if many:
        await _collect(session, 16)
    await session.execute(insert(search).from_select(["rowid", *COLUMNS], new))
    if many:
        await _collect(session, 1)


async def _collect(session: AsyncSession, mebibytes: int) -> None:
    """Let FTS5 collect so much before it writes: what is written seldom need not be merged often.

    `hashsize` is an option of FTS5 (fts5_config.c), kept in the index; one MiB is its default.
    """
    await session.execute(insert(search).values({NAME: "hashsize", "rank": mebibytes << 20}))


async def before_retagging(session: AsyncSession, question_ids: Select[str]) -> None:
    """Take texts out of FTS5's index whose tags are about to change."""
    if not on_server(session):
        await forget(session, question_ids)


async def after_retagging(session: AsyncSession, question_ids: Select[str], told: ColumnElement[str]) -> None:
    """Have the index learn the tags of questions; `told` gives a server the words of each."""
    if on_server(session):
        meant = search.c.question_id.in_(question_ids)
        await session.execute(update(search).where(meant).values(tags=told))
        return
    back = select(*_CONTENT).where(texts.c.question_id.in_(question_ids))
    await session.execute(insert(search).from_select(["rowid", *COLUMNS], back))
