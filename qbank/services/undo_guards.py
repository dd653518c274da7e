"""When a change cannot be taken back: something later stands on what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.errors import Kind, QbankError
from qbank.models import Category, Change, ChangeRow, Question
from qbank.services import undo_aside
from qbank.services.journal import row_key
from qbank.services.tables import QUESTIONS, TABLES
from qbank.services.undo_aside import Conflict, is_aside, not_aside

PARENTS_FIRST = (
    "field_definitions",
    "saved_queries",
    "categories",
    "preferences",
    "documents",
    "imports",
    "media",
    "questions",
    "import_items",
    "question_media",
    "notes",
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


def rows_of(change: Undoable, table: Table) -> Select[str]:
    """Select the keys of the rows of a table that a change touched."""
    return select(ChangeRow.row_id).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == table.name
    )


def is_standing_after(change: Undoable, undone: type[Change]) -> ColumnElement[bool]:
    """Tell the changes after one that stand; `undone` is what each of them took back, where it did."""
    return and_(
        Change.number > change.number,
        Change.undone_by.is_(None),
        or_(Change.undoes.is_(None), undone.number < change.number),
    )


def made_by(change: Undoable, table: Table) -> ColumnElement[bool]:
    """Tell the rows of a table that a change made, and what hangs on them; not those set aside."""
    noted = rows_of(change, table).where(ChangeRow.before.is_(None), not_aside())
    made: ColumnElement[bool] = row_key(table).in_(noted)
    imported = and_(Question.change_id == change.id, ~is_aside(QUESTIONS, Question.id))
    if table is QUESTIONS:
        return or_(made, imported)
    if "question_id" in table.c:
        return or_(made, table.c.question_id.in_(select(Question.id).where(imported)))
    return made


async def set_needed_aside(session: AsyncSession, change: Undoable, table: Table) -> list[Conflict]:
    """Set aside rows that the change made and that a row which stays refers to; gives those it found.

    The database would take what refers to them along, or let go of it, without a word in the journal.
    """
    found: list[Conflict] = []
    while fresh := [
        each for column in _referring(table) for each in await _needed(session, change, table, column)
    ]:
        await undo_aside.put(session, table, dict.fromkeys(each.id for each in fresh))
        found += fresh
    return found


async def _needed(
    session: AsyncSession, change: Undoable, table: Table, column: Column[Any]
) -> list[Conflict]:
    child = column.table
    going = select(row_key(table)).where(made_by(change, table))
    stays = not_(func.coalesce(made_by(change, child), false()))
    needing = select(column, func.min(row_key(child))).where(column.in_(going), stays).group_by(column)
    noun = child.name.replace("_", " ")
    return [
        Conflict(
            str(table.name), key, (), await _newest_of(session, change, child, user), f"other {noun} need it"
        )
        for key, user in (await session.execute(needing)).all()
    ]


async def _newest_of(session: AsyncSession, change: Undoable, child: Table, key: str) -> int | None:
    """Give the number of the newest change that touched or made a row."""
    touched = (
        select(Change.number)
        .join(ChangeRow, ChangeRow.change_id == Change.id)
        .where(ChangeRow.table_name == child.name, ChangeRow.row_id == key, Change.number != change.number)
        .order_by(Change.number.desc())
        .limit(1)
    )
    found = (await session.execute(touched)).scalar_one_or_none()
    if found is not None:
        return found
    # What an import brought is known by its question's change; its id begins the key of what hangs on it.
    made = select(Change.number).join(Question, Question.change_id == Change.id)
    return (
        await session.execute(
            made.where(Question.id == key.partition("/")[0], Change.number != change.number)
        )
    ).scalar_one_or_none()


async def set_homeless_aside(
    session: AsyncSession, change: Undoable, table: Table, parents: Mapping[str, ColumnElement[Any]]
) -> list[Conflict]:
    """Set aside rows that would come to refer to what is not there any more; gives them.

    `parents` is, for each column that refers, what a line of the journal says it was.
    """
    found: list[Conflict] = []
    for name, was in parents.items():
        [key] = table.c[name].foreign_keys
        there = aliased(key.column.table)
        # A category may come back in one go with the one it lies in, a question with its passage.
        back = aliased(ChangeRow)
        known = or_(
            exists().where(there.c[key.column.name] == was),
            exists().where(
                back.change_id == change.id, back.table_name == key.column.table.name, back.row_id == was
            ),
        )
        lost = rows_of(change, table).where(
            ChangeRow.before.is_not(None), was.is_not(None), not_(known), not_aside()
        )
        noun = name.removesuffix("_id").replace("stimulus", "passage").replace("parent", "category")
        reason = f"its {noun} is not there any more"
        found += [
            Conflict(str(table.name), id, (), None, reason) for id in (await session.execute(lost)).scalars()
        ]
        await undo_aside.put(session, table, [each.id for each in found])
    return found


def _referring(table: Table) -> list[Column[Any]]:
    """List the columns of the journal's tables that refer to a table and do not go with it."""
    hanging = "question_id" if table is QUESTIONS else ""
    return [
        column
        for name in PARENTS_FIRST
        for column in TABLES[name].c
        if column.name != hanging and any(key.column.table is table for key in column.foreign_keys)
    ]


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
