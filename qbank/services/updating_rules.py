"""An update held against the rules of the bank: rows that break one are refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, update as update_rows
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import insert_rows, update_rows as put_rows
from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.kinds import Status
from qbank.domain.own_fields import FieldRules
from qbank.domain.validation import InvalidQuestion
from qbank.models import Question
from qbank.services import missing_keys
from qbank.services.question_rules import QuestionRules, broken_rule
from qbank.services.updating_outcomes import Became
from qbank.services.updating_tables import leave_out_unusable, made, matches, problems, stored_column

PAGE = 2000
_PROBLEM = ("number", "became", "reason")


async def keep_rules(
    session: AsyncSession, rows: Any, rules: QuestionRules, fields: Sequence[str], bits: Mapping[str, int]
) -> None:
    """See to the rules for all questions whose row changes something of them.

    `fields` are those the file has a column for; `bits` are those of all in `matches.differs`.
    """
    last = 0
    while page := await _page(session, rows, fields, last):
        last = page[-1]["number"]
        refused: list[tuple[Any, ...]] = []
        formed: list[tuple[Any, ...]] = []
        for row in page:
            try:
                own = _formed(rules.fields, row)
            except InvalidQuestion as error:
                refused.append((row["number"], Became.REFUSED.value, str(error)))
                continue
            if own != row["new_fields"]:
                formed.append((own, row["number"]))
            if (reason := _broken(rules, row, own)) is not None:
                refused.append((row["number"], Became.REFUSED.value, reason))
        await insert_rows(session, problems.name, _PROBLEM, refused)
        await put_rows(session, made.name, ("fields",), "number", formed)
        await _forget_unchanged(session, [row for row in page if row["says_fields"]], formed, bits["fields"])
    await leave_out_unusable(session)


async def refuse_keyless(session: AsyncSession, rows: Any) -> None:
    """Refuse the rows that would make a question more than a draft though it has no key."""
    columns = [as_stored(column) for column in (Question.question_type, Question.stem, Question.options)]
    found = await session.stream(
        select(rows.c.number, *columns)
        .join_from(rows, matches, matches.c.number == rows.c.number)
        .join(Question, Question.id == matches.c.question_id)
        .where(
            matches.c.differs > 0,
            rows.c.status != Status.DRAFT.value,
            Question.status != rows.c.status,
            missing_keys.may_lack(),
        )
    )
    refused = [
        (number, Became.REFUSED.value, f"it can be a draft only: {reason}")
        async for number, *stored in found
        if (reason := missing_keys.reason_of(*stored)) is not None
    ]
    await insert_rows(session, problems.name, _PROBLEM, refused)
    await leave_out_unusable(session)


def _formed(rules: FieldRules, row: Mapping[str, Any]) -> str:
    """Give the own fields of a question in the form of their definitions. Raises InvalidQuestion."""
    text: str = row["new_fields"]
    if not row["says_fields"] or not rules:
        return text
    before = jsontext.decode_exact(row["old_fields"])
    # What is required is looked at with the other rules: a draft may lack it.
    return jsontext.encode_text(rules.checked(jsontext.decode_exact(text), before=before, draft=True))


def _broken(rules: QuestionRules, row: Mapping[str, Any], own: str) -> str | None:
    gone = jsontext.decode(row["old_fields"]).keys() - jsontext.decode(own).keys()
    return broken_rule(rules, {**row, "new_fields": own}, sorted(gone))


async def _page(
    session: AsyncSession, rows: Any, fields: Sequence[str], last: int
) -> Sequence[Mapping[str, Any]]:
    tags, own = as_stored(Question.tags), as_stored(Question.fields)
    columns: dict[str, ColumnElement[Any]] = {
        "number": rows.c.number,
        "says_fields": made.c.fields.is_not(None),
        "old_tags": tags,
        "new_tags": func.coalesce(made.c.tags, tags),
        "old_fields": own,
        "new_fields": func.coalesce(made.c.fields, own),
    }
    for name in ("category", "status"):
        stored = stored_column(name)
        there = as_stored(getattr(Question, stored))
        columns[f"old_{stored}"] = there
        columns[f"new_{stored}"] = func.coalesce(rows.c[stored], there) if name in fields else there
    found = (
        select(*(value.label(name) for name, value in columns.items()))
        .join_from(rows, matches, matches.c.number == rows.c.number)
        .join(Question, Question.id == matches.c.question_id)
        .outerjoin(made, made.c.number == rows.c.number)
        .where(rows.c.number > last, matches.c.differs > 0)
        .order_by(rows.c.number)
        .limit(PAGE)
    )
    return [dict(row) for row in (await session.execute(found)).mappings()]


async def _forget_unchanged(
    session: AsyncSession, page: Sequence[Mapping[str, Any]], formed: Sequence[tuple[Any, ...]], bit: int
) -> None:
    """Take the bit of own fields from rows that say, in their form, what the question says already."""
    there = {row["number"]: row["old_fields"] for row in page}
    same = [number for text, number in formed if there.get(number) == text]
    if same:
        meant = matches.c.number.in_(same)
        changed = matches.c.differs - bit
        await session.execute(
            update_rows(matches).where(meant, matches.c.differs.is_not(None)).values(differs=changed)
        )
        await session.execute(update_rows(made).where(made.c.number.in_(same)).values(fields=None))
