"""Notes on questions: read, added to many questions at once, taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import insert_rows
from qbank.db.dialects import among, as_stored
from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.kinds import TextFormat
from qbank.domain.question import Note as NoteDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text_width import one_line
from qbank.errors import Kind, QbankError
from qbank.models import Note, Question
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.counting import count
from qbank.services.journal import Authorship
from qbank.services.moments import stored_moment
from qbank.services.previews import SAMPLE, Difference, Preview
from qbank.services.selection import PAGE, Selection, live, where
from qbank.services.tables import NOTES

COLUMNS = ("id", "question_id", "text", "author", "created_at")
IN_ORDER = (Note.created_at, Note.id)
SHOWN = 60
BATCH = 1000
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it is listed; `stem` is that of its question, as a reader sees it."""

    id: str
    question_id: str
    author: str
    created_at: datetime
    text: str
    stem: str


async def are_any(session: AsyncSession) -> bool:
    """Tell whether the bank has a note at all."""
    return (await session.execute(select(Note.id).limit(1))).first() is not None


async def written(session: AsyncSession, ids: Sequence[str]) -> dict[str, bytes]:
    """Give the notes on questions as a question's JSON has them, for those that have any."""
    columns = [as_stored(NOTES.c[name]) for name in ("question_id", "id", "text", "author", "created_at")]
    found: Any = select(*columns).where(among(Note.question_id, ids)).order_by(*IN_ORDER)
    told: dict[str, list[dict[str, str]]] = {}
    for question_id, id_, text, author, created_at in await session.execute(found):
        note = {"id": id_, "text": text, "author": author, "created_at": created_at}
        told.setdefault(question_id, []).append(note)
    return {question_id: jsontext.encode(each) for question_id, each in told.items()}


async def of(session: AsyncSession, question_id: str) -> list[NoteDocument]:
    """Give the notes on a question, the newest last."""
    found = select(Note).where(Note.question_id == question_id).order_by(*IN_ORDER)
    return [
        NoteDocument(id=row.id, text=row.text, author=row.author, created_at=row.created_at)
        for row in (await session.execute(found)).scalars()
    ]


async def listing(
    session: AsyncSession, selection: Selection, limit: int | None = None
) -> tuple[list[NoteView], int]:
    """List the notes on the selected questions, the newest last, and count them; a limit keeps the newest."""
    meant = Note.question_id.in_(select(Question.id).where(await where(session, selection)))
    total = (await session.execute(select(func.count()).select_from(Note).where(meant))).scalar_one()
    found = _WITH_STEMS.where(meant).order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)
    rows = [_view(*row) for row in await session.execute(found)]
    return rows[::-1], total


_WITH_STEMS = select(Note, Question.stem, Question.stem_format).join(
    Question, Question.id == Note.question_id
)


def _view(row: Note, stem: str, format: str) -> NoteView:
    seen = reader_text(stem, TextFormat(format))
    return NoteView(row.id, row.question_id, row.author, row.created_at, row.text, seen)


async def preview(
    session: AsyncSession, selection: Selection, text: str, most: int | None = SAMPLE
) -> Preview:
    """Tell which questions would get a note: all selected ones but those that have this very note.

    `most` of them are shown, None for all.
    """
    return await _preview(session, selection, text, await _lacking(session, selection, text), most)


async def _preview(
    session: AsyncSession,
    selection: Selection,
    text: str,
    meant: ColumnElement[bool],
    most: int | None = SAMPLE,
) -> Preview:
    lacking = select(func.count()).select_from(Question).where(meant)
    stems = select(Question.id, Question.stem, Question.stem_format).where(meant)
    rows = await session.execute(stems.order_by(*PAGE).limit(most))
    return Preview(
        await count(session, selection),
        (await session.execute(lacking)).scalar_one(),
        tuple(
            Difference(id_, reader_text(stem, TextFormat(format)), (("note", None, one_line(text, SHOWN)),))
            for id_, stem, format in rows
        ),
        await journal.newest_number(session),
    )


async def _lacking(session: AsyncSession, selection: Selection, text: str) -> ColumnElement[bool]:
    meant = await where(session, selection)
    same = exists().where(Note.question_id == Question.id, Note.text == text)
    return and_(meant, not_(same))


async def add(
    session: AsyncSession, by: Authorship, selection: Selection, text: str, seen: Preview | None
) -> Preview:
    """Note something on the selected questions as one change.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given.
    """
    meant = await _lacking(session, selection, text)
    found = await _preview(session, selection, text, meant)
    if not found.changed or (seen is not None and found != seen):
        return found
    ids = (await session.execute(select(Question.id).where(meant).order_by(*PAGE))).scalars().all()
    entry = await journal.begin(session, by, f"noted something on {counted(found.changed, 'question')}")
    moment = stored_moment(entry.moment)
    rows = [(new_id(), question_id, text, by.actor, moment) for question_id in ids]
    await insert(session, rows)
    await journal.inserted(session, entry, NOTES, [row[0] for row in rows])
    return found if seen is not None else replace(found, change=entry.number)


async def insert(session: AsyncSession, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write notes, each with the values of `COLUMNS` as stored."""
    for start in range(0, len(rows), BATCH):
        await insert_rows(session, NOTES.name, COLUMNS, rows[start : start + BATCH])


async def find(session: AsyncSession, told: Iterable[str]) -> list[NoteView]:
    """Find the notes that ids, or their beginnings, mean. Raises QbankError where that is not one each."""
    views = {}
    for each in told:
        beginning = each.strip().lower()
        meant = Note.id.startswith(beginning, autoescape=True)
        found = _WITH_STEMS.where(meant, live()).limit(2)
        rows = (await session.execute(found)).all() if len(beginning) >= SHORTEST else []
        if len(rows) != 1:
            raise QbankError(
                Kind.AMBIGUOUS if rows else Kind.NOT_FOUND,
                f"{each!r} is {'the beginning of several notes' if rows else 'no note'}",
                hint="see their ids with `qbank note list`; give four or more characters",
            )
        view = _view(*rows[0])
        views[view.id] = view
    return list(views.values())


async def take_away(session: AsyncSession, by: Authorship, told: Sequence[str]) -> list[NoteView]:
    """Take notes away as one change; gives them. Raises QbankError as `find` does."""
    found = await find(session, told)
    entry = await journal.begin(session, by, f"took {counted(len(found), 'note')} away")
    gone = among(Note.id, [each.id for each in found])
    await journal.remember(session, entry, NOTES, gone)
    await session.execute(delete(Note).where(gone).execution_options(synchronize_session=False))
    return found
