"""The rows of a change that later changes touched too: set aside, and each taken back as far as it goes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, and_, exists, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db.bulk import update_rows
from qbank.db.dialects import among
from qbank.domain.hashes import body_hash
from qbank.domain.kinds import Status
from qbank.errors import QbankError
from qbank.models import Change, ChangeRow, Question
from qbank.services import journal, missing_keys, row_history, undo_aside
from qbank.services.journal import Entry
from qbank.services.moments import stored_moment
from qbank.services.question_states import Names, document, names
from qbank.services.row_history import BATCH, Image, Noted
from qbank.services.rows import BODY
from qbank.services.tables import QUESTIONS
from qbank.services.undo_aside import ASIDE, Conflict, Conflicts
from qbank.services.undo_columns import Unpicked, unpicked, without_body, without_status
from qbank.services.undo_guards import Undoable, is_standing_after
from qbank.services.writing import prepare

_REFERRING = ("category_id", "document_id", "stimulus_id")
_PLACES = {
    "categories": ("parent_id", "name", "deleted_at"),
    "preferences": ("category_id", "preference_key"),
    "field_definitions": ("folded",),
    "saved_queries": ("folded",),
}
"""Of tables whose rows have a place for themselves alone, the columns that say which."""


async def find(session: AsyncSession, change: Undoable) -> None:
    """Set aside the rows of a change that later changes touched which stand themselves."""
    mine, later, undone = aliased(ChangeRow), aliased(ChangeRow), aliased(Change)
    touched = (
        select(later.table_name, later.row_id)
        .select_from(Change)
        .join(later, later.change_id == Change.id)
        .outerjoin(undone, undone.id == Change.undoes)
        .where(is_standing_after(change, undone))
    )
    same = and_(later.table_name == mine.table_name, later.row_id == mine.row_id)
    noted = touched.where(exists().where(mine.change_id == change.id, same))
    made = exists().where(Question.change_id == change.id, Question.id == later.row_id)
    imported = touched.where(later.table_name == QUESTIONS.name, made)
    await undo_aside.put_found(session, union(noted, imported))


async def take_back(
    session: AsyncSession, entry: Entry, change: Undoable, table: Table, conflicts: Conflicts
) -> list[str]:
    """Take a change out of the rows of a table that were set aside; gives the columns that changed."""
    aside = select(ASIDE.c.row_id).where(ASIDE.c.table_name == table.name).order_by(ASIDE.c.row_id)
    keys = (await session.execute(aside)).scalars().all()
    altered: dict[str, None] = {}
    known = await names(session) if keys and table is QUESTIONS else None
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = await row_history.now(session, table, batch)
        notes = await row_history.noted(session, table, batch, change.number)
        work = _Work(session, table, change, known)
        await work.look(rows, notes)
        conflicts.add(work.conflicts)
        await work.write(entry, rows)
        altered |= dict.fromkeys(name for found in work.taken.values() for name in found.values)
    return list(altered)


def _newest(later: Sequence[Noted]) -> int | None:
    return max((note.number for note in later if note.stands), default=None)


def _lacks_key(image: Image) -> bool:
    """Tell whether a question would be more than a draft without its key."""
    if image["status"] == Status.DRAFT:
        return False
    return missing_keys.reason_of(image["question_type"], image["stem"], image["options"]) is not None


class _Work:
    """A batch of rows: what of each is taken back, and what is in the way."""

    def __init__(self, session: AsyncSession, table: Table, change: Undoable, known: Names | None) -> None:
        self._session = session
        self._table = table
        self._change = change
        self._known = known
        self._columns: tuple[str, ...] = ()
        self._there: dict[tuple[Column[Any], str], bool] = {}
        self.taken: dict[str, Unpicked] = {}
        self.conflicts: list[Conflict] = []

    async def look(self, rows: dict[str, dict[str, Any]], notes: dict[str, list[Noted]]) -> None:
        """Work out what becomes of each row."""
        for key, all_of_it in notes.items():
            mine = next((note for note in all_of_it if note.number == self._change.number), None)
            later = [note for note in all_of_it if note.number > self._change.number]
            current, image = rows.get(key), None if mine is None else mine.before
            left = row_history.after(current, later)
            if image is None or left is None or current is None:
                self._whole(key, image, current, later)
            else:
                await self._altered(key, current, image, later)

    def _whole(self, key: str, was: Image | None, now: Image | None, later: Sequence[Noted]) -> None:
        """Judge a row that the change made or took away, or that later went or came."""
        if (was is None) == (now is None):
            return
        by = _newest(later)
        if was is None:
            reason = "was changed since"
        else:
            reason = "is not there any more" if now is None else "is there again"
        self.conflicts.append(Conflict(str(self._table.name), key, (), by, reason))

    async def _altered(self, key: str, now: Image, mine: Image, later: Sequence[Noted]) -> None:
        found = unpicked(self._table, now, mine, later)
        by = _newest(later)
        if len(self._table.primary_key.columns) > 1 and (found.values or found.clashes):
            found = Unpicked({}, tuple(found.values) + found.clashes, found.by or by)
        found = await self._placed(key, found, now, by)
        if self._table is QUESTIONS and found.changes_body:
            found = await self._whole_body(found, now, by)
        if self._table is QUESTIONS and "status" in found.values and _lacks_key({**now, **found.values}):
            found = without_status(found, by)
        self._columns = tuple(name for name in mine if name in self._table.c)
        if found.clashes:
            self.conflicts.append(
                Conflict(str(self._table.name), key, found.clashes, found.by, "was changed again since")
            )
        if found.values:
            self.taken[key] = found

    async def _placed(self, key: str, found: Unpicked, now: Image, by: int | None) -> Unpicked:
        """Leave a row where it is, where the place it would go back to is gone or taken."""
        names = [name for name in found.values if name in _PLACES.get(self._table.name, _REFERRING)]
        if not names or await self._is_free(key, {**now, **found.values}, names):
            return found
        values = {name: value for name, value in found.values.items() if name not in names}
        return Unpicked(values, (*found.clashes, *names), found.by or by)

    async def _is_free(self, key: str, image: Image, names: Sequence[str]) -> bool:
        for name in names:
            for to in self._table.c[name].foreign_keys if image[name] is not None else ():
                if not await self._is_there(to.column, image[name]):
                    return False
        unique = _PLACES.get(self._table.name)
        if unique is None or image.get("deleted_at") is not None:
            return True
        mine = self._table.c
        same = [mine[name].is_not_distinct_from(image[name]) for name in unique if name != "deleted_at"]
        live = [mine.deleted_at.is_(None)] if "deleted_at" in unique else []
        taken = select(mine.id).where(*same, *live, mine.id != key)
        return (await self._session.execute(taken)).first() is None

    async def _is_there(self, column: Column[Any], value: str) -> bool:
        """Tell whether a row is there; many refer to the same."""
        if (column, value) not in self._there:
            found = await self._session.execute(select(column).where(column == value))
            self._there[column, value] = found.first() is not None
        return self._there[column, value]

    async def _whole_body(self, found: Unpicked, now: Image, by: int | None) -> Unpicked:
        """Work out the hashes of a body there never was; where it breaks a rule, it stays as it is."""
        assert self._known is not None
        image = {**now, **found.values}
        made = document(image, self._known)
        made.category = made.document = None
        try:
            prepared, _ = prepare(made, str(now["id"]), await self._passage(now))
        except (QbankError, ValueError):
            return without_body(found, by)
        # Over the very bytes that are stored; another way to write the same JSON would be another hash.
        body = body_hash(*(image[name] for name in BODY))
        hashes = {"body_hash": body.hex(), "identity_hash": prepared["identity_hash"].hex()}
        return Unpicked({**found.values, **hashes}, found.clashes, found.by)

    async def _passage(self, now: Image) -> bytes:
        if now["stimulus_id"] is None:
            return b""
        identity = select(Question.identity_hash).where(Question.id == now["stimulus_id"])
        return (await self._session.execute(identity)).scalar_one_or_none() or b""

    async def write(self, entry: Entry, rows: dict[str, dict[str, Any]]) -> None:
        """Give the rows what they get back, each remembered with all the columns the change had noted."""
        if not self.taken:
            return
        columns = [name for name in self._columns if not self._table.c[name].primary_key]
        [key_column] = self._table.primary_key.columns
        await journal.remember(
            self._session, entry, self._table, among(key_column, list(self.taken)), columns
        )
        tuples = [
            (*(self._value(entry, name, rows[key], found.values) for name in columns), key)
            for key, found in self.taken.items()
        ]
        await update_rows(self._session, self._table.name, columns, key_column.name, tuples)

    def _value(self, entry: Entry, name: str, now: Image, values: Any) -> Any:
        if name == "updated_at":
            return stored_moment(entry.moment)
        if name == "version":
            return now["version"] + 1
        return row_history.value_of(self._table, name, values.get(name, now[name]))
