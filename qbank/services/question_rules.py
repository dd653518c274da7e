"""The rules a bank has of its own: definitions of own fields, and the tags its categories ask for and allow.

Whoever writes a question has it checked here: `load` the rules once, then `check` each document, or
`require_kept` for a change of many in one statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text as SqlText, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.field_values import FieldType
from qbank.domain.kinds import Status
from qbank.domain.own_fields import FieldDefinition, FieldRules
from qbank.domain.question import QuestionDocument
from qbank.domain.tag_rules import TagRules
from qbank.domain.text import fold
from qbank.domain.validation import InvalidQuestion
from qbank.errors import Kind, QbankError
from qbank.models import FieldDefinition as FieldRow, Question
from qbank.services import preferences
from qbank.services.bulk_plan import Plan
from qbank.services.category_tree import CategoryTree
from qbank.services.preferences import Defaults

SHOWN = 3
_DRAFT = Status.DRAFT.value


@dataclass(frozen=True, slots=True)
class Before:
    """What a question said and where it stood before it was changed."""

    fields: Mapping[str, Any]
    tags: Sequence[str]
    category_id: str


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """What the questions of a bank have to keep."""

    fields: FieldRules
    defaults: Defaults

    def __bool__(self) -> bool:
        return bool(self.fields) or self.defaults.has_rules

    def check(
        self, document: QuestionDocument, category_id: str | None, before: Before | None = None
    ) -> None:
        """Give a document's own fields the form their definitions ask for, and see to all rules.

        `before` is the question as it was until now: what it keeps is not looked at again, but what it lacks
        is. A draft may lack what is required. Raises InvalidQuestion.
        """
        draft = document.status is Status.DRAFT
        said = None if before is None else before.fields
        document.fields = self.fields.checked(document.fields, before=said, draft=draft)
        if category_id is None or not self.defaults.has_rules:
            return
        kept = before.tags if before is not None and before.category_id == category_id else ()
        rules = self.defaults.tag_rules(category_id)
        rules.require_allowed(fresh(document.tags, kept))
        if not draft:
            rules.require_present(document.tags)


def fresh(tags: Sequence[str], before: Sequence[str]) -> list[str]:
    """List the tags that were not there before."""
    there = {fold(tag) for tag in before}
    return [tag for tag in tags if fold(tag) not in there]


async def load(session: AsyncSession, tree: CategoryTree) -> QuestionRules:
    """Load the rules of a bank."""
    return QuestionRules(await fields(session), await preferences.load(session, tree))


async def fields(session: AsyncSession) -> FieldRules:
    """Load the definitions of own fields alone."""
    rows = (await session.execute(select(FieldRow).order_by(FieldRow.folded))).scalars()
    return FieldRules([defined(row) for row in rows])


def defined(row: FieldRow) -> FieldDefinition:
    """Give a stored definition as a value."""
    return FieldDefinition(
        row.name, FieldType(row.field_type), tuple(row.choices), row.required, row.description
    )


async def require_kept(
    session: AsyncSession, plan: Plan, rules: QuestionRules, *, unset: Sequence[str] = ()
) -> None:
    """Raise QbankError, naming the first of them, where questions would break a rule by a change of many.

    Only what changes is looked at: tags that are new, or all where the category is; what a question must have
    where the change takes something away or makes a draft more than one. `unset` are own fields that go.
    """
    columns = _looked_at(plan, rules)
    if not columns:
        return
    inner = select(Question.id.label("id"), *(value.label(name) for name, value in columns.items()))
    each = inner.where(plan.meant).subquery()
    kinds = [each.c[name] for name in columns]
    found = select(func.count(), func.min(each.c.id), *kinds).group_by(*kinds)
    broken: dict[str, str] = {}
    total = 0
    for number, first, *values in await session.execute(found):
        reason = broken_rule(rules, dict(zip(columns, values, strict=True)), unset)
        if reason is not None:
            total += number
            broken[reason] = min(first, broken.get(reason, first))
    if broken:
        raise _refused(total, broken)


def _looked_at(plan: Plan, rules: QuestionRules) -> dict[str, ColumnElement[Any]]:
    """Give what has to be known of each question, before and after; nothing where no rule can be broken."""
    tags = rules.defaults.has_rules and bool({"tags", "category_id", "status"} & set(plan.values))
    own = rules.fields.requires and bool({"fields", "status"} & set(plan.values))
    names = [*(("tags", "category_id") if tags else ()), *(("fields",) if own else ())]
    looked: dict[str, ColumnElement[Any]] = {}
    for name in [*names, "status"] if names else ():
        stored = as_stored(getattr(Question, name))
        new = plan.values.get(name, stored)
        looked[f"old_{name}"] = stored
        looked[f"new_{name}"] = new if isinstance(new, ColumnElement) else literal(new, SqlText())
    return looked


def broken_rule(rules: QuestionRules, each: Mapping[str, Any], unset: Sequence[str]) -> str | None:
    """Tell which rule a question would break by a change, None for none; `unset` are own fields that go.

    `each` has tags, category_id, fields and status as they are stored, before as `old_NAME` and after as
    `new_NAME`: tags with the category, and fields, only where they are to be looked at.
    """
    finished = each["old_status"] == _DRAFT != each["new_status"]
    draft = each["new_status"] == _DRAFT
    try:
        if "new_tags" in each:
            _require_tags(rules.defaults.tag_rules(each["new_category_id"]), each, finished, draft)
        if "new_fields" in each and not draft:
            _require_fields(rules.fields, jsontext.decode(each["new_fields"]), finished, unset)
    except InvalidQuestion as error:
        return str(error)
    return None


def _require_tags(rules: TagRules, each: Mapping[str, Any], finished: bool, draft: bool) -> None:
    moved = each["old_category_id"] != each["new_category_id"]
    old, new = jsontext.decode(each["old_tags"]), jsontext.decode(each["new_tags"])
    rules.require_allowed(new if moved else fresh(new, old))
    if not draft and (moved or finished or fresh(old, new)):
        rules.require_present(new)


def _require_fields(
    rules: FieldRules, fields: Mapping[str, Any], finished: bool, unset: Sequence[str]
) -> None:
    missing = [name for name in rules.missing(fields) if finished or name in unset]
    if missing:
        raise InvalidQuestion(f"fields.{missing[0]}", "it is required, and the question would not say it")


def _refused(total: int, broken: Mapping[str, str]) -> QbankError:
    """Build the refusal; `broken` has a question for each reason."""
    told = "; ".join(f"{question_id[:8]} {reason}" for reason, question_id in sorted(broken.items())[:SHOWN])
    more = " …" if total > 1 else ""
    noun = "question would break a rule" if total == 1 else "questions would break a rule"
    return QbankError(
        Kind.BAD_DATA,
        f"{total:,} {noun}; nothing was changed: {told}{more}",
        hint="`qbank field list` and `qbank category show PATH` tell the rules",
    )
