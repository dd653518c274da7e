"""Tags and own fields of an update, which are made of those a question has."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update as update_rows
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.bulk import insert_rows
from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.printed import plain
from qbank.domain.text import fold
from qbank.domain.validation import tidy_tags
from qbank.models import Question
from qbank.services.own_field_values import merged
from qbank.services.updating_tables import made, matches

PAGE = 2000
MADE = ("tags", "fields")


async def make(session: AsyncSession, rows: Any, bits: Mapping[str, int]) -> None:
    """Work out the new tags and own fields of all questions whose row says something of them.

    `bits` are those of MADE in `matches.differs`; they are set where something differs.
    """
    last = 0
    while page := await _page(session, rows, last):
        last = page[-1].number
        news = [(row.number, *_new(row.tags, row.fields, jsontext.decode_exact(row.made))) for row in page]
        differing = [new for new in news if new[1] is not None or new[2] is not None]
        await insert_rows(session, made.name, ("number", *MADE), differing)
    for name in MADE:
        changed = select(made.c.number).where(made.c[name].is_not(None))
        await session.execute(
            update_rows(matches)
            .where(matches.c.number.in_(changed))
            .values(differs=matches.c.differs + bits[name])
        )


async def _page(session: AsyncSession, rows: Any, last: int) -> Any:
    found = (
        select(rows.c.number, rows.c.made, as_stored(Question.tags).label("tags"),
               as_stored(Question.fields).label("fields"))
        .join_from(rows, matches, matches.c.number == rows.c.number)
        .join(Question, Question.id == matches.c.question_id)
        .where(rows.c.number > last, rows.c.made.is_not(None), matches.c.differs.is_not(None))
        .order_by(rows.c.number)
        .limit(PAGE)
    )  # fmt: skip
    return (await session.execute(found)).all()


def _new(tags: str, fields: str, said: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Give the new tags and own fields as stored; None where they are what they were."""
    new_tags, new_fields = _tags(tags, said), merged(fields, said.get("fields", {}))
    return (new_tags if new_tags != tags else None), (new_fields if new_fields != fields else None)


def _tags(stored: str, said: Mapping[str, Any]) -> str:
    before: list[str] = jsontext.decode(stored)
    whole = said.get("tags", before)
    if said.get("printed") == plain(before).strip() and before:
        whole = before  # a tag with a comma in it is printed like two
    gone = {fold(tag) for tag in said.get("remove_tags", ())}
    kept = [tag for tag in whole if fold(tag) not in gone]
    after = tidy_tags([*kept, *said.get("add_tags", ())])
    return stored if after == before else jsontext.encode_text(after)
