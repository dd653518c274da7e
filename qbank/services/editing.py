"""Editing several questions at once: read whole, changed as a person likes, written as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import journal
from qbank.services.counting import count
from qbank.services.finding import find
from qbank.services.journal import Authorship
from qbank.services.question_rules import Before
from qbank.services.questions import load
from qbank.services.selection import Selection, chosen
from qbank.services.writing import (
    Written,
    changes,
    keep_rules,
    passage_of,
    prepare,
    refuse_trashed,
    rewritten,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A question as it was when it was read, and as it is to be."""

    original: QuestionDocument
    document: QuestionDocument


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of editing several: what was written, or else those that were changed meanwhile.

    `moved` is id -> the question as it is now, None for one that is not there any more.
    """

    written: tuple[Written, ...] = ()
    moved: Mapping[str, QuestionDocument | None] = field(default_factory=dict)


async def one(session: AsyncSession, told: str) -> QuestionDocument:
    """Read one question to be edited. Raises QbankError for a wrong id, and for one in the trash."""
    document, row = await load(session, await find(session, told))
    refuse_trashed(row)
    return document


async def several(session: AsyncSession, selection: Selection, most: int) -> list[QuestionDocument]:
    """Read the selected questions to be edited. Raises QbankError where there are more than `most`."""
    found = await count(session, selection)
    if found > most:
        raise QbankError(
            Kind.USAGE,
            f"{found:,} questions are meant, and {most} at most are edited as one text",
            hint=f"say more of them, or add --limit {most}; one value for all: qbank question set",
        )
    ids = (await session.execute(await chosen(session, selection))).scalars().all()
    return [(await load(session, question_id))[0] for question_id in ids]


async def write(session: AsyncSession, by: Authorship, edits: Sequence[Edit]) -> Edited:
    """Change several questions as one change; those that say what they said are left alone.

    Where one of them was changed since its original was read, nothing is done and it is given as it is now.
    Raises QbankError, with the id as `question` in its details, for a document that breaks a rule.
    """
    wanted = [(edit, changed) for edit in edits if (changed := _changed(edit))]
    now = [await _now(session, edit.original) for edit, _ in wanted]
    moved = {
        edit.original.id or "": None if found is None else found[0]
        for (edit, _), found in zip(wanted, now, strict=True)
        if found is None or jsontext.encode(found[0]) != jsontext.encode(edit.original)
    }
    if moved or not wanted:
        return Edited(moved=moved)
    entry = await journal.begin(session, by, _told(wanted))
    rows = [found[1] for found in now if found is not None]
    written = [
        await _written(session, entry, edit, row, changed)
        for (edit, changed), row in zip(wanted, rows, strict=True)
    ]
    return Edited(tuple(written))


def _changed(edit: Edit) -> tuple[str, ...]:
    return changes(jsontext.encode(edit.original), edit.document)


async def _now(session: AsyncSession, original: QuestionDocument) -> tuple[QuestionDocument, Question] | None:
    """Read a question as it is now; None where it is gone, or in the trash."""
    try:
        document, row = await load(session, original.id or "")
    except QbankError:
        return None
    return None if row.deleted_at is not None else (document, row)


def _told(wanted: Sequence[tuple[Edit, tuple[str, ...]]]) -> str:
    [(edit, changed), *others] = wanted
    if others:
        return f"edited {len(wanted):,} questions"
    return f"edited question {(edit.original.id or '')[:8]}: {', '.join(changed)}"


async def _written(
    session: AsyncSession,
    entry: journal.Entry,
    edit: Edit,
    row: Question,
    changed: tuple[str, ...],
) -> Written:
    document, original = edit.document, edit.original
    try:
        await keep_rules(session, document, Before(original.fields, original.tags, row.category_id))
        prepared = prepare(document, row.id, passage_of(row))
        return await rewritten(session, entry, document, row, prepared, changed)
    except QbankError as error:
        error.details["question"] = row.id
        raise
