"""Definitions of own fields in the bank: which questions fit them, and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.kinds import Status
from qbank.domain.own_fields import FieldDefinition, FieldRules
from qbank.domain.text import fold
from qbank.domain.validation import InvalidQuestion
from qbank.models import FieldDefinition as FieldRow, Question
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.journal import Entry
from qbank.services.selection import live
from qbank.services.tables import FIELD_DEFINITIONS

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Misfit:
    """Questions that do not fit a definition for one reason: one of them, their number, the value they have.

    `value` is None where a required field is missing.
    """

    id: str
    questions: int
    reason: str
    value: Any = None


@dataclass(slots=True)
class Fit:
    """How the questions of the bank fit a definition.

    `said` is how many say something in the field, `rewritten` how many get another spelling of its name or
    another form of its value. Of the misfits the `SHOWN` that most questions share are listed.
    """

    said: int = 0
    rewritten: int = 0
    misfitting: int = 0
    misfits: tuple[Misfit, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)


async def fit(session: AsyncSession, definition: FieldDefinition) -> Fit:
    """Hold a definition against all live questions; each distinct text of own fields is looked at once."""
    rules = FieldRules([definition])
    draft = (Question.status == Status.DRAFT.value).label("draft")
    text = as_stored(Question.fields).label("fields")
    found = select(text, draft, func.count(), func.min(Question.id)).where(live()).group_by(text, draft)
    made = Fit()
    misfits: dict[str, Misfit] = {}
    result = await session.stream(found)
    async for stored, is_draft, questions, first in result:
        fields = jsontext.decode_exact(stored)
        said = _said(definition, fields)
        made.said += questions if said else 0
        try:
            new = jsontext.encode_text(rules.checked(fields, draft=is_draft))
        except InvalidQuestion as error:
            made.misfitting += questions
            _note(misfits, Misfit(first, questions, error.reason, next(iter(said.values()), None)))
            continue
        if new != stored:
            made.rewritten += questions
            made.texts[stored] = new
    most = sorted(misfits.values(), key=lambda each: (-each.questions, each.id))
    made.misfits = tuple(most[:SHOWN])
    return made


def _said(definition: FieldDefinition, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if fold(name) == fold(definition.name)}


def _note(misfits: dict[str, Misfit], each: Misfit) -> None:
    known = misfits.get(each.reason)
    if known is None:
        misfits[each.reason] = each
    else:
        number = known.questions + each.questions
        misfits[each.reason] = Misfit(min(known.id, each.id), number, each.reason, each.value)


async def find(session: AsyncSession, name: str) -> FieldRow | None:
    """Give the row of a definition, found in any spelling of its name; None where there is none."""
    return (await session.execute(select(FieldRow).where(FieldRow.folded == fold(name)))).scalar_one_or_none()


async def add(session: AsyncSession, entry: Entry, definition: FieldDefinition, **columns: Any) -> None:
    """Write a new definition within a change; `columns` are its id and times where those are known."""
    known = {"id": new_id(), "created_at": entry.moment, "updated_at": entry.moment}
    row = {**known, **columns, **_columns(definition)}
    await session.execute(insert(FieldRow).values(row))
    await journal.inserted(session, entry, FIELD_DEFINITIONS, [row["id"]])


async def replace(session: AsyncSession, entry: Entry, row: FieldRow, definition: FieldDefinition) -> None:
    """Write another definition in the place of one."""
    written = {**_columns(definition), "updated_at": entry.moment}
    await journal.remember(session, entry, FIELD_DEFINITIONS, FieldRow.id == row.id, list(written))
    await session.execute(
        update(FieldRow)
        .where(FieldRow.id == row.id)
        .values(written)
        .execution_options(synchronize_session=False)
    )


async def take_away(session: AsyncSession, entry: Entry, row: FieldRow) -> None:
    """Take a definition away within a change."""
    where = FieldRow.id == row.id
    await journal.remember(session, entry, FIELD_DEFINITIONS, where)
    await session.execute(delete(FieldRow).where(where).execution_options(synchronize_session=False))


def _columns(definition: FieldDefinition) -> dict[str, Any]:
    return {
        "name": definition.name,
        "folded": fold(definition.name),
        "field_type": definition.type.value,
        "choices": list(definition.values),
        "required": definition.required,
        "description": definition.description,
    }
