"""What an update would do, in temporary tables: filled from the file, matched, compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.errors import QbankError
from qbank.models import Question
from qbank.services import question_rules
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.counting import count
from qbank.services.document_names import require
from qbank.services.selection import Selection, where
from qbank.services.updating_check import CheckedUpdate
from qbank.services.updating_making import MADE, make
from qbank.services.updating_matching import match
from qbank.services.updating_outcomes import Note
from qbank.services.updating_report import Asked, report
from qbank.services.updating_rules import keep_rules, refuse_keyless
from qbank.services.updating_tables import (
    Ids,
    create,
    fill,
    made,
    matches,
    new_value,
    rows_table,
    stored_column,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """An update worked out: the table of its rows, and the fields in which any question differs."""

    rows: Any
    fields: tuple[str, ...]
    tree: CategoryTree
    asked: Asked


async def plan(
    session: AsyncSession, update: CheckedUpdate, within: Selection | None, note: Note | None
) -> Plan:
    """Work an update out; the bank itself stays as it is. `note` is told of every row."""
    tree = await load_tree(session)
    fields = list(update.fields)
    rows = rows_table(fields)
    await create(session, fields)
    await fill(session, update, await _ids(session, update, tree))
    meant = None if within is None else await where(session, within, tree)
    await match(session, rows, update.key, fields, meant)
    bits = {name: 1 << place for place, name in enumerate([*fields, *MADE])}
    if update.makes:
        await make(session, rows, bits)
    rules = await question_rules.load(session, tree)
    if rules and (update.makes or {"category", "status"} & set(fields)):
        await keep_rules(session, rows, rules, fields, bits)
    if "status" in fields:
        await refuse_keyless(session, rows)
    asked = Asked(update.key, None if within is None else await count(session, within, tree))
    if note is not None:
        await report(session, rows, asked, note)
    return Plan(rows, await _differing(session, bits), tree, asked)


async def _ids(session: AsyncSession, update: CheckedUpdate, tree: CategoryTree) -> Ids:
    """Look up the categories and documents that the file names, each once."""
    found: dict[str, dict[str, str | QbankError]] = {kind: {} for kind in update.names}
    for kind, names in update.names.items():
        for name in names:
            try:
                found[kind][name] = await _id(session, tree, kind, name)
            except QbankError as error:
                found[kind][name] = error
    return found


async def _id(session: AsyncSession, tree: CategoryTree, kind: str, name: str) -> str:
    return tree.require(name, to_fill=True).id if kind == "category" else (await require(session, name)).id


async def _differing(session: AsyncSession, bits: Mapping[str, int]) -> tuple[str, ...]:
    distinct = select(matches.c.differs).where(matches.c.differs > 0).distinct()
    whole = reduce(or_, (await session.execute(distinct)).scalars(), 0)
    return tuple(name for name, bit in bits.items() if whole & bit)


def said(plan: Plan) -> Select[Any]:
    """Select what the file says of each question that changes: number, id, a column for each field."""
    told = [(made if name in MADE else plan.rows).c[stored_column(name)] for name in plan.fields]
    found = select(matches.c.number, matches.c.question_id, *told).join_from(
        matches, plan.rows, plan.rows.c.number == matches.c.number
    )
    if set(plan.fields) & set(MADE):
        found = found.outerjoin(made, made.c.number == matches.c.number)
    return found.where(matches.c.differs > 0)


def new(row: Any, field: str) -> ColumnElement[Any]:
    """Give the value a question is to have, out of a row of `said`."""
    if field in MADE:
        return func.coalesce(row.c[field], as_stored(getattr(Question, field)))
    return new_value(row, field)
