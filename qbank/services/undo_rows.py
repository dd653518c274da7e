"""The rows of a change that no later one touched: taken back by statements, however many they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db.dialects import is_moment, json_member
from qbank.db.journal_dialects import moment_of, unhexed
from qbank.models import ChangeRow, Question
from qbank.services import derived, journal
from qbank.services.journal import Entry, row_key
from qbank.services.tables import CATEGORIES, QUESTIONS, TABLES
from qbank.services.undo_aside import not_aside
from qbank.services.undo_guards import PARENTS_FIRST, Undoable, made_by

ID_LENGTH = 36


async def touched(session: AsyncSession, change: Undoable) -> list[Table]:
    """List the tables a change touched, so that what refers comes after what it refers to."""
    noted = select(ChangeRow.table_name).where(ChangeRow.change_id == change.id).distinct()
    names = set((await session.execute(noted)).scalars())
    imported = select(Question.id).where(Question.change_id == change.id).limit(1)
    if (await session.execute(imported)).first() is not None:
        names |= {"questions", "import_items", "question_media", "notes"}
    return [TABLES[name] for name in PARENTS_FIRST if name in names]


async def remove_inserted(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> None:
    """Take rows away that the change had made, written down whole first."""
    meant = made_by(change, table)
    if table is QUESTIONS:
        await derived.forget(session, select(Question.id).where(meant))
    if await journal.remember(session, entry, table, meant):
        await session.execute(delete(table).where(meant))


async def put_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> list[str]:
    """Give rows that the change had altered the values they had; gives the columns it had altered."""
    names = await _altered_columns(session, entry, change, table)
    if not names:
        return []
    altered = select(ChangeRow.row_id).where(*_noted(change, table), _still_altered(entry, table))
    await journal.remember(session, entry, table, row_key(table).in_(altered), names)
    values: dict[str, Any] = {name: value_before(table.c[name]) for name in names}
    if "updated_at" in table.c:
        # Its own default would say that the row was changed just now.
        values.setdefault("updated_at", table.c.updated_at)
    back = update(table).where(*_noted(change, table), _is_row(table), _still_altered(entry, table))
    for step in _steps(table, names):
        await session.execute(back.where(*step).values(values))
    return names


async def unwrite(session: AsyncSession, entry: Entry, table: Table, names: Sequence[str]) -> None:
    """Give rows the values in which a change in the making found them, and note nothing: it is no change."""
    mine = (ChangeRow.change_id == entry.id, ChangeRow.table_name == table.name)
    values: dict[str, Any] = {name: value_before(table.c[name]) for name in names}
    await session.execute(update(table).where(*mine, _is_row(table)).values(values))


def _steps(table: Table, names: Sequence[str]) -> list[tuple[ColumnElement[bool], ...]]:
    """Order the rows that are put back: names are unique among live categories at every single row.

    What goes to the trash makes room, then what stays takes another place, then what went comes back.
    """
    if table is not CATEGORIES or "deleted_at" not in names:
        return [()]
    now, was = table.c.deleted_at, value_before(table.c.deleted_at)
    return [(was.is_not(None),), (was.is_(None), now.is_(None)), (was.is_(None), now.is_not(None))]


async def _altered_columns(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> list[str]:
    """List the columns the change altered of rows that are still there; the same for all of them."""
    there = and_(exists().where(_is_row(table)), _still_altered(entry, table))
    sample = select(ChangeRow.before).where(*_noted(change, table), there).limit(1)
    before = (await session.execute(sample)).scalar_one_or_none()
    return [name for name in before or () if name in table.c and not table.c[name].primary_key]


async def bring_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> int:
    """Put rows that the change had taken away back in; gives their number."""
    gone = and_(*_noted(change, table), not_(exists().where(_is_row(table))))
    count = (await session.execute(select(func.count()).select_from(ChangeRow).where(gone))).scalar_one()
    if count:
        noted = select(literal(entry.id), literal(table.name), ChangeRow.row_id, null()).where(gone)
        rows = ["change_id", "table_name", "row_id", "before"]
        await session.execute(insert(ChangeRow).from_select(rows, noted))
        whole = select(*(value_before(column) for column in table.c)).where(gone)
        await session.execute(insert(table).from_select([column.name for column in table.c], whole))
    return count


def _noted(change: Undoable, table: Table) -> tuple[ColumnElement[bool], ...]:
    """Tell what the journal kept of the rows of a table that a change altered or took away."""
    return (
        ChangeRow.change_id == change.id,
        ChangeRow.table_name == table.name,
        ChangeRow.before.is_not(None),
        not_aside(),
    )


def _is_row(table: Table) -> ColumnElement[bool]:
    """Tell the row of a table that a line of the journal names, by its key, which an index serves."""
    first, *others = table.primary_key.columns
    if not others:
        return first == ChangeRow.row_id
    return and_(
        first == func.substr(ChangeRow.row_id, 1, ID_LENGTH),
        others[0] == func.substr(ChangeRow.row_id, ID_LENGTH + 2),
    )


def _still_altered(entry: Entry, table: Table) -> ColumnElement[bool]:
    """Leave out the rows that the undo has just put back whole."""
    mine = aliased(ChangeRow)
    back = select(mine.row_id).where(
        mine.change_id == entry.id, mine.table_name == table.name, mine.before.is_(None)
    )
    return ChangeRow.row_id.not_in(back)


def value_before(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read a column's value out of what the journal kept."""
    name: Sequence[Any] = (ChangeRow.before, literal(column.key))
    member = type_coerce(json_member(*name), Text())
    if isinstance(column.type, LargeBinary):
        return unhexed(member)
    if isinstance(column.type, Float | Integer | BigInteger | Boolean):
        return cast(member, column.type)
    if is_moment(column):
        return moment_of(member)
    return member
