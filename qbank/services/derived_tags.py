"""The derived rows of questions of which nothing but the tags changed: each distinct list is read once."""

from sqlalchemy import (
    Select,
    Text as SqlText,
    column,
    delete,
    insert,
    literal,
    select,
    table,
    text,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.searchable import searchable
from qbank.models import Question, QuestionTag, QuestionText
from qbank.models.reading import READING_COLUMNS, SEARCH_TABLE
from qbank.services.derived import CONTENT, search, tag_rows, texts

_LISTS = table("tag_lists", column("stored", SqlText()), column("told", SqlText()))
_FOLDED = table("tags_folded", column("stored", SqlText()), column("tag", SqlText()))
_MADE = (
    "DROP TABLE IF EXISTS temp.tag_lists",
    "DROP TABLE IF EXISTS temp.tags_folded",
    "CREATE TEMPORARY TABLE tag_lists (stored TEXT PRIMARY KEY, told TEXT NOT NULL)",
    "CREATE TEMPORARY TABLE tags_folded (stored TEXT, tag TEXT, PRIMARY KEY (stored, tag))",
)


async def refresh_tags(session: AsyncSession, question_ids: Select[str]) -> None:
    """Bring tags, reader's texts and the index up to what live questions have for tags now."""
    live = select(Question.id).where(Question.id.in_(question_ids), Question.deleted_at.is_(None))
    await _read_lists(session, live)
    meant = texts.question_id.in_(live)
    gone = select(literal("delete"), *CONTENT).where(meant)
    await session.execute(insert(search).from_select([SEARCH_TABLE, "rowid", *READING_COLUMNS], gone))
    await session.execute(delete(QuestionTag).where(QuestionTag.question_id.in_(live)))
    # An expression: the column itself, declared JSON, is compared as a number, and no index on text serves.
    stored = type_coerce(Question.tags, SqlText()) + ""
    pairs = select(Question.id, _FOLDED.c.tag).join(_FOLDED, _FOLDED.c.stored == stored)
    tagged = pairs.where(Question.id.in_(live))
    await session.execute(insert(QuestionTag).from_select(["question_id", "tag"], tagged))
    told = select(_LISTS.c.told).join(Question, stored == _LISTS.c.stored)
    new = told.where(Question.id == texts.question_id).scalar_subquery()
    await session.execute(
        update(QuestionText).where(meant).values(tags=new).execution_options(synchronize_session=False)
    )
    back = select(*CONTENT).where(meant)
    await session.execute(insert(search).from_select(["rowid", *READING_COLUMNS], back))


async def _read_lists(session: AsyncSession, question_ids: Select[str]) -> None:
    """Read every distinct list of tags once, into what the tables hold of it."""
    for statement in _MADE:
        await session.execute(text(statement))
    distinct = select(as_stored(Question.tags)).where(Question.id.in_(question_ids)).distinct()
    lists = [
        (stored, "\n".join(jsontext.decode(stored))) for stored in (await session.execute(distinct)).scalars()
    ]
    rows = [{"stored": stored, "told": searchable(told)} for stored, told in lists]
    folded = [{"stored": stored, "tag": tag} for stored, told in lists for _, tag in tag_rows("", told)]
    if rows:
        await session.execute(insert(_LISTS), rows)
    if folded:
        await session.execute(insert(_FOLDED), folded)
