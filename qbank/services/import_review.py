"""What a file says of the work on its questions: who gave them their status, and the notes on them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import update_rows
from qbank.db.dialects import among
from qbank.models import Note
from qbank.models.base import new_id
from qbank.services import journal, notes
from qbank.services.journal import Entry
from qbank.services.moments import stored_moment
from qbank.services.preparing import Prepared, Review
from qbank.services.tables import NOTES

Row = tuple[Any, ...]


class Reviews:
    """Writes what one file says of the work on its questions."""

    def __init__(self, session: AsyncSession, entry: Entry) -> None:
        self._session = session
        self._entry = entry
        self._moment = stored_moment(entry.moment)

    async def of_new(self, rows: Iterable[tuple[str, Prepared]]) -> None:
        """Write what is said of new questions, each given with its id; their change stands for the notes."""
        told = [(id_, row, Review._make(row.review)) for id_, row in rows if row.review is not None]
        if not told:
            return
        moved = [(said.status_by, said.status_at, id_) for id_, row, said in told if row.has_status]
        await update_rows(self._session, "questions", ("status_by", "status_at"), "id", moved)
        said = [self._row(id_, note) for id_, _, each in told for note in each.notes]
        await notes.insert(self._session, await self._with_free_ids(said))

    async def of_known(self, rows: Iterable[tuple[str, Prepared]]) -> int:
        """Add the notes that questions the bank knows do not have yet; gives how many."""
        told = [(id_, Review._make(row.review)) for id_, row in rows if row.review is not None]
        said = [self._row(id_, note) for id_, each in told for note in each.notes]
        if not said:
            return 0
        there = select(Note.id, Note.question_id, Note.text).where(
            among(Note.question_id, [id_ for id_, _ in told])
        )
        found = (await self._session.execute(there)).all()
        ids, texts = {row.id for row in found}, {(row.question_id, row.text) for row in found}
        fresh = [row for row in said if row[0] not in ids and (row[1], row[2]) not in texts]
        added = await self._with_free_ids(fresh)
        await notes.insert(self._session, added)
        await journal.inserted(self._session, self._entry, NOTES, [row[0] for row in added])
        return len(added)

    def _row(self, question_id: str, note: Row) -> Row:
        id_, text, author, created_at = note
        return id_, question_id, text, author or self._entry.actor, created_at or self._moment

    async def _with_free_ids(self, rows: Sequence[Row]) -> list[Row]:
        """Give notes an id of their own where they have none, or one that another note has."""
        given = [row[0] for row in rows if row[0] is not None]
        known = (await self._session.execute(select(Note.id).where(among(Note.id, given)))).scalars()
        taken = set(known)
        freed = []
        for id_, *rest in rows:
            own = new_id() if id_ is None or id_ in taken else id_
            taken.add(own)
            freed.append((own, *rest))
        return freed
