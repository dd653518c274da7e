"""The owner's own fields: which there are, how often, with how many values, and what they are defined as."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.json_dialects import json_members
from qbank.domain.own_fields import FieldDefinition
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import FieldDefinition as FieldRow, Question
from qbank.services.question_rules import defined
from qbank.services.selection import live


@dataclass(frozen=True, slots=True)
class FieldView:
    """An own field: how many live questions say something in it, in how many different values.

    `definition` is None for a field that is used and not defined.
    """

    name: str
    questions: int
    values: int
    definition: FieldDefinition | None


async def listing(session: AsyncSession) -> list[FieldView]:
    """List the own fields that questions use or that are defined, by name."""
    rows = (await session.execute(select(FieldRow))).scalars()
    known = {row.name: defined(row) for row in rows}
    members = json_members(Question.fields)
    used = (
        select(members.c.key, func.count(), func.count(members.c.value.distinct()))
        .select_from(Question)
        .join(members, true())
        .where(live(), members.c.value.is_not(None))
        .group_by(members.c.key)
    )
    found = {
        name: FieldView(name, questions, values, known.get(name))
        for name, questions, values in await session.execute(used)
    }
    unused = [FieldView(name, 0, 0, each) for name, each in known.items() if name not in found]
    return sorted([*found.values(), *unused], key=lambda each: (fold(each.name), each.name))


def names_like(names: Sequence[str], told: str) -> list[str]:
    """List those names of fields that a typed one means: spelt so, or else alike but for case and accents.

    Raises QbankError, naming fields like it, where there is none.
    """
    if told in names:
        return [told]
    if alike := [name for name in names if fold(name) == fold(told)]:
        return alike
    raise _absent(told, names)


def _absent(told: str, names: Sequence[str]) -> QbankError:
    by_fold = {fold(name): name for name in names}
    near = [by_fold[each] for each in get_close_matches(fold(told), by_fold, n=3)]
    hint = f"did you mean {', '.join(near)}?" if near else "see them with `qbank field list`"
    return QbankError(Kind.NOT_FOUND, f"there is no field {told!r}", hint=hint)
