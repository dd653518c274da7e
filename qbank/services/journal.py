"""The journal: what every command that changes the bank writes down, so that it can be taken back.

The rule all services keep: before a row changes, `remember` it; after a row is made, note it with
`inserted`. Within one change every remembered row of a table has the same columns, and is remembered once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    LargeBinary,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored, json_object
from qbank.db.journal_dialects import hexed, written
from qbank.models import Change, ChangeRow, Import, Question
from qbank.models.base import new_id

FORMAT = 1
"""The number of the form `before` has, kept in it under `$`."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who changes the bank, with which command, and what that person says of it."""

    command: str
    actor: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change being made: rows it touches carry its id and its moment."""

    id: str
    number: int
    moment: datetime
    actor: str


async def begin(session: AsyncSession, by: Authorship, message: str) -> Entry:
    """Write down that a change begins."""
    entry = Entry(new_id(), await newest_number(session) + 1, datetime.now(UTC), by.actor)
    await session.execute(
        insert(Change).values(
            id=entry.id,
            number=entry.number,
            command=by.command,
            actor=by.actor,
            message=message,
            note=by.note,
            created_at=entry.moment,
        )
    )
    return entry


async def newest_number(session: AsyncSession) -> int:
    """Give the number of the newest change of all; 0 where nothing was ever done."""
    return (await session.execute(select(func.max(Change.number)))).scalar_one() or 0


async def forget(session: AsyncSession, entry: Entry) -> None:
    """Take back the note of a change that turned out to change nothing, with the import it noted."""
    await session.execute(delete(Import).where(Import.change_id == entry.id))
    await session.execute(delete(ChangeRow).where(ChangeRow.change_id == entry.id))
    await session.execute(delete(Change).where(Change.id == entry.id))


async def has_rows(session: AsyncSession, entry: Entry, *, but: Sequence[Table]) -> bool:
    """Tell whether a change touched or made rows of any other table than the named ones."""
    others = ChangeRow.table_name.not_in([table.name for table in but])
    noted = select(ChangeRow.row_id).where(ChangeRow.change_id == entry.id, others)
    made = select(Question.id).where(Question.change_id == entry.id)
    return any([(await session.execute(rows.limit(1))).first() is not None for rows in (noted, made)])


async def retitle(session: AsyncSession, entry: Entry, message: str) -> None:
    """Say what a change came to, where that is known only at its end."""
    await session.execute(update(Change).where(Change.id == entry.id).values(message=message))


async def inserted(session: AsyncSession, entry: Entry, table: Table, row_ids: Iterable[str]) -> None:
    """Write down rows the change has made."""
    rows = [
        {"change_id": entry.id, "table_name": table.name, "row_id": row_id, "before": None}
        for row_id in row_ids
    ]
    if rows:
        await session.execute(insert(ChangeRow), rows)


async def remember(
    session: AsyncSession,
    entry: Entry,
    table: Table,
    where: ColumnElement[bool],
    columns: Sequence[str] | None = None,
) -> int:
    """Write down what rows are before they change: the named columns, or all for rows that go.

    One statement, however many rows; gives their number.
    """
    names = list(columns) if columns is not None else [column.name for column in table.c]
    version = table.c["version"] if "version" in table.c else null()
    before = image_of(table, names)
    found = select(literal(entry.id), literal(table.name), row_key(table), version, before).where(where)
    done = await session.execute(
        insert(ChangeRow).from_select(["change_id", "table_name", "row_id", "version", "before"], found)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor's result, which has one


def image_of(table: Table, names: Sequence[str]) -> ColumnElement[Any]:
    """Give columns of a row in the form the journal keeps them in."""
    return json_object("$", FORMAT, *(part for name in names for part in (name, _journalled(table.c[name]))))


def touched(entry: Entry, table: Table) -> Select[str]:
    """Select the keys of the rows of a table that a change has written down."""
    return select(ChangeRow.row_id).where(ChangeRow.change_id == entry.id, ChangeRow.table_name == table.name)


def row_key(table: Table) -> ColumnElement[str]:
    """Name a row by its primary key; the parts of a composite one are joined by a slash."""
    first, *others = table.primary_key.columns
    key: ColumnElement[str] = type_coerce(first, String())
    for other in others:
        key = key + "/" + type_coerce(other, String())
    return key


def _journalled(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Give a column in a form JSON keeps exactly: bytes in hex, floats with all digits."""
    if isinstance(column.type, LargeBinary):
        return hexed(column)
    if isinstance(column.type, Float):
        return written(column)
    return as_stored(column)
