"""Defining an own field: how the questions of the bank fit, and the definition with what it makes of them."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.kinds import Status
from qbank.domain.own_fields import FieldDefinition, Wanted, tidy_definition
from qbank.errors import Kind, QbankError
from qbank.query.tree import Known, Named, Node, OneOf, all_of, any_of, negation
from qbank.query.write import write
from qbank.services import bulk_plan, field_definitions, journal
from qbank.services.field_definitions import Misfit
from qbank.services.journal import Authorship
from qbank.services.question_rules import defined
from qbank.services.rewriting import FIELDS
from qbank.services.selection import live


@dataclass(frozen=True, slots=True)
class Defining:
    """What a definition comes to.

    `before` is the definition there was. `said` questions say something in the field; `rewritten` of them get
    another spelling of the name or form of the value, `texts` what becomes of the texts of their own fields;
    `misfitting` do not fit, `misfits` tells of the most.
    """

    wanted: Wanted
    definition: FieldDefinition
    before: FieldDefinition | None
    said: int
    rewritten: int
    misfitting: int
    misfits: tuple[Misfit, ...]
    texts: Mapping[str, str] = field(compare=False, repr=False)

    @property
    def is_so_already(self) -> bool:
        """Tell whether nothing would change."""
        return self.before == self.definition and not self.rewritten


async def plan(session: AsyncSession, wanted: Wanted) -> Defining:
    """Work out what a definition would come to, and change nothing.

    Raises QbankError for one that cannot be.
    """
    row = await field_definitions.find(session, wanted.name)
    before = None if row is None else defined(row)
    definition = tidy_definition(wanted, before)
    found = await field_definitions.fit(session, definition)
    return Defining(
        wanted,
        definition,
        before,
        found.said,
        found.rewritten,
        found.misfitting,
        found.misfits,
        found.texts,
    )


async def define(session: AsyncSession, by: Authorship, expected: Defining) -> Defining:
    """Define a field, or define it anew, and give questions that fit the defined form, as one change.

    Gives what there is to do now: where that is not what was expected, or is nothing, nothing was done.
    """
    found = await plan(session, expected.wanted)
    definition = found.definition
    if found != expected or found.is_so_already:
        return found
    entry = await journal.begin(session, by, f"defined field {definition.name}: {told(definition)}")
    row = await field_definitions.find(session, definition.name)
    if row is None:
        await field_definitions.add(session, entry, definition)
    elif found.before != definition:
        await field_definitions.replace(session, entry, row, definition)
    if found.rewritten:
        await FIELDS.prepare(session, live(), lambda old: found.texts.get(old, old))
        await bulk_plan.rewrite(session, entry, and_(live(), FIELDS.differs()), {"fields": FIELDS.new()})
    return found


def require_fitting(found: Defining) -> None:
    """Raise QbankError, with the query that finds them, where questions do not fit a definition."""
    if not found.misfitting:
        return
    query = shlex.join(write(misfits_query(found)))
    raise QbankError(
        Kind.CONFLICT,
        f"{counted(found.misfitting, 'question')} would not fit; {found.definition.name!r} was not defined",
        hint=f"see them with `qbank question list {query}`, or define it all the same with --anyway",
    )


def misfits_query(found: Defining) -> Node:
    """Give the query that finds the questions told of; drafts may lack what is required."""
    name = f"field.{found.definition.name}"
    lacking = all_of([Known(name, False), negation(OneOf("status", (Status.DRAFT.value,)))])
    wrong: dict[Node, None] = {}
    for each in found.misfits:
        wrong[lacking if each.value is None else _having(name, each.value)] = None
    return any_of(wrong)


def _having(field: str, value: Any) -> Node:
    word = value if isinstance(value, str) else jsontext.encode_text(value)
    scalar = bool(word.strip()) and not isinstance(value, (list, dict))
    return Named(field, word) if scalar else Known(field, True)


async def undefine(session: AsyncSession, by: Authorship, name: str) -> str:
    """Take a definition away and leave the values; gives its name. Raises QbankError where there is none."""
    row = await field_definitions.find(session, name)
    if row is None:
        raise QbankError(
            Kind.NOT_FOUND, f"the field {name!r} is not defined", hint="see them with `qbank field list`"
        )
    entry = await journal.begin(session, by, f"took the definition of field {row.name} away")
    await field_definitions.take_away(session, entry, row)
    return row.name


def told(definition: FieldDefinition) -> str:
    """Say in a few words what a field is defined as."""
    values = f" of {', '.join(definition.values)}" if definition.values else ""
    return f"{'required ' if definition.required else ''}{definition.type}{values}"
