"""One question at a time: show, add, edit."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.views import QuestionView
from qbank.errors import Kind, QbankError
from qbank.models import Import, ImportItem, Question
from qbank.services import notes
from qbank.services.category_tree import load_tree
from qbank.services.finding import find
from qbank.services.rows import document_of
from qbank.services.short_ids import short_lengths
from qbank.services.tables import STORED


async def show(session: AsyncSession, told: Sequence[str]) -> list[QuestionView]:
    """Give the questions that are meant with all that is known of them. Raises QbankError for a wrong id."""
    return [await view(session, await find(session, each)) for each in told]


async def view(session: AsyncSession, question_id: str) -> QuestionView:
    """Give one question with its passage and where it came from."""
    document, row = await load(session, question_id)
    passage = (
        None if row.stimulus is None else reader_text(row.stimulus.stem, TextFormat(row.stimulus.stem_format))
    )
    length = await short_lengths(session, [question_id])
    document.notes = await notes.of(session, question_id)
    return QuestionView(
        document=document,
        short_id=question_id[:length],
        passage=passage,
        trashed=row.deleted_at is not None,
        import_file=await _import_file(session, question_id),
    )


async def load(session: AsyncSession, question_id: str) -> tuple[QuestionDocument, Question]:
    """Give a question as a document and as a row, its document and passage with it. Raises QbankError."""
    found = (
        select(Question)
        .where(Question.id == question_id)
        .options(selectinload(Question.document), selectinload(Question.stimulus))
    )
    row = (await session.execute(found)).scalar_one_or_none()
    if row is None:
        raise QbankError(Kind.NOT_FOUND, f"there is no question {question_id}")
    stored = (await session.execute(select(*STORED).where(Question.id == question_id))).mappings().one()
    document = document_of(dict(stored))
    document.category = (await load_tree(session)).path(row.category_id)
    document.document = None if row.document is None else row.document.title
    document.created_at, document.updated_at = row.created_at, row.updated_at
    return document, row


async def _import_file(session: AsyncSession, question_id: str) -> str | None:
    named = (
        select(Import.file_name)
        .join(ImportItem, ImportItem.import_id == Import.id)
        .where(ImportItem.question_id == question_id)
        .order_by(Import.created_at.desc())
        .limit(1)
    )
    return (await session.execute(named)).scalar_one_or_none()
