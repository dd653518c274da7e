"""When a change cannot be taken back: something later stands on what it did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.errors import Kind, QbankError
from qbank.models import Base, Category, Change, ChangeRow, Question
from qbank.services.journal import row_key

TABLES = Base.metadata.tables
QUESTIONS = TABLES[Question.__tablename__]
CATEGORIES = TABLES[Category.__tablename__]
PARENTS_FIRST = (
    "field_definitions",
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


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that can be taken back."""

    id: str
    number: int
    message: str
    actor: str
    created_at: datetime
    undoes: str | None


def rows_of(change: Undoable, table: Table) -> Select[str]:
    """Select the keys of the rows of a table that a change touched."""
    return select(ChangeRow.row_id).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == table.name
    )


def made_by(change: Undoable, table: Table) -> ColumnElement[bool]:
    """Tell the rows of a table that a change made, and what hangs on them."""
    made: ColumnElement[bool] = row_key(table).in_(rows_of(change, table).where(ChangeRow.before.is_(None)))
    if table is QUESTIONS:
        return or_(made, Question.change_id == change.id)
    if "question_id" in table.c:
        going = select(Question.id).where(Question.change_id == change.id)
        return or_(made, table.c.question_id.in_(going))
    return made


async def require_untouched(session: AsyncSession, change: Undoable) -> None:
    """Raise QbankError where a later change, not taken back itself, touched the same rows."""
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
    found = (await session.execute(clash)).first()
    if found is not None:
        raise _builds_on(change, found.number, found.message)


def _was_imported(row: Any, change: Undoable) -> ColumnElement[bool]:
    mine = select(Question.id).where(Question.change_id == change.id)
    return and_(row.table_name == QUESTIONS.name, row.row_id.in_(mine))


async def require_unneeded(session: AsyncSession, change: Undoable, table: Table) -> None:
    """Raise QbankError where a row that stays refers to one that the change made and that would go.

    The database would take it along, or let go of it, without a word in the journal.
    """
    going = select(row_key(table)).where(made_by(change, table))
    for column in _referring(table):
        child = column.table
        stays = not_(func.coalesce(made_by(change, child), false()))
        needing = select(row_key(child)).where(column.in_(going), stays).limit(1)
        key = (await session.execute(needing)).scalar_one_or_none()
        if key is not None:
            raise await _needed(session, change, child, key)


def _referring(table: Table) -> list[Column[Any]]:
    """List the columns of the journal's tables that refer to a table and do not go with it."""
    hanging = "question_id" if table is QUESTIONS else ""
    return [
        column
        for name in PARENTS_FIRST
        for column in TABLES[name].c
        if column.name != hanging and any(key.column.table is table for key in column.foreign_keys)
    ]


async def _needed(session: AsyncSession, change: Undoable, child: Table, key: str) -> QbankError:
    """Name the newest change that touched or made a row."""
    touched = (
        select(Change.number, Change.message)
        .join(ChangeRow, ChangeRow.change_id == Change.id)
        .where(ChangeRow.table_name == child.name, ChangeRow.row_id == key, Change.number != change.number)
        .order_by(Change.number.desc())
        .limit(1)
    )
    found = (await session.execute(touched)).first()
    if found is None:
        # What an import brought is known by its question's change; its id begins the key of what hangs on it.
        made = select(Change.number, Change.message).join(Question, Question.change_id == Change.id)
        question_id = key.partition("/")[0]
        found = (await session.execute(made.where(Question.id == question_id))).first()
    if found is not None:
        return _builds_on(change, found.number, found.message)
    return QbankError(
        Kind.CONFLICT,
        f"change {change.number} cannot go: other {child.name.replace('_', ' ')} need what it made",
        hint="move or delete those first",
    )


def _builds_on(change: Undoable, number: int, message: str) -> QbankError:
    return QbankError(
        Kind.CONFLICT,
        f"change {change.number} cannot go: change {number} builds on it ({message})",
        hint=f"take that back first: qbank undo {number}",
    )


async def require_live_places(session: AsyncSession) -> None:
    """Raise QbankError where something live would stand in a category that is in the trash."""
    upper = aliased(Category)
    asked = exists().where(Question.category_id == upper.id, Question.deleted_at.is_(None))
    below = exists().where(Category.parent_id == upper.id, Category.deleted_at.is_(None))
    lost = select(upper.id, upper.name).where(upper.deleted_at.is_not(None), or_(asked, below)).limit(1)
    found = (await session.execute(lost)).first()
    if found is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"that would put something into category {found.name!r}, which is in the trash",
            hint=f"bring it back first: qbank trash restore {found.id[:8]}",
        )
