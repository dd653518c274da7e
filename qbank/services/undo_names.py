"""Whether the names that an undo brings back are free: something new may have them by now."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.errors import Kind, QbankError
from qbank.models import ChangeRow
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.tables import CATEGORIES, PREFERENCES, TABLES
from qbank.services.undo_aside import not_aside
from qbank.services.undo_guards import Undoable

_NAMED = (
    ("saved_queries", "saved query", "qbank saved edit {} --name NAME"),
    ("field_definitions", "own field", "qbank field rename {} NAME"),
)
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TakenName:
    """A row that undoing a change would give a name which another one has; `refusal` says how out."""

    table: Table
    id: str
    refusal: QbankError


async def taken_name(session: AsyncSession, change: Undoable) -> TakenName | None:
    """Find where undoing a change would give two categories, defaults, own fields or queries one name."""
    for search in (_taken_fold, _taken_path, _taken_default):
        if (taken := await search(session, change)) is not None:
            return taken
    return None


async def _taken_fold(session: AsyncSession, change: Undoable) -> TakenName | None:
    """Look among own fields and queries, which have one name of a spelling each."""
    for table, noun, command in _NAMED:
        named, changed = await _afterwards(session, change, table, ("name", "folded"))
        if (taken := _taken(named, changed, ("folded",))) is not None:
            id_, twin = taken
            name = named[twin]["name"]
            hint = f"rename the one that is there: {command.format(shlex.quote(name))}"
            reason = f"there is another {noun} {name!r} by now"
            return TakenName(TABLES[table], id_, _refused(change, reason, hint))
    return None


async def _taken_path(session: AsyncSession, change: Undoable) -> TakenName | None:
    columns = ("parent_id", "name", "deleted_at")
    categories, changed = await _afterwards(session, change, CATEGORIES.name, columns)
    live = {id_: row for id_, row in categories.items() if row["deleted_at"] is None}
    if (taken := _taken(live, changed, ("parent_id", "name"))) is None:
        return None
    id_, twin = taken
    tree = CategoryTree([Node(id_, row["parent_id"], row["name"], "") for id_, row in live.items()])
    path = tree.path(twin) or live[twin]["name"]
    hint = f"rename the one that is there: qbank category edit {shlex.quote(path)} --name NAME"
    return TakenName(CATEGORIES, id_, _refused(change, f"there is another category {path!r} by now", hint))


async def _taken_default(session: AsyncSession, change: Undoable) -> TakenName | None:
    place = ("category_id", "preference_key")
    defaults, changed = await _afterwards(session, change, PREFERENCES.name, place)
    if (taken := _taken(defaults, changed, place)) is None:
        return None
    id_, twin = taken
    row = defaults[twin]
    path, key = (await load_tree(session)).path(row["category_id"]) or "", row["preference_key"]
    hint = f"take that one away first: qbank category unset {shlex.quote(path)} {key}"
    reason = f"category {path!r} has another default {key} by now"
    return TakenName(PREFERENCES, id_, _refused(change, reason, hint))


def _refused(change: Undoable, reason: str, hint: str) -> QbankError:
    return QbankError(Kind.CONFLICT, f"change {change.number} cannot go: {reason}", hint=hint)


async def _afterwards(
    session: AsyncSession, change: Undoable, table: str, columns: Sequence[str]
) -> tuple[Rows, set[str]]:
    """Give the rows of a table as they would be with the change taken back, and the ids of those it touched.

    Nothing where it touched none of them: then all of its names are free.
    """
    noted = select(ChangeRow.row_id, ChangeRow.before).where(
        ChangeRow.change_id == change.id, ChangeRow.table_name == table, not_aside()
    )
    before: dict[str, Any] = dict((await session.execute(noted)).all())
    if not before:
        return {}, set()
    of = TABLES[table]
    stored = select(of.c.id, *(as_stored(of.c[name]).label(name) for name in columns))
    rows: Rows = {row["id"]: dict(row) for row in (await session.execute(stored)).mappings()}
    for row_id, was in before.items():
        if was is None:
            rows.pop(row_id, None)
        else:
            rows[row_id] = {**rows.get(row_id, {}), **{name: was[name] for name in columns if name in was}}
    return rows, set(before)


def _taken(
    rows: Mapping[str, Mapping[str, Any]], changed: set[str], by: Sequence[str]
) -> tuple[str, str] | None:
    """Give a row the change touched, and the one that stands where it would come to stand."""
    places = {tuple(row[name] for name in by): id_ for id_, row in rows.items() if id_ not in changed}
    meant = ((id_, tuple(row[name] for name in by)) for id_, row in rows.items() if id_ in changed)
    return next(((id_, places[place]) for id_, place in meant if place in places), None)
