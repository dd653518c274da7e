"""Conflicts of an undo in words: which rows, by the names people know them by, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain.counting import counted
from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text
from qbank.errors import Kind, QbankError
from qbank.models import Category, Change, Document, Question
from qbank.services.undo_aside import Conflict
from qbank.services.undo_guards import Undoable

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A conflict with the name of its row and the message of the change that stands in the way."""

    conflict: Conflict
    name: str
    message: str | None


async def named(session: AsyncSession, conflicts: Sequence[Conflict]) -> list[Named]:
    """Give the first conflicts, those of questions before others, with what a person knows them by."""
    first = sorted(conflicts, key=lambda each: each.table != "questions")[:SHOWN]
    by_number = select(Change.number, Change.message).where(
        Change.number.in_({each.by for each in first if each.by is not None})
    )
    messages: dict[int, str] = dict((await session.execute(by_number)).all())
    names = await _names(session, [each.id for each in first])
    return [
        Named(each, names.get(each.id, ""), messages.get(each.by) if each.by is not None else None)
        for each in first
    ]


async def _names(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column, id in ((Category.name, Category.id), (Document.title, Document.id)):
        names |= dict((await session.execute(select(id, column).where(among(id, ids)))).all())
    stems = select(Question.id, Question.stem, Question.stem_format).where(among(Question.id, ids))
    return names | {
        id: reader_text(stem, TextFormat(form)) for id, stem, form in await session.execute(stems)
    }


async def refusal(session: AsyncSession, change: Undoable, conflicts: Sequence[Conflict]) -> QbankError:
    """Build the refusal of an undo, which names the newest change in the way, with all of them."""
    told = await named(session, conflicts)
    numbers = [each.by for each in conflicts if each.by is not None]
    if numbers:
        newest = max(numbers)
        message = select(Change.message).where(Change.number == newest)
        what = f"change {newest} builds on it ({(await session.execute(message)).scalar_one()})"
        hint = f"take that back first: qbank undo {newest}; or all but that: add --skip-conflicts"
    else:
        what = told[0].conflict.reason
        hint = "take back all but that: add --skip-conflicts"
    details = [
        {
            "table": each.conflict.table,
            "id": each.conflict.id,
            "name": each.name,
            "places": list(each.conflict.places),
            "change": each.conflict.by,
            "reason": each.conflict.reason,
        }
        for each in told
    ]
    return QbankError(
        Kind.CONFLICT,
        f"change {change.number} cannot go: {what}",
        hint=hint,
        details={"conflicts": details, "conflicting": len(conflicts)},
    )


def told(conflicts: Sequence[Conflict]) -> str:
    """Count conflicts by what they are of."""
    questions = sum(each.table == "questions" for each in conflicts)
    others = len(conflicts) - questions
    parts = [counted(questions, "question")] if questions else []
    return " and ".join([*parts, *([counted(others, "other row")] if others else [])])
