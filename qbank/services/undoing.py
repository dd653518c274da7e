"""Undo: a change is taken back row by row as the journal says, and the undo is itself a change."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow
from qbank.services import change_log, derived, journal, undo_aside, undo_rows, undo_touched
from qbank.services.change_log import LogEntry
from qbank.services.journal import Authorship, Entry, newest_number as newest_number
from qbank.services.tables import QUESTIONS
from qbank.services.undo_aside import Conflict, Conflicts
from qbank.services.undo_conflicts import refusal
from qbank.services.undo_guards import (
    PARENTS_FIRST as PARENTS_FIRST,
    Undoable as Undoable,
    is_standing_after,
    require_live_places,
    set_homeless_aside,
    set_needed_aside,
)
from qbank.services.undo_names import taken_name

READ_BY_SEARCH = {"stem", "stem_format", "title", "options", "explanation", "details", "tags", "deleted_at"}


async def newest(session: AsyncSession) -> Undoable:
    """Find what a bare undo takes back: the newest change that is neither undone nor an undo.

    Raises QbankError where there is none.
    """
    candidates = select(Change).where(
        Change.undone_by.is_(None), Change.undoes.is_(None), Change.is_pruned.is_(False)
    )
    row = (await session.execute(candidates.order_by(Change.number.desc()).limit(1))).scalar_one_or_none()
    if row is None:
        raise QbankError(
            Kind.NEGATIVE,
            "there is nothing to take back",
            hint="all changes are taken back or pruned: see `qbank log`",
        )
    return _undoable(row)


async def find(session: AsyncSession, told: str) -> Undoable:
    """Find the change that a number or the beginning of an id means. Raises QbankError."""
    found = await change_log.find(session, told)
    if found.undone_by is not None:
        raise QbankError(
            Kind.CONFLICT,
            f"change {found.number} is taken back already",
            hint="an undo is taken back by its number",
        )
    if found.is_pruned:
        raise QbankError(
            Kind.CONFLICT,
            f"change {found.number} was pruned: what it changed is not kept any more",
            hint="`qbank db restore` brings a backup back",
        )
    return _undoable(found)


async def size(session: AsyncSession, change: Undoable) -> int:
    """Count the rows that taking a change back writes: those it touched and the questions it made."""
    noted = select(func.count()).select_from(ChangeRow).where(ChangeRow.change_id == change.id)
    return (await session.execute(noted)).scalar_one() + await made(session, change)


async def made(session: AsyncSession, change: Undoable) -> int:
    """Count the questions that a change brought in: taking it back takes them away."""
    brought = select(func.count()).select_from(QUESTIONS).where(QUESTIONS.c.change_id == change.id)
    return (await session.execute(brought)).scalar_one()


async def standing_after(session: AsyncSession, change: Undoable) -> int:
    """Count the later changes that stand: with none, the change is the newest thing there is to take back."""
    undone = aliased(Change)
    later = (
        select(func.count())
        .select_from(Change)
        .outerjoin(undone, undone.id == Change.undoes)
        .where(is_standing_after(change, undone))
    )
    return (await session.execute(later)).scalar_one()


def _undoable(change: Change | LogEntry) -> Undoable:
    return Undoable(change.id, change.number, change.message, change.actor, change.created_at)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a change back came to: the number of the undo, 0 where nothing was left to do.

    `conflicts` is what of the change stays. `rows` counts what was taken back, by table.
    """

    number: int
    rows: Mapping[str, int]
    conflicts: tuple[Conflict, ...] = ()


async def undo(
    session: AsyncSession, by: Authorship, change: Undoable, *, skip_conflicts: bool = False
) -> TakenBack:
    """Take a change back as a change of its own.

    What no later change touched is as it was before, timestamps and version too. Of rows that later changes
    touched, the columns they left alone go back. Where they changed the same, QbankError is raised, with the
    conflicts in its details, unless those are to be skipped: the change then stands in part.
    """
    conflicts = Conflicts()
    await undo_aside.begin(session)
    await undo_touched.find(session, change)
    await _set_names_aside(session, change, conflicts, skip=skip_conflicts)
    entry = await journal.begin(session, by, f"took back change {change.number}: {change.message}")
    touched = await undo_rows.touched(session, change)
    reread = False
    for table in touched:
        reread |= await _take_back(session, entry, change, table, conflicts)
    # Last, when nothing that stays refers to them any more: the database would take that along.
    for table in reversed(touched):
        conflicts.add(await set_needed_aside(session, change, table))
        await undo_rows.remove_inserted(session, entry, change, table)
    if conflicts and not skip_conflicts:
        raise await refusal(session, change, conflicts.found)
    await require_live_places(session)
    if reread:
        await derived.refresh(session, journal.touched(entry, QUESTIONS))
    return await _done(session, entry, change, conflicts)


async def _set_names_aside(
    session: AsyncSession, change: Undoable, conflicts: Conflicts, *, skip: bool
) -> None:
    """Set aside what would take a name that something else has by now. Raises QbankError unless skipped."""
    while (taken := await taken_name(session, change)) is not None:
        if not skip:
            raise taken.refusal
        await undo_aside.put(session, taken.table, [taken.id])
        conflicts.add(
            [Conflict(str(taken.table.name), taken.id, (), None, "its name is another one's by now")]
        )


async def _take_back(
    session: AsyncSession, entry: Entry, change: Undoable, table: Table, conflicts: Conflicts
) -> bool:
    """Bring back and put back the rows of a table; tells whether the reader's texts may have changed."""
    mixed = await undo_touched.take_back(session, entry, change, table, conflicts)
    parents = {column.name: undo_rows.value_before(column) for column in table.c if column.foreign_keys}
    conflicts.add(await set_homeless_aside(session, change, table, parents))
    returned = await undo_rows.bring_back(session, entry, change, table)
    altered = await undo_rows.put_back(session, entry, change, table)
    return table is QUESTIONS and bool(returned or READ_BY_SEARCH & {*altered, *mixed})


async def _done(session: AsyncSession, entry: Entry, change: Undoable, conflicts: Conflicts) -> TakenBack:
    """Note what was taken back: all of the change, which then stands no more, or a part of it."""
    counted = (
        select(ChangeRow.table_name, func.count())
        .where(ChangeRow.change_id == entry.id)
        .group_by(ChangeRow.table_name)
    )
    rows: dict[str, int] = dict((await session.execute(counted)).all())
    number = entry.number
    if not conflicts:
        await _mark(session, entry, change)
    elif rows:
        await session.execute(update(Change).where(Change.id == entry.id).values(undoes=change.id))
        await journal.retitle(session, entry, f"took back change {change.number} in part: {change.message}")
    else:
        await journal.forget(session, entry)
        number = 0
    return TakenBack(number, rows, tuple(conflicts.found))


async def _mark(session: AsyncSession, entry: Entry, change: Undoable) -> None:
    """Note which changes stand now: what an undo took back stands again, and so on down the line."""
    await session.execute(update(Change).where(Change.id == entry.id).values(undoes=change.id))
    await session.execute(update(Change).where(Change.id == change.id).values(undone_by=entry.id))
    undone, stands = change.id, True
    while (below := await _undoes(session, undone)) is not None:
        values = {"undone_by": None if stands else undone}
        await session.execute(update(Change).where(Change.id == below).values(values))
        undone, stands = below, not stands


async def _undoes(session: AsyncSession, change_id: str) -> str | None:
    return (await session.execute(select(Change.undoes).where(Change.id == change_id))).scalar_one()
