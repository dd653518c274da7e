"""Rows as they were: what the journal kept of them, laid over what they are now, newest change first.

An image of a row is the journal's own form of its columns: bytes in hex, floats with all digits, JSON as the
text it is stored as. Two images of one column are equal exactly where the column was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Float, Integer, LargeBinary, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.models import Change, ChangeRow
from qbank.services.journal import image_of, row_key

Image: TypeAlias = Mapping[str, Any]
BATCH = 500
"""So many rows are looked up at once."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a change kept of a row: the columns it changed as they were, None where it made the row.

    It stands where it was not taken back, and is no undo of a change that was looked at too.
    """

    number: int
    before: Image | None
    stands: bool


async def now(session: AsyncSession, table: Table, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give the rows of these keys that are there, whole."""
    key = row_key(table)
    found = select(key, image_of(table, [column.name for column in table.c])).where(key.in_(keys))
    return dict((await session.execute(found)).all())


async def noted(
    session: AsyncSession, table: Table, keys: Sequence[str], since: int = 1
) -> dict[str, list[Noted]]:
    """Give what changes from a number on kept of rows, by key, the oldest first."""
    undone = aliased(Change)
    standing = and_(Change.undone_by.is_(None), or_(Change.undoes.is_(None), undone.number < since))
    found = (
        select(ChangeRow.row_id, Change.number, ChangeRow.before, standing)
        .join(Change, Change.id == ChangeRow.change_id)
        .outerjoin(undone, undone.id == Change.undoes)
        .where(Change.number >= since, ChangeRow.table_name == table.name, ChangeRow.row_id.in_(keys))
        .order_by(Change.number)
    )
    by_key: dict[str, list[Noted]] = {key: [] for key in keys}
    for key, number, before, stands in await session.execute(found):
        by_key[key].append(Noted(number, before, bool(stands)))
    return by_key


def before(state: Image | None, note: Noted) -> dict[str, Any] | None:
    """Give what a row was before a change, from what it was after; None where it was not there."""
    if note.before is None:
        return None
    return {**(state or {}), **{name: value for name, value in note.before.items() if name != "$"}}


def after(current: Image | None, later: Sequence[Noted]) -> dict[str, Any] | None:
    """Give what a row was before all of the later changes, which stand the oldest first."""
    state = None if current is None else dict(current)
    for note in reversed(later):
        state = before(state, note)
    return state


def value_of(table: Table, name: str, kept: Any) -> Any:
    """Give the stored value of a column from its image."""
    kind = table.c[name].type
    if kept is None:
        return None
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(kept)
    if isinstance(kind, Float):
        return float(kept)
    return int(kept) if isinstance(kind, Integer) else kept
