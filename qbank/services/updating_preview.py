"""What an update would do, as a person sees it: how many questions, and the first before and after."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.printed import plain
from qbank.domain.reader_text import reader_text
from qbank.models import Question
from qbank.services import journal
from qbank.services.bulk_plan import shown
from qbank.services.previews import Difference, Preview
from qbank.services.updating_columns import OWN
from qbank.services.updating_outcomes import Problems
from qbank.services.updating_plan import Plan, new, said
from qbank.services.updating_tables import matches, stored_column


async def counts(session: AsyncSession) -> tuple[int, int]:
    """Count the questions that rows mean, and those of them that change."""
    differs = matches.c.differs
    found = select(func.count(differs), func.count(case((differs > 0, 1))))
    selected, changed = (await session.execute(found)).one()
    return selected, changed


async def preview_of(
    session: AsyncSession, plan: Plan, problems: Problems, file: str, most: int | None
) -> Preview:
    """Show a plan, with so many questions at most; None for all."""
    selected, changed = await counts(session)
    sample = await _sample(session, plan, most) if changed else ()
    return Preview(
        selected,
        changed,
        sample,
        await journal.newest_number(session),
        left_out=problems.total,
        remarks=problems.remarks(file),
    )


async def _sample(session: AsyncSession, plan: Plan, most: int | None) -> tuple[Difference, ...]:
    """Show the first questions that change, in the order of the file."""
    row = said(plan).order_by(matches.c.number).limit(most).subquery()
    olds = [as_stored(getattr(Question, stored_column(name))).label(f"old_{name}") for name in plan.fields]
    news = [new(row, name).label(f"new_{name}") for name in plan.fields]
    found = (
        select(Question.id, Question.stem, Question.stem_format, *olds, *news)
        .join_from(row, Question, Question.id == row.c.question_id)
        .order_by(row.c.number)
    )
    rows = (await session.execute(found)).mappings().all()
    return tuple([await _difference(session, plan, dict(each)) for each in rows])


async def _difference(session: AsyncSession, plan: Plan, row: Mapping[str, Any]) -> Difference:
    changes: list[tuple[str, Any, Any]] = []
    for name in plan.fields:
        old, new = row[f"old_{name}"], row[f"new_{name}"]
        if old != new and name == "fields":
            changes += _own_changes(jsontext.decode(old), jsontext.decode(new))
        elif old != new:
            column = stored_column(name)
            before, after = [await shown(session, plan.tree, column, each) for each in (old, new)]
            changes.append((name, before, after))
    return Difference(row["id"], reader_text(row["stem"], row["stem_format"]), tuple(changes))


def _own_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [
        (f"{OWN}{name}", _printed(old.get(name)), _printed(new.get(name)))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]


def _printed(value: Any) -> str | None:
    return None if value is None else plain(value)
