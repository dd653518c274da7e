"""What an update came to, row by row, in the order of its file."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.question_key import Key
from qbank.services.updating_matching import IN_BANK, IN_TRASH
from qbank.services.updating_outcomes import SHOWN, Became, Note, Problems, RowOutcome
from qbank.services.updating_tables import matches, problems

PAGE = 2000


class Asked(NamedTuple):
    """What the reasons speak of: by what questions are named, and how many are meant, if not all."""

    key: Key
    among: int | None


async def problems_of(session: AsyncSession, rows: Any, asked: Asked) -> Problems:
    """Count the rows that cannot be used, and give the first of them."""
    counting = select(problems.c.became, func.count()).group_by(problems.c.became)
    counts: dict[str, int] = dict((await session.execute(counting)).all())
    if not counts:
        return Problems()
    found = await session.execute(_rows(rows).where(problems.c.became.is_not(None)).limit(SHOWN))
    return Problems(
        tuple((became, counts[became]) for became in Became if became in counts),
        tuple(_outcome(row, asked) for row in found),
    )


async def report(session: AsyncSession, rows: Any, asked: Asked, note: Note) -> None:
    """Tell what becomes of every row."""
    last = 0
    while page := (await session.execute(_rows(rows).where(rows.c.number > last).limit(PAGE))).all():
        for row in page:
            note(_outcome(row, asked))
        last = page[-1].number


def _rows(rows: Any) -> Select[Any]:
    told: list[ColumnElement[Any]] = [
        rows.c.number, rows.c.line, rows.c.key, matches.c.question_id, matches.c.last_id, matches.c.found,
        matches.c.differs, problems.c.became, problems.c.reason, problems.c.other,
    ]  # fmt: skip
    return (
        select(*told)
        .select_from(rows)
        .outerjoin(matches, matches.c.number == rows.c.number)
        .outerjoin(problems, problems.c.number == rows.c.number)
        .order_by(rows.c.number)
    )


def _outcome(row: Any, asked: Asked) -> RowOutcome:
    one = row.question_id if row.found == 1 else None
    if row.became is None:
        return RowOutcome(row.line, row.key, one, Became.CHANGED if row.differs else Became.SAME)
    return RowOutcome(row.line, row.key, one, Became(row.became), row.reason or _reason(row, asked))


def _reason(row: Any, asked: Asked) -> str:
    named = f"{asked.key.column} {row.key!r}"
    if row.became == Became.AMBIGUOUS:
        shown = f"{row.question_id[:8]}, {'' if row.found == 2 else '… '}{row.last_id[:8]}"
        return f"{row.found:,} questions have the {named}: {shown}"
    if row.became == Became.REPEATED:
        return f"{named} means the same question as line {row.other}"
    if row.other == IN_TRASH:
        return f"the question with the {named} is in the trash"
    if row.other == IN_BANK and asked.among is not None:
        return f"{named} is not among the {asked.among:,} questions meant"
    return f"no question has the {named}"
