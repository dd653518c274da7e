"""The list of changes: what was done to the bank, when, by whom, and which of it stands."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow, Question
from qbank.services.selection import Selection, where

QUESTIONS = Question.__tablename__
SHORTEST = 4
"""So many characters of a change's id are given at least, as of every id."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change. `undoes` and `undone_by` are numbers of changes; `seal` is the chain's hash in hex."""

    number: int
    id: str
    created_at: datetime
    actor: str
    command: str
    message: str
    note: str | None
    undoes: int | None
    undone_by: int | None
    is_pruned: bool
    seal: str | None

    @property
    def state(self) -> str:
        """Tell what became of the change; '' where it stands and can be taken back."""
        if self.undone_by is not None:
            return f"taken back by {self.undone_by}"
        return "pruned" if self.is_pruned else ""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which changes are meant: those that touched these questions, made since then, by this person."""

    questions: Selection = field(default_factory=Selection)
    question_id: str | None = None
    since: datetime | None = None
    actor: str | None = None
    limit: int | None = None


async def listing(session: AsyncSession, meant: LogFilter) -> list[LogEntry]:
    """List changes, the newest first. Raises QbankError for an unknown category in the query."""
    conditions = [condition async for condition in _conditions(session, meant)]
    found = _entries().where(*conditions).order_by(Change.number.desc()).limit(meant.limit)
    return [_entry(row) for row in await session.execute(found)]


async def count(session: AsyncSession, meant: LogFilter) -> int:
    """Count the changes that are meant, the limit left aside."""
    conditions = [condition async for condition in _conditions(session, meant)]
    counted = select(func.count()).select_from(Change).where(*conditions)
    return (await session.execute(counted)).scalar_one()


async def find(session: AsyncSession, told: str) -> LogEntry:
    """Find the change that a number or the beginning of an id means, four characters. Raises QbankError."""
    if told.isdecimal() and len(told) < 10:
        meant: ColumnElement[bool] = Change.number == int(told)
    else:
        # Of an empty word, as of an unset variable, every id is a continuation.
        meant = Change.id.startswith(told.lower(), autoescape=True) if len(told) >= SHORTEST else false()
    rows = (await session.execute(_entries().where(meant).limit(2))).all()
    if len(rows) == 1:
        return _entry(rows[0])
    kind, what = (Kind.AMBIGUOUS, "several changes") if rows else (Kind.NOT_FOUND, "no change")
    raise QbankError(kind, f"{told!r} means {what}", hint="see their numbers with `qbank log`")


async def _conditions(session: AsyncSession, meant: LogFilter) -> AsyncIterator[ColumnElement[bool]]:
    if meant.since is not None:
        yield Change.created_at >= meant.since
    if meant.actor is not None:
        yield func.lower(Change.actor) == meant.actor.lower()
    if meant.question_id is not None:
        yield _touches(Question.id == meant.question_id, ChangeRow.row_id == meant.question_id)
    if meant.questions != Selection():
        selected = await where(session, meant.questions)
        yield _touches(selected, ChangeRow.row_id.in_(select(Question.id).where(selected)))


def _touches(made: ColumnElement[bool], noted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell the changes that made questions, or noted something of them."""
    row = exists().where(ChangeRow.change_id == Change.id, ChangeRow.table_name == QUESTIONS, noted)
    return or_(row, exists().where(and_(Question.change_id == Change.id, made)))


def _entries() -> Select[*tuple[Any, ...]]:
    undone, undo = aliased(Change), aliased(Change)
    return (
        select(Change, undone.number.label("undoes_number"), undo.number.label("undone_by_number"))
        .outerjoin(undone, undone.id == Change.undoes)
        .outerjoin(undo, undo.id == Change.undone_by)
    )


def _entry(row: Sequence[Any]) -> LogEntry:
    change, undoes, undone_by = row
    return LogEntry(
        change.number,
        change.id,
        change.created_at,
        change.actor,
        change.command,
        change.message,
        change.note,
        undoes,
        undone_by,
        change.is_pruned,
        None if change.chain_hash is None else change.chain_hash.hex(),
    )
