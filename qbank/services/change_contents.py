"""What a change did, row by row: questions first, each as it was before and after."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.document_diff import Difference, differences
from qbank.domain.reader_text import reader_text
from qbank.models import ChangeRow, Question
from qbank.services import row_history
from qbank.services.change_log import LogEntry
from qbank.services.question_states import Names, names, said
from qbank.services.row_history import BATCH, Image
from qbank.services.tables import QUESTIONS, TABLES
from qbank.services.undo_guards import PARENTS_FIRST

MADE, CHANGED, REMOVED = "made", "changed", "removed"
KINDS = ("questions", *(name for name in PARENTS_FIRST if name != "questions"))
"""The tables of the journal, in the order a change is told in."""
BOOKKEEPING = ("imports", "import_items")
"""What the bank notes of files for its next import: nothing of it is a person's."""
FOR_PEOPLE = tuple(name for name in KINDS if name not in BOOKKEEPING)

_SHOWN = {
    "categories": "name",
    "documents": "title",
    "preferences": "preference_key",
    "imports": "file_name",
    "field_definitions": "name",
    "saved_queries": "name",
    "notes": "text",
}
_NOT_SHOWN = ("$", "id", "created_at", "updated_at", "version", "bytes")


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a change did to one row: its table and key, what a person calls it, and what of it differs."""

    table: str
    id: str
    did: str
    name: str
    differences: tuple[Difference, ...] = ()


async def counts(session: AsyncSession, change: LogEntry) -> dict[str, int]:
    """Count the rows a change touched, by table, those it touched none of left out."""
    noted = (
        select(ChangeRow.table_name, func.count())
        .where(ChangeRow.change_id == change.id)
        .group_by(ChangeRow.table_name)
    )
    if change.is_pruned:
        return {}
    found: dict[str, int] = dict((await session.execute(noted)).all())
    made = select(func.count()).select_from(Question).where(_imported(change))
    imported = (await session.execute(made)).scalar_one()
    found["questions"] = found.get("questions", 0) + imported
    return {name: found[name] for name in KINDS if found.get(name)}


async def contents(
    session: AsyncSession, change: LogEntry, most: int | None = None, tables: Sequence[str] = KINDS
) -> AsyncIterator[RowChange]:
    """Yield what a change did to each row of the named tables, no more than `most` of them."""
    known = await names(session)
    left = 0 if change.is_pruned else most
    for table in (TABLES[name] for name in tables):
        found = await session.stream_scalars(_keys(change, table).limit(left))
        async for keys in found.partitions(BATCH):
            for row in await _told(session, change, table, keys, known):
                yield row
            left = None if left is None else left - len(keys)


async def altered(
    session: AsyncSession, change: LogEntry, most: int | None = None
) -> tuple[int, list[RowChange]]:
    """Count the questions that an import found and changed, and tell what it did to the first of them."""
    noted = _noted(change, QUESTIONS)
    count = (await session.execute(select(func.count()).select_from(noted.subquery()))).scalar_one()
    keys = (await session.execute(noted.order_by(ChangeRow.row_id).limit(most))).scalars().all()
    known, rows = await names(session), list[RowChange]()
    for first in range(0, len(keys), BATCH):
        rows += await _told(session, change, QUESTIONS, keys[first : first + BATCH], known)
    return count, rows


def _imported(change: LogEntry) -> Any:
    """Tell the questions a change made without a line each in the journal."""
    own = select(ChangeRow.row_id).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == QUESTIONS.name
    )
    return (Question.change_id == change.id) & Question.id.not_in(own)


def _noted(change: LogEntry, table: Table) -> Select[str]:
    """Select the keys of the rows of a table that have a line in the journal."""
    return select(ChangeRow.row_id.label("key")).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == table.name
    )


def _keys(change: LogEntry, table: Table) -> Select[str]:
    """Select the keys of the rows of a table that a change touched, in their order."""
    noted = _noted(change, table)
    if table is not QUESTIONS:
        return noted.order_by(ChangeRow.row_id)
    made = select(Question.id.label("key")).where(Question.change_id == change.id)
    both = noted.union(made).subquery()
    return select(both.c.key).order_by(both.c.key)


async def _told(
    session: AsyncSession, change: LogEntry, table: Table, keys: Sequence[str], known: Names
) -> list[RowChange]:
    rows = await row_history.now(session, table, keys)
    notes = await row_history.noted(session, table, keys, change.number)
    return [_row(change, table, key, rows.get(key), notes[key], known) for key in keys]


def _row(
    change: LogEntry,
    table: Table,
    key: str,
    current: Image | None,
    notes: Sequence[row_history.Noted],
    known: Names,
) -> RowChange:
    later = [note for note in notes if note.number > change.number]
    mine = next((note for note in notes if note.number == change.number), None)
    after = row_history.after(current, later)
    before = None if mine is None else row_history.before(after, mine)
    did = MADE if before is None else REMOVED if after is None else CHANGED
    if table is QUESTIONS:
        told = tuple(differences(said(before, known), said(after, known)))
    else:
        told = tuple(_values(before, after, known)) if did == CHANGED else ()
    return RowChange(str(table.name), key, did, _name(table, after or before, known), told)


def _values(before: Image | None, after: Image | None, known: Names) -> list[Difference]:
    old, new = before or {}, after or {}
    return [
        Difference(
            name.removesuffix("_id"), _shown(name, old[name], known), _shown(name, new.get(name), known)
        )
        for name in old
        if name not in _NOT_SHOWN and old[name] != new.get(name)
    ]


def _shown(name: str, value: Any, known: Names) -> Any:
    if value is not None and name in ("parent_id", "category_id"):
        return known.category(value)
    return value


def _name(table: Table, image: Image | None, known: Names) -> str:
    if image is None:
        return ""
    if table is QUESTIONS:
        return reader_text(image["stem"], image["stem_format"])
    if table.name == "categories" and (path := known.tree.path(image["id"])) is not None:
        return path
    return str(image.get(_SHOWN.get(table.name, ""), "") or "")
