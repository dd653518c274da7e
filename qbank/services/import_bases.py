"""What a source said of questions when it last changed them: the base of a three-way comparison.

That is the question as the import left it, which it still is where nobody touched it since, and which the
journal gives else; and over it what the file said otherwise, where an edit made here outlived the import.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.merging import UNKNOWN
from qbank.models import Change, Import
from qbank.services import row_history
from qbank.services.row_history import BATCH, Image
from qbank.services.rows import BODY, SET
from qbank.services.tables import QUESTIONS

COLUMNS = (*BODY, *SET[:-1])
"""What a file says of a question, its place in the file aside."""


class Asked(NamedTuple):
    """A question whose base is wanted: by the import that noted it, or by the version a file says it is."""

    question_id: str
    import_id: str | None
    said: str | None
    version: int
    updated_at: str | None


class _Imported(NamedTuple):
    number: int | None
    moment: str


class Bases:
    """Finds the bases of questions, frame by frame."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._imports: dict[str, _Imported] = {}
        self._kept_from: int | None = None

    async def find(self, asked: Sequence[Asked], now: Mapping[str, Image]) -> dict[str, Any]:
        """Give the stored columns a file last said of each question, UNKNOWN where nobody knows any more.

        `now` are the images of the questions as they are.
        """
        await self._load_imports([each.import_id for each in asked if each.import_id is not None])
        found, older = {}, []
        for each in asked:
            base = self._untouched(each, now[each.question_id])
            if base is UNKNOWN:
                older.append(each)
            found[each.question_id] = base
        if older:
            found |= await self._from_journal(older, now)
        return {each.question_id: _with(found[each.question_id], each.said) for each in asked}

    def _untouched(self, asked: Asked, now: Image) -> Any:
        """Give the question as it is, where nobody touched it since."""
        if asked.import_id is None:
            same = (asked.version, asked.updated_at) == (now["version"], now["updated_at"])
        else:
            same = now["updated_at"] <= self._imports[asked.import_id].moment
        return now if same else UNKNOWN

    async def _from_journal(self, asked: Sequence[Asked], now: Mapping[str, Image]) -> dict[str, Any]:
        by_start: dict[int, list[Asked]] = {}
        for each in asked:
            if (start := await self._start(each)) is not None:
                by_start.setdefault(start, []).append(each)
        found: dict[str, Any] = dict.fromkeys((each.question_id for each in asked), UNKNOWN)
        for start, group in by_start.items():
            for first in range(0, len(group), BATCH):
                part = group[first : first + BATCH]
                ids = [each.question_id for each in part]
                notes = await row_history.noted(self._session, QUESTIONS, ids, since=start + 1)
                for each in part:
                    found[each.question_id] = _rebuilt(each, now[each.question_id], notes[each.question_id])
        return found

    async def _start(self, asked: Asked) -> int | None:
        """Give the number of the change after which the journal is to be read; None where it is pruned."""
        if asked.import_id is None:
            return None if asked.updated_at is None else 0
        number = self._imports[asked.import_id].number
        if self._kept_from is None:
            kept = select(func.min(Change.number)).where(Change.is_pruned.is_(False))
            self._kept_from = (await self._session.execute(kept)).scalar_one_or_none() or 1
        return number if number is not None and self._kept_from <= number + 1 else None

    async def _load_imports(self, ids: Sequence[str]) -> None:
        wanted = list({id for id in ids if id not in self._imports})
        if not wanted:
            return
        found = (
            select(Import.id, Change.number, as_stored(Import.created_at))
            .outerjoin(Change, Change.id == Import.change_id)
            .where(Import.id.in_(wanted))
        )
        self._imports |= {
            id: _Imported(number, moment) for id, number, moment in await self._session.execute(found)
        }


def _rebuilt(asked: Asked, now: Image, notes: Sequence[row_history.Noted]) -> Any:
    if asked.import_id is not None:
        return row_history.after(now, notes) or UNKNOWN
    state: Image | None = now
    for note in reversed(notes):
        state = row_history.before(state, note)
        if state is not None and (state["version"], state["updated_at"]) == (asked.version, asked.updated_at):
            return state
    return UNKNOWN


def _with(base: Any, said: str | None) -> Any:
    """Give the stored columns of an image, and over them what the file said otherwise."""
    if base is UNKNOWN:
        return base
    columns = {name: row_history.value_of(QUESTIONS, name, base[name]) for name in COLUMNS}
    return columns if said is None else {**columns, **jsontext.decode(said)}
