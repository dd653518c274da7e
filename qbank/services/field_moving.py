"""Renaming an own field, and taking one away: its values and its definition, in one change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.own_fields import tidy_field_name
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import FieldDefinition as FieldRow, Question
from qbank.services import bulk_plan, field_definitions, own_fields, question_rules
from qbank.services.bulk_plan import Plan
from qbank.services.category_tree import load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.previews import SAMPLE, Preview
from qbank.services.rewriting import FIELDS
from qbank.services.selection import live

Fields = dict[str, Any]


class FieldChange:
    """A field that is to go, or to be called `new`; used on a bank without it, it raises QbankError."""

    def __init__(self, name: str, new: str | None = None) -> None:
        self._name = name
        self._new = None if new is None else tidy_field_name(new)
        self._old: list[str] = []

    async def preview(self, session: AsyncSession, most: int | None = SAMPLE) -> Preview:
        """Work out what would change, and change nothing; `most` questions are shown, None for all."""
        return await bulk_plan.preview(session, await self._plan(session), most)

    async def apply(self, session: AsyncSession, by: Authorship, seen: Preview | None) -> Preview:
        """Do it as one change; where `seen` is given and the bank was changed since, nothing is done."""
        plan = await self._plan(session)
        row = await self._definition(session)

        async def also(entry: Entry) -> None:
            if row is not None:
                await self._redefine(session, entry, row)

        done = f"field {self._name} to {self._new}" if self._new is not None else f"field {self._name}"
        verb = "deleted" if self._new is None else "renamed"
        return await bulk_plan.carry_out(
            session, by, plan, lambda count: f"{verb} {done} in {count}", seen, None if row is None else also
        )

    async def _plan(self, session: AsyncSession) -> Plan:
        names = [each.name for each in await own_fields.listing(session)]
        self._old = own_fields.names_like(names, self._name)
        if self._new is not None:
            self._require_free(names, self._new)
        used = and_(live(), as_stored(Question.fields) != "{}")
        await FIELDS.prepare(session, used, self._moved)
        meant = and_(live(), FIELDS.differs())
        count = (await session.execute(select(func.count()).select_from(Question).where(meant))).scalar_one()
        return Plan(meant, {"fields": FIELDS.new()}, count, await load_tree(session))

    def _require_free(self, names: Sequence[str], new: str) -> None:
        """Refuse a name that another field has: two fields would become one, and values be lost."""
        taken = [each for each in names if fold(each) == fold(new) and fold(each) != fold(self._old[0])]
        if taken:
            raise QbankError(
                Kind.CONFLICT,
                f"there is a field {taken[0]!r} already",
                hint="rename that one first, or move values with `qbank question set --field`",
            )

    def _moved(self, stored: str) -> str:
        made: Fields = {}
        for name, value in jsontext.decode_exact(stored).items():
            target = self._new if name in self._old else name
            if target is None:
                continue
            if target in made and made[target] != value:
                raise QbankError(
                    Kind.CONFLICT,
                    f"a question has both fields, {self._name!r} and {target!r}, with two values",
                    hint=f"take one away first: qbank question set field.{self._name}:any --unset-field NAME",
                )
            made[target] = value
        return jsontext.encode_text(made)

    async def _definition(self, session: AsyncSession) -> FieldRow | None:
        """Give the definition that goes with the field; another spelling of a name that stays keeps it."""
        row = await field_definitions.find(session, self._old[0])
        return row if row is not None and row.name in self._old else None

    async def _redefine(self, session: AsyncSession, entry: Entry, row: FieldRow) -> None:
        if self._new is None:
            await field_definitions.take_away(session, entry, row)
        else:
            definition = replace(question_rules.defined(row), name=self._new)
            await field_definitions.replace(session, entry, row, definition)
