"""Why a query found nothing: what it asks for that no question has, and what comes near."""

from collections.abc import AsyncIterator, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.json_dialects import json_members
from qbank.domain.text import fold
from qbank.models import Change, Document, FieldDefinition, Import, Question, QuestionTag
from qbank.query.doubts import doubts, leaves
from qbank.query.mistakes import typed
from qbank.query.tree import ExactTag, Named, Node, OneOf
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.selection import Selection, live, matches

MOST = 3
"""So many reasons are told: more are a list nobody reads."""
LOOKED_AT = 10_000
"""So many questions, or names, are looked through for a name that comes near."""
NEAR = 0.6
_OWN = "field."
_LISTED = {"tag": "qbank tag list", "document": "qbank document list", "change": "qbank log"}
_NAMES: dict[str, Any] = {
    "tag": QuestionTag.tag,
    "document": Document.title,
    "import": Import.file_name,
}
_COLUMNS: dict[str, Any] = {
    "author": Question.author,
    "licence": Question.licence,
    "language": Question.language,
    "assignee": Question.assignee,
}


async def reasons(session: AsyncSession, query: Node) -> list[str]:
    """Say, a line each, why a query may have found nothing; empty where nobody knows."""
    told = doubts(query)
    async for reason in _unmet(session, query):
        if len(told) >= MOST:
            break
        told.append(reason)
    return told[:MOST]


async def _unmet(session: AsyncSession, query: Node) -> AsyncIterator[str]:
    """Say of each name that a query asks for, one by one, whether no question has it."""
    tree = await load_tree(session)
    for leaf in dict.fromkeys(leaves(query)):
        field, values = _asked(leaf)
        if field and "*" not in "".join(values) and not await _finds(session, leaf, tree):
            yield await _reason(session, leaf, field, values)


def _asked(leaf: Node) -> tuple[str, tuple[str, ...]]:
    """Give the field and the names that a condition asks for; no field where it asks for none."""
    if isinstance(leaf, ExactTag):
        return "tag", leaf.values
    if isinstance(leaf, OneOf) and leaf.field in ("tag", "change", "import"):
        return leaf.field, leaf.values
    if isinstance(leaf, Named) and (leaf.field in (*_NAMES, *_COLUMNS) or leaf.field.startswith(_OWN)):
        return leaf.field, (leaf.pattern,)
    return "", ()


async def _finds(session: AsyncSession, leaf: Node, tree: CategoryTree) -> bool:
    found = select(Question.id).where(matches(Selection(leaf), tree)).limit(1)
    return (await session.execute(found)).first() is not None


async def _reason(session: AsyncSession, leaf: Node, field: str, values: Sequence[str]) -> str:
    sign = "=" if isinstance(leaf, ExactTag) else ""
    what = typed(f"{field}:{sign}{','.join(values)}")
    if field == "change":
        newest = (await session.execute(select(func.max(Change.number)))).scalar_one()
        return f"no question was touched by {what}; the newest change is {newest}, `qbank log` lists them"
    if field.startswith(_OWN):
        return await _of_own(session, field.removeprefix(_OWN), what)
    near = _near(values[0], await _known(session, field))
    lists = f"; `{_LISTED[field]}` lists what there is" if field in _LISTED else ""
    return f"no question has {what}" + (f"; did you mean {typed(f'{field}:{near}')}?" if near else lists)


async def _known(session: AsyncSession, field: str) -> list[str]:
    if field in _NAMES:
        found = select(_NAMES[field]).distinct().limit(LOOKED_AT)
    else:
        some = select(_COLUMNS[field].label("name")).where(live()).limit(LOOKED_AT).subquery()
        found = select(some.c.name).where(some.c.name.is_not(None)).distinct()
    return list((await session.execute(found)).scalars())


async def _of_own(session: AsyncSession, name: str, what: str) -> str:
    """Say whether it is the field that is not there, or the value."""
    some = select(Question.fields.label("fields")).where(live()).limit(LOOKED_AT).subquery()
    members = json_members(some.c.fields)
    used = select(members.c.key).select_from(some).join(members, true()).distinct()
    names = {*(await session.execute(used)).scalars()}
    names |= {*(await session.execute(select(FieldDefinition.name))).scalars()}
    if fold(name) in map(fold, names):
        counted = typed(f"{_OWN}{name}")
        return f"no question has {what}; `qbank stats --by {counted}` counts the values there are"
    near = _near(name, sorted(names))
    helps = f"did you mean the field {near}?" if near else "`qbank field list` lists the fields there are"
    return f"no question has {what}; {helps}"


def _near(name: str, known: Sequence[str]) -> str | None:
    alike = {fold(each): each for each in known}
    return next((alike[each] for each in get_close_matches(fold(name), alike, 1, NEAR)), None)
