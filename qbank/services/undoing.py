"""Undo: a change is taken back row by row as the journal says, and the undo is itself a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db.dialects import json_member, unhexed
from qbank.errors import Kind, QbankError
from qbank.models import Base, Change, ChangeRow, Question
from qbank.services import derived, journal
from qbank.services.journal import Authorship, Entry, row_key

TABLES = Base.metadata.tables
PARENTS_FIRST = (
    "categories",
    "preferences",
    "documents",
    "imports",
    "media",
    "questions",
    "import_items",
    "question_media",
)
"""The tables the journal covers, so that what refers comes after what it refers to."""

QUESTIONS = TABLES[Question.__tablename__]
READ_BY_SEARCH = {"stem", "stem_format", "title", "options", "explanation", "details", "tags", "deleted_at"}


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that can be taken back."""

    id: str
    number: int
    message: str
    actor: str
    created_at: datetime
    undoes: str | None


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
    if told.isdigit() and len(told) < 10:
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
    await _require_untouched(session, change)
    entry = await journal.begin(
        session, by, f"took back change {change.number}: {change.message}", undoes=change.id
    )
    for name in reversed(PARENTS_FIRST):
        await _remove_inserted(session, entry, change, TABLES[name])
    for name in PARENTS_FIRST:
        await _put_back(session, entry, change, TABLES[name])
        await _bring_back(session, entry, change, TABLES[name])
    await derived.refresh(session, journal.touched(entry, QUESTIONS))
    await _mark(session, entry, change)
    return entry.number


async def _mark(session: AsyncSession, entry: Entry, change: Undoable) -> None:
    await session.execute(update(Change).where(Change.id == change.id).values(undone_by=entry.id))
    if change.undoes is not None:
        await session.execute(update(Change).where(Change.id == change.undoes).values(undone_by=None))


async def _require_untouched(session: AsyncSession, change: Undoable) -> None:
    mine, later = aliased(ChangeRow), aliased(ChangeRow)
    undone = aliased(Change)
    standing = and_(
        Change.number > change.number,
        Change.undone_by.is_(None),
        or_(Change.undoes.is_(None), undone.number < change.number),
    )
    same = and_(later.table_name == mine.table_name, later.row_id == mine.row_id)
    clash = (
        select(Change.number, Change.message)
        .select_from(later)
        .join(Change, Change.id == later.change_id)
        .outerjoin(undone, undone.id == Change.undoes)
        .where(standing, or_(exists().where(mine.change_id == change.id, same), _was_imported(later, change)))
        .order_by(Change.number)
        .limit(1)
    )
    found = (await session.execute(clash)).first() or await _filled_since(session, change)
    if found is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"change {change.number} cannot go: change {found.number} builds on it ({found.message})",
            hint=f"take that back first: qbank undo {found.number}",
        )


def _was_imported(row: Any, change: Undoable) -> ColumnElement[bool]:
    mine = select(Question.id).where(Question.change_id == change.id)
    return and_(row.table_name == QUESTIONS.name, row.row_id.in_(mine))


async def _filled_since(session: AsyncSession, change: Undoable) -> Any:
    """Find a later change whose questions stand in a category or come from a document this one made."""
    made = select(ChangeRow.row_id).where(ChangeRow.change_id == change.id, ChangeRow.before.is_(None))
    filled = (
        select(Change.number, Change.message)
        .join(Question, Question.change_id == Change.id)
        .where(
            Change.number > change.number,
            Change.id != change.id,
            or_(Question.category_id.in_(made), Question.document_id.in_(made)),
        )
        .limit(1)
    )
    return (await session.execute(filled)).first()


async def _remove_inserted(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> None:
    """Take rows away that the change had made, written down whole first."""
    made = _rows(change, table).where(ChangeRow.before.is_(None))
    meant: ColumnElement[bool] = row_key(table).in_(made)
    if table is QUESTIONS:
        meant = or_(meant, Question.change_id == change.id)
        await derived.forget(session, select(Question.id).where(meant))
    elif "question_id" in table.c:
        going = select(Question.id).where(Question.change_id == change.id)
        meant = or_(meant, table.c.question_id.in_(going))
    if await journal.remember(session, entry, table, meant):
        await session.execute(delete(table).where(row_key(table).in_(journal.touched(entry, table))))


async def _put_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> None:
    """Give rows that the change had altered the values they had."""
    names = await _altered_columns(session, change, table)
    if not names:
        return
    altered = _rows(change, table).where(ChangeRow.before.is_not(None))
    await journal.remember(session, entry, table, row_key(table).in_(altered), names)
    values = {name: _was(table.c[name]) for name in names}
    await session.execute(
        update(table)
        .where(
            ChangeRow.change_id == change.id,
            ChangeRow.table_name == table.name,
            ChangeRow.before.is_not(None),
            ChangeRow.row_id == row_key(table),
        )
        .values(values)
    )


async def _altered_columns(session: AsyncSession, change: Undoable, table: Table) -> list[str]:
    """List the columns the change altered of rows that are still there; the same for all of them."""
    there = select(row_key(table))
    sample = (
        select(ChangeRow.before)
        .where(ChangeRow.change_id == change.id, ChangeRow.table_name == table.name)
        .where(ChangeRow.before.is_not(None), ChangeRow.row_id.in_(there))
        .limit(1)
    )
    before = (await session.execute(sample)).scalar_one_or_none()
    return [name for name in before or () if name in table.c and not table.c[name].primary_key]


async def _bring_back(session: AsyncSession, entry: Entry, change: Undoable, table: Table) -> None:
    """Put rows that the change had taken away back in."""
    gone = and_(
        ChangeRow.change_id == change.id,
        ChangeRow.table_name == table.name,
        ChangeRow.before.is_not(None),
        ChangeRow.row_id.not_in(select(row_key(table))),
    )
    noted = select(literal(entry.id), literal(table.name), ChangeRow.row_id, null()).where(gone)
    whole = select(*(_was(column) for column in table.c)).where(gone)
    rows = ["change_id", "table_name", "row_id", "before"]
    if (await session.execute(select(func.count()).select_from(ChangeRow).where(gone))).scalar_one():
        await session.execute(insert(ChangeRow).from_select(rows, noted))
        await session.execute(insert(table).from_select([column.name for column in table.c], whole))


def _rows(change: Undoable, table: Table) -> Select[str]:
    return select(ChangeRow.row_id).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == table.name
    )


def _was(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read a column's value out of what the journal kept."""
    name: Sequence[Any] = (ChangeRow.before, literal(column.key))
    member = type_coerce(json_member(*name), Text())
    if isinstance(column.type, LargeBinary):
        return unhexed(member)
    if isinstance(column.type, Float | Integer | BigInteger):
        return cast(member, column.type)
    return member
