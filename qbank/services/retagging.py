"""Changing the tags of many questions in one statement: each distinct list of tags is rewritten once."""

from sqlalchemy import ColumnElement, Text as SqlText, column, func, insert, select, table, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.text import fold
from qbank.domain.validation import tidy_tags
from qbank.models import Question
from qbank.services.set_request import SetRequest

rewritten = table("retagged", column("old", SqlText()), column("new", SqlText()))
"""Old list of tags -> new one, both as stored; only those that differ."""

_CREATE = "CREATE TEMPORARY TABLE retagged (old TEXT PRIMARY KEY, new TEXT NOT NULL)"


async def rewrite(session: AsyncSession, meant: ColumnElement[bool], request: SetRequest) -> None:
    """Work out the new tags of every distinct list of tags among the questions meant."""
    await session.execute(text("DROP TABLE IF EXISTS temp.retagged"))
    await session.execute(text(_CREATE))
    distinct = select(as_stored(Question.tags)).where(meant).distinct()
    rows = [
        {"old": old, "new": new}
        for old in (await session.execute(distinct)).scalars()
        if (new := _rewritten(old, request)) != old
    ]
    if rows:
        await session.execute(insert(rewritten), rows)


def _rewritten(stored: str, request: SetRequest) -> str:
    tags = list(request.tags) if request.tags is not None else jsontext.decode(stored)
    gone = {fold(tag) for tag in request.remove_tags}
    kept = [tag for tag in tags if fold(tag) not in gone]
    return jsontext.encode_text(tidy_tags([*kept, *request.add_tags]))


def new_tags() -> ColumnElement[str]:
    """Give the tags a question is to have: the rewritten ones, else its own."""
    stored = type_coerce(Question.tags, SqlText())
    found = select(rewritten.c.new).where(rewritten.c.old == stored).scalar_subquery()
    return func.coalesce(found, stored)


def differs() -> ColumnElement[bool]:
    """Tell questions whose tags are rewritten."""
    return type_coerce(Question.tags, SqlText()).in_(select(rewritten.c.old))
