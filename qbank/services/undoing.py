"""Undo: a change is taken back row by row as the journal says, and the undo is itself a change."""

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

from qbank.db.dialects import json_member, unhexed
from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow, Question
from qbank.services import derived, journal
from qbank.services.journal import Authorship, Entry, row_key
from qbank.services.undo_guards import (
    CATEGORIES,
    PARENTS_FIRST as PARENTS_FIRST,
    QUESTIONS,
    TABLES,
    Undoable as Undoable,
    made_by,
    require_live_places,
    require_unneeded,
    require_untouched,
)
from qbank.services.undo_names import require_free_names

ID_LENGTH = 36
READ_BY_SEARCH = {"stem", "stem_format", "title", "options", "explanation", "details", "tags", "deleted_at"}


async def newest(session: AsyncSession) -> Undoable:
    """Find what a bare undo takes back: the newest change that is neither undone nor an undo.

    Raises QbankError where there is none.
    """
    candidates = select(Change).where(Change.undone_by.is_(None), Change.undoes.is_(None))
    row = (await session.execute(candidates.order_by(Change.number.desc()).limit(1))).scalar_one_or_none()
    if row is None:
        raise QbankError(Kind.NEGATIVE, "there is nothing to take back", hint="all changes are taken back")
    return _undoable(row)


async def find(session: AsyncSession, told: str) -> Undoable:
    """Find the change that a number or the beginning of an id means. Raises QbankError."""
    if told.isdecimal() and len(told) < 10:
        meant: ColumnElement[bool] = Change.number == int(told)
    else:
        meant = Change.id.startswith(told.lower(), autoescape=True)
    rows = (await session.execute(select(Change).where(meant).limit(2))).scalars().all()
    if len(rows) != 1:
        kind, what = (Kind.AMBIGUOUS, "several changes") if rows else (Kind.NOT_FOUND, "no change")
        raise QbankError(
            kind, f"{told!r} means {what}", hint="`qbank` alone tells the number of the last one"
        )
    if rows[0].undone_by is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"change {rows[0].number} is taken back already",
            hint="an undo is taken back by its number",
        )
    return _undoable(rows[0])


def _undoable(row: Change) -> Undoable:
    return Undoable(row.id, row.number, row.message, row.actor, row.created_at, row.undoes)


async def undo(session: AsyncSession, by: Authorship, change: Undoable) -> int:
    """Take a change back as a change of its own, whose number is given.

    Every row is as it was before, timestamps and version too. Raises QbankError where a later change, not
    taken back itself, touched the same rows.
    """
    await require_untouched(session, change)
    await require_free_names(session, change)
    entry = await journal.begin(
        session, by, f"took back change {change.number}: {change.message}", undoes=change.id
    )
    touched = await _touched(session, change)
    reread = False
    for table in touched:
        returned = await _bring_back(session, entry, change, table)
        altered = await _put_back(session, entry, change, table)
        reread |= table is QUESTIONS and bool(returned or READ_BY_SEARCH & set(altered))
    # Last, when nothing that stays refers to them any more: the database would take that along.
    for table in reversed(touched):
        await require_unneeded(session, change, table)
        await _remove_inserted(session, entry, change, table)
    await require_live_places(session)
    if reread:
        await derived.refresh(session, journal.touched(entry, QUESTIONS))
    await _mark(session, entry, change)
    return entry.number


async def _touched(session: AsyncSession, change: Undoable) -> list[Table]:
    """List the tables a change touched, so that what refers comes after what it refers to."""
    noted = select(ChangeRow.table_name).where(ChangeRow.change_id == change.id).distinct()
    names = set((await session.execute(noted)).scalars())
    imported = select(Question.id).where(Question.change_id == change.id).limit(1)
    if (await session.execute(imported)).first() is not None:
        names |= {"questions", "import_items", "question_media"}
    return [TABLES[name] for name in PARENTS_FIRST if name in names]


async def _mark(session: AsyncSession, entry: Entry, change: Undoable) -> None:
    """Note which changes stand now: what an undo took back stands again, and so on down the line."""
    await session.execute(update(Change).where(Change.id == change.id).values(undone_by=entry.id))
    undone, stands = change.id, True
    while (below := await _undoes(session, undone)) is not None:
        values = {"undone_by": None if stands else undone}
        await session.execute(update(Change).where(Change.id == below).values(values))
        undone, stands = below, not stands


async def _undoes(session: AsyncSession, change_id: str) -> str | None:
    return (await session.execute(select(Change.undoes).where(Change.id == change_id))).scalar_one()


async def _remove_inserted(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> None:
    """Take rows away that the change had made, written down whole first."""
    meant = made_by(change, table)
    if table is QUESTIONS:
        await derived.forget(session, select(Question.id).where(meant))
    if await journal.remember(session, entry, table, meant):
        await session.execute(delete(table).where(meant))


async def _put_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> list[str]:
    """Give rows that the change had altered the values they had; gives the columns it had altered."""
    names = await _altered_columns(session, entry, change, table)
    if not names:
        return []
    altered = select(ChangeRow.row_id).where(*_noted(change, table), _still_altered(entry, table))
    await journal.remember(session, entry, table, row_key(table).in_(altered), names)
    values: dict[str, Any] = {name: _was(table.c[name]) for name in names}
    if "updated_at" in table.c:
        # Its own default would say that the row was changed just now.
        values.setdefault("updated_at", table.c.updated_at)
    back = update(table).where(*_noted(change, table), _is_row(table), _still_altered(entry, table))
    for step in _steps(table, names):
        await session.execute(back.where(*step).values(values))
    return names


def _steps(table: Table, names: Sequence[str]) -> list[tuple[ColumnElement[bool], ...]]:
    """Order the rows that are put back: names are unique among live categories at every single row.

    What goes to the trash makes room, then what stays takes another place, then what went comes back.
    """
    if table is not CATEGORIES or "deleted_at" not in names:
        return [()]
    now, was = table.c.deleted_at, _was(table.c.deleted_at)
    return [(was.is_not(None),), (was.is_(None), now.is_(None)), (was.is_(None), now.is_not(None))]


async def _altered_columns(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> list[str]:
    """List the columns the change altered of rows that are still there; the same for all of them."""
    there = and_(exists().where(_is_row(table)), _still_altered(entry, table))
    sample = select(ChangeRow.before).where(*_noted(change, table), there).limit(1)
    before = (await session.execute(sample)).scalar_one_or_none()
    return [name for name in before or () if name in table.c and not table.c[name].primary_key]


async def _bring_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> int:
    """Put rows that the change had taken away back in; gives their number."""
    gone = and_(*_noted(change, table), not_(exists().where(_is_row(table))))
    count = (await session.execute(select(func.count()).select_from(ChangeRow).where(gone))).scalar_one()
    if count:
        noted = select(literal(entry.id), literal(table.name), ChangeRow.row_id, null()).where(gone)
        rows = ["change_id", "table_name", "row_id", "before"]
        await session.execute(insert(ChangeRow).from_select(rows, noted))
        whole = select(*(_was(column) for column in table.c)).where(gone)
        await session.execute(insert(table).from_select([column.name for column in table.c], whole))
    return count


def _noted(change: Undoable, table: Table) -> tuple[ColumnElement[bool], ...]:
    """Tell what the journal kept of the rows of a table that a change altered or took away."""
    return (
        ChangeRow.change_id == change.id,
        ChangeRow.table_name == table.name,
        ChangeRow.before.is_not(None),
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


def _was(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read a column's value out of what the journal kept."""
    name: Sequence[Any] = (ChangeRow.before, literal(column.key))
    member = type_coerce(json_member(*name), Text())
    if isinstance(column.type, LargeBinary):
        return unhexed(member)
    if isinstance(column.type, Float | Integer | BigInteger | Boolean):
        return cast(member, column.type)
    return member
