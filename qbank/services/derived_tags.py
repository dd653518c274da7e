"""The derived rows of questions of which nothing but the tags changed: each distinct list is read once."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text as SqlText,
    column,
    delete,
    insert,
    select,
    table,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import full_text, scratch
from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.search_words import spelt
from qbank.domain.searchable import searchable
from qbank.models import Question, QuestionTag, QuestionText
from qbank.services.derived import tag_rows
from qbank.services.tables import QUESTION_TAGS

_LISTS = table(
    "tag_lists", column("stored", SqlText()), column("told", SqlText()), column("spelt", SqlText())
)
_FOLDED = table("tags_folded", column("stored", SqlText()), column("tag", SqlText()))
_MADE = {
    "tag_lists": "stored TEXT PRIMARY KEY, told TEXT NOT NULL, spelt TEXT NOT NULL",
    "tags_folded": "stored TEXT, tag TEXT, PRIMARY KEY (stored, tag)",
}


async def refresh_tags(session: AsyncSession, question_ids: Select[str]) -> None:
    """Bring tags, reader's texts and the index up to what live questions have for tags now."""
    live = select(Question.id).where(Question.id.in_(question_ids), Question.deleted_at.is_(None))
    await _read_lists(session, live)
    meant = QuestionText.question_id.in_(live)
    await full_text.before_retagging(session, live)
    await session.execute(delete(QUESTION_TAGS).where(QUESTION_TAGS.c.question_id.in_(live)))
    # An expression: the column itself, declared JSON, is compared as a number, and no index on text serves.
    stored = type_coerce(Question.tags, SqlText()) + ""
    pairs = select(Question.id, _FOLDED.c.tag).join(_FOLDED, _FOLDED.c.stored == stored)
    tagged = pairs.where(Question.id.in_(live))
    await session.execute(insert(QuestionTag).from_select(["question_id", "tag"], tagged))

    def of(said: ColumnElement[str], question_id: Any) -> Any:
        found = select(said).join(Question, stored == _LISTS.c.stored)
        return found.where(Question.id == question_id).scalar_subquery()

    new = of(_LISTS.c.told, QuestionText.question_id)
    await session.execute(
        update(QuestionText).where(meant).values(tags=new).execution_options(synchronize_session=False)
    )
    words = of(_LISTS.c.spelt, full_text.search.c.question_id)
    await full_text.after_retagging(session, live, words)


async def _read_lists(session: AsyncSession, question_ids: Select[str]) -> None:
    """Read every distinct list of tags once, into what the tables hold of it."""
    for name, columns in _MADE.items():
        await scratch.make(session, name, columns)
    distinct = select(as_stored(Question.tags)).where(Question.id.in_(question_ids)).distinct()
    rows, folded = [], []
    for stored in (await session.execute(distinct)).scalars():
        tags = "\n".join(jsontext.decode(stored))
        told = searchable(tags)
        rows.append({"stored": stored, "told": told, "spelt": spelt(told)})
        folded += [{"stored": stored, "tag": tag} for _, tag in tag_rows("", tags)]
    if rows:
        await session.execute(insert(_LISTS), rows)
    if folded:
        await session.execute(insert(_FOLDED), folded)
