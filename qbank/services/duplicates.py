"""Duplicates: questions put aside in one short reading of the bank, and compared when it is closed."""

from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qbank.db.dialects import as_stored
from qbank.domain.hashes import may_show_pictures
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.reader_text import referenced_images
from qbank.models import Question, QuestionText
from qbank.services.duplicate_finding import Finder, Found as Found
from qbank.services.duplicate_shelf import Row
from qbank.services.resemblance import GROUPS
from qbank.services.selection import Selection, ordered, where

BATCH = 1000
Progress = Callable[[int], None]


async def put_aside(
    session: AsyncSession, selection: Selection, finder: Finder, progress: Progress | None = None
) -> None:
    """Read the selected questions, as far as duplicates go, into a finder, in their order."""
    async for batch in _rows(session, selection):
        for row in batch:
            finder.add(row)
        if progress is not None:
            progress(len(finder))


async def _rows(session: AsyncSession, selection: Selection) -> AsyncIterator[list[Row]]:
    meant = _columns().where(await where(session, selection))
    result = await (await session.connection()).stream(ordered(meant, selection))
    async for batch in result.partitions(BATCH):
        yield [row_of(*row) for row in batch]


def _columns() -> Select[Any]:
    passage = aliased(Question)
    text = QuestionText
    columns: list[Any] = [
        as_stored(Question.id),
        Question.question_type,
        as_stored(Question.stem),
        Question.stem_format,
        text.stem,
        text.answers,
        text.distractors,
        passage.identity_hash,
        Question.identity_hash,
    ]
    found: Select[Any] = select(*columns).join(text, text.question_id == Question.id)
    return found.outerjoin(passage, passage.id == Question.stimulus_id)


def row_of(
    id: str,
    kind: str,
    written: str,
    format: str,
    stem: str,
    answers: str,
    distractors: str,
    passage: bytes | None,
    identity: bytes,
) -> Row:
    """Give what is compared of a question; `written` is its stem as stored, `stem` as read."""
    group = GROUPS.get(QuestionType(kind), "")
    beside = (passage or b"").hex() + _pictures(written, format)
    return Row(id, group, stem, answers, distractors, beside, identity)


def _pictures(written: str, format: str) -> str:
    """Tell the pictures of a stem apart where its reader's text has no more of them than a file's name."""
    if not may_show_pictures(written):
        return ""
    sources = referenced_images(written, TextFormat(format))
    return " ".join(
        sha256(source.encode(errors="replace")).hexdigest()[:16]
        for source in sources
        if source.lower().startswith(_ELSEWHERE)
    )


_ELSEWHERE = ("data:", "qbank:", "http:", "https:", "//")
