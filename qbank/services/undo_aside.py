"""What an undo leaves as it is, or takes back by hand: the rows that later changes touched too."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, Table, column, exists, insert, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import scratch
from qbank.models import ChangeRow

ASIDE = table("set_aside", column("table_name", String()), column("row_id", String()))
"""The rows of a change that the statements of an undo, which take all of its rows back, leave alone."""

_COLUMNS = "table_name TEXT, row_id TEXT, PRIMARY KEY (table_name, row_id)"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of which an undo leaves something as it is, and why.

    `places` are what later changes changed too, none where all of the row stays. `by` is the number of the
    newest change that stands in the way, None where that is not known; `reason` says it in words.
    """

    table: str
    id: str
    places: tuple[str, ...] = ()
    by: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Conflicts:
    """The conflicts an undo meets, as it meets them."""

    found: list[Conflict] = field(default_factory=list)

    def add(self, conflicts: Iterable[Conflict]) -> None:
        """Note conflicts."""
        self.found += conflicts

    def __bool__(self) -> bool:
        return bool(self.found)


async def begin(session: AsyncSession) -> None:
    """Make room for the rows that are set aside; there are none yet."""
    await scratch.make(session, ASIDE.name, _COLUMNS)


async def put(session: AsyncSession, of: Table, keys: Iterable[str]) -> None:
    """Set rows aside that are not yet."""
    known = set(
        (await session.execute(select(ASIDE.c.row_id).where(ASIDE.c.table_name == of.name))).scalars()
    )
    rows = [{"table_name": of.name, "row_id": key} for key in keys if key not in known]
    if rows:
        await session.execute(insert(ASIDE), rows)


async def put_found(session: AsyncSession, found: Any) -> None:
    """Set aside what a statement finds, each row's table and key."""
    await session.execute(insert(ASIDE).from_select(["table_name", "row_id"], found))


def is_aside(of: Table, key: Any) -> ColumnElement[bool]:
    """Tell the rows of a table that are set aside."""
    return exists().where(ASIDE.c.table_name == of.name, ASIDE.c.row_id == key)


def not_aside() -> ColumnElement[bool]:
    """Leave out the lines of the journal that are of rows set aside."""
    return ~exists().where(ASIDE.c.table_name == ChangeRow.table_name, ASIDE.c.row_id == ChangeRow.row_id)
