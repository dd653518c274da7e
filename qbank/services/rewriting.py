"""Rewriting a JSON column of many questions: each distinct text of it is rewritten once, in Python."""

from collections.abc import Callable

from sqlalchemy import (
    ColumnElement,
    Text as SqlText,
    cast,
    column,
    func,
    insert,
    select,
    table,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.db.dialects import as_stored
from qbank.models import Question


class Rewriting:
    """The old texts of a column and the new ones that take their places, in a temporary table."""

    def __init__(self, name: str) -> None:
        self._name = f"rewritten_{name}"
        self._column = getattr(Question, name)
        self._table = table(self._name, column("old", SqlText()), column("new", SqlText()))

    async def prepare(
        self, session: AsyncSession, meant: ColumnElement[bool], rewrite: Callable[[str], str]
    ) -> None:
        """Work out the new text of every distinct text among the questions meant, in place of any before."""
        await scratch.make(session, self._name, "old TEXT PRIMARY KEY, new TEXT NOT NULL")
        distinct = select(as_stored(self._column)).where(meant).distinct()
        rows = [
            {"old": old, "new": new}
            for old in (await session.execute(distinct)).scalars()
            if (new := rewrite(old)) != old
        ]
        if rows:
            await session.execute(insert(self._table), rows)

    def new(self) -> ColumnElement[str]:
        """Give the text a question is to have: the rewritten one, else its own."""
        found = select(self._table.c.new).where(self._table.c.old == self._text()).scalar_subquery()
        return func.coalesce(found, type_coerce(self._column, SqlText()))

    def differs(self) -> ColumnElement[bool]:
        """Tell questions whose text is rewritten."""
        return self._text().in_(select(self._table.c.old))

    def _text(self) -> ColumnElement[str]:
        # SQLite takes a JSON column for a numeric one, and would not look a text up by it in an index.
        return cast(type_coerce(self._column, SqlText()), SqlText())


FIELDS = Rewriting("fields")
