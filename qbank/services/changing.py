"""Changing many questions at once: see it first, then do it, in one statement and one change."""

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.own_fields import FieldRules
from qbank.domain.printed import plain
from qbank.domain.validation import InvalidQuestion
from qbank.errors import Kind, QbankError
from qbank.models import Question
from qbank.services import bulk_plan, missing_keys, question_rules, retagging
from qbank.services.bulk_plan import Plan
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.counting import count
from qbank.services.document_names import require
from qbank.services.journal import Authorship
from qbank.services.previews import SAMPLE, Preview
from qbank.services.rewriting import FIELDS
from qbank.services.selection import Selection, where
from qbank.services.set_request import SetRequest as SetRequest


async def preview(
    session: AsyncSession, selection: Selection, request: SetRequest, most: int | None = SAMPLE
) -> Preview:
    """Work out what a change would do, and change nothing; `most` questions are shown, None for all.

    Drafts that lack a key are left out where they would become more than that. Raises QbankError for unknown
    names, where a question would break a rule of its bank, and where nothing is left to change.
    """
    found = await bulk_plan.preview(session, await _plan(session, selection, request), most)
    return missing_keys.require_some(found)


async def apply(
    session: AsyncSession, by: Authorship, selection: Selection, request: SetRequest, seen: Preview | None
) -> Preview:
    """Change the selected questions as one change, and give what that came to.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given.
    """
    plan = await _plan(session, selection, request)
    done = await bulk_plan.carry_out(
        session, by, plan, lambda questions: f"set {_told(request)} of {questions}", seen
    )
    return missing_keys.require_some(done)


async def _plan(session: AsyncSession, selection: Selection, request: SetRequest) -> Plan:
    tree = await load_tree(session)
    rules = await question_rules.load(session, tree)
    request = _as_defined(request, rules.fields)
    selected = await where(session, selection, tree)
    values = await _values(session, tree, request)
    differences = [getattr(Question, name).is_distinct_from(value) for name, value in values.items()]
    if request.changes_tags:
        await retagging.rewrite(session, selected, request)
        differences.append(retagging.differs())
        values["tags"] = retagging.new_tags()
    if request.changes_fields:
        await FIELDS.prepare(session, selected, request.refielded)
        differences.append(FIELDS.differs())
        values["fields"] = FIELDS.new()
    plan = Plan(and_(selected, or_(*differences)), values, await count(session, selection, tree), tree)
    plan = await missing_keys.left_out(session, plan)
    await question_rules.require_kept(session, plan, rules, unset=request.unset_fields)
    return plan


def _as_defined(request: SetRequest, rules: FieldRules) -> SetRequest:
    """Give own fields the names and values their definitions ask for; one that says nothing is taken away."""
    try:
        told = dict(rules.value(name, value) for name, value in request.fields.items())
    except InvalidQuestion as error:
        name = error.path.removeprefix("fields.")
        raise QbankError(
            Kind.USAGE, f"{name}: {error.reason}", hint="`qbank field list` tells what each field may be"
        ) from error
    names = {name: each.name for name in request.unset_fields if (each := rules.find(name)) is not None}
    unset = [names.get(name, name) for name in request.unset_fields]
    unset += [name for name, value in told.items() if value is None]
    kept = {name: value for name, value in told.items() if value is not None}
    return replace(request, fields=kept, unset_fields=tuple(unset))


async def _values(session: AsyncSession, tree: CategoryTree, request: SetRequest) -> dict[str, Any]:
    values = dict(request.values)
    if request.category is not None:
        values["category_id"] = tree.require(request.category, to_fill=True).id
    if request.document is not None:
        values["document_id"] = (await require(session, request.document)).id
    elif request.clear_document:
        values["document_id"] = None
    return values


def _told(request: SetRequest) -> str:
    told = [f"{name} = {_plain(value)}" for name, value in request.values.items()]
    if request.category is not None:
        told.append(f"category = {request.category}")
    if request.document is not None or request.clear_document:
        told.append(f"document = {request.document or 'none'}")
    if request.changes_tags:
        told.append("tags")
    told += [f"field.{name} = {_written(value)}" for name, value in request.fields.items()]
    told += [f"field.{name} = none" for name in request.unset_fields]
    return ", ".join(told)


def _plain(value: Any) -> str:
    return "none" if value is None else plain(value)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else jsontext.encode_text(value)


async def require_count(session: AsyncSession, selection: Selection, expected: int | None) -> None:
    """Raise QbankError (a negative answer) unless exactly so many questions are selected; None takes any."""
    if expected is None:
        return
    found = await count(session, selection)
    if found != expected:
        raise QbankError(
            Kind.NEGATIVE,
            f"{counted(found, 'question is', 'questions are')} meant, not {expected:,}; nothing was changed",
            hint="see them with `qbank question list` and the same query",
        )
