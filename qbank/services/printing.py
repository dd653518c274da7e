"""Printing: questions as whole documents, with the passages and pictures they need, in batches."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain import jsontext
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.print_text import Picture
from qbank.models import Media, Question
from qbank.services.finding import find
from qbank.services.preparing import media_in
from qbank.services.rows import document_of
from qbank.services.selection import Selection, chosen
from qbank.services.tables import STORED

BATCH = 100


@dataclass(frozen=True, slots=True)
class Batch:
    """Some questions in their order, the passages they are about by id, and the pictures of all of them."""

    questions: tuple[QuestionDocument, ...]
    passages: Mapping[str, QuestionDocument] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)


async def named(session: AsyncSession, words: Sequence[str]) -> tuple[str, ...] | None:
    """Find the questions that words name by the beginnings of their ids; None where one of them names none.

    Raises QbankError where one could be several questions.
    """
    try:
        return tuple(dict.fromkeys([await find(session, word) for word in words]))
    except QbankError as error:
        if error.kind is Kind.NOT_FOUND:
            return None
        raise


async def selected(session: AsyncSession, selection: Selection) -> tuple[str, ...]:
    """List the ids of the selected questions in their order."""
    return tuple((await session.execute(await chosen(session, selection))).scalars())


async def batches(session: AsyncSession, ids: Sequence[str]) -> AsyncIterator[Batch]:
    """Yield questions in the order of their ids, 100 at a time, with all that a page of them needs."""
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        by_id = await _documents(session, some)
        questions = tuple(by_id[id] for id in some if id in by_id)
        passages = await _documents(session, [each.stimulus for each in questions if each.stimulus])
        yield Batch(questions, passages, await _pictures(session, [*questions, *passages.values()]))


async def _documents(session: AsyncSession, ids: Sequence[str]) -> dict[str, QuestionDocument]:
    if not ids:
        return {}
    rows = await session.execute(select(*STORED).where(among(Question.id, tuple(set(ids)))))
    return {row["id"]: document_of(dict(row)) for row in rows.mappings()}


async def _pictures(session: AsyncSession, documents: Sequence[QuestionDocument]) -> dict[str, Picture]:
    """Fetch the pictures that documents refer to; one that is not in the bank is not among them."""
    named = {sha256 for each in documents for sha256 in media_in(jsontext.encode_text(each))}
    if not named:
        return {}
    found = select(Media.sha256, Media.mime, Media.bytes).where(among(Media.sha256, sorted(named)))
    rows = await session.execute(found)
    return {row.sha256: Picture(row.mime, row.bytes) for row in rows}
