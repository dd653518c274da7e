"""Bounding the journal: what old changes changed is forgotten, and they can no longer be taken back.

The changes themselves stay in the log: who did what and when is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.counting import counted
from qbank.models import Change, ChangeRow
from qbank.services import journal
from qbank.services.journal import Authorship

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of the journal is kept: the newest changes, so many of them, or those made since a moment."""

    newest: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning forgets: so many changes with so many rows, up to a number.

    `standing` of them could still be taken back; `shown` are the newest of those, number and message.
    """

    changes: int
    rows: int
    last: int
    standing: int
    shown: tuple[tuple[int, str], ...]
    as_of: int


async def to_prune(session: AsyncSession, bound: Bound) -> Pruned:
    """Tell what would be forgotten."""
    last = await _last(session, bound)
    meant = _meant(last)
    changes = (await session.execute(select(func.count()).select_from(Change).where(meant))).scalar_one()
    rows = select(func.count()).select_from(ChangeRow).join(Change, Change.id == ChangeRow.change_id)
    stands = select(Change.number, Change.message).where(meant, Change.undone_by.is_(None))
    count = select(func.count()).select_from(stands.subquery())
    return Pruned(
        changes,
        (await session.execute(rows.where(meant))).scalar_one(),
        last,
        (await session.execute(count)).scalar_one(),
        tuple(
            (number, message)
            for number, message in await session.execute(stands.order_by(Change.number.desc()).limit(SHOWN))
        ),
        await journal.newest_number(session),
    )


async def prune(session: AsyncSession, by: Authorship, bound: Bound, seen: Pruned) -> Pruned:
    """Forget what old changes changed, unless the bank is not as it was seen.

    The log says that it was done; that cannot be taken back itself.
    """
    found = await to_prune(session, bound)
    if found != seen or not found.changes:
        return found
    meant = _meant(found.last)
    gone = select(Change.id).where(meant)
    told = f"pruned the journal up to change {found.last}: {counted(found.changes, 'change')}"
    entry = await journal.begin(session, by, told)
    forgotten = delete(ChangeRow).where(ChangeRow.change_id.in_(gone))
    await session.execute(forgotten.execution_options(synchronize_session=False))
    pruned = update(Change).where(meant | (Change.id == entry.id)).values(is_pruned=True)
    await session.execute(pruned.execution_options(synchronize_session=False))
    return found


def _meant(last: int) -> ColumnElement[bool]:
    return (Change.number <= last) & Change.is_pruned.is_(False)


async def _last(session: AsyncSession, bound: Bound) -> int:
    """Give the number of the newest change that is forgotten; 0 where none is."""
    if bound.since is not None:
        older = select(func.max(Change.number)).where(Change.created_at < bound.since)
    else:
        kept = Change.is_pruned.is_(False)
        older = (
            select(Change.number)
            .where(kept)
            .order_by(Change.number.desc())
            .offset(bound.newest or 0)
            .limit(1)
        )
    return (await session.execute(older)).scalar_one_or_none() or 0
