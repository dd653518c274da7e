"""Changing many questions at once: see it first, then do it, in one statement and one change."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.reader_text import reader_text
from qbank.errors import Kind, QbankError
from qbank.models import Base, Change, Question
from qbank.services import derived_tags, documents, journal, retagging
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.journal import Authorship
from qbank.services.previews import Difference, Preview
from qbank.services.selection import PAGE, Selection, count, where
from qbank.services.set_request import SetRequest as SetRequest

QUESTIONS = Base.metadata.tables[Question.__tablename__]
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class _Plan:
    """The SQL of a change: which rows, and the new value of each column."""

    meant: ColumnElement[bool]
    values: dict[str, Any]
    selected: int
    tree: CategoryTree


async def preview(session: AsyncSession, selection: Selection, request: SetRequest) -> Preview:
    """Work out what a change would do, and change nothing. Raises QbankError for unknown names."""
    return await _preview(session, await _plan(session, selection, request))


async def apply(
    session: AsyncSession, by: Authorship, selection: Selection, request: SetRequest, seen: Preview | None
) -> Preview:
    """Change the selected questions as one change, and give what that came to.

    Where `seen` is given and the bank was changed since, nothing is done and the new preview is given.
    """
    plan = await _plan(session, selection, request)
    found = await _preview(session, plan)
    if not found.changed or (seen is not None and found != seen):
        return found
    noun = "question" if found.changed == 1 else "questions"
    entry = await journal.begin(session, by, f"set {_told(request)} of {found.changed:,} {noun}")
    columns = [*plan.values, "updated_at", "version"]
    await journal.remember(session, entry, QUESTIONS, plan.meant, columns)
    values = {**plan.values, "updated_at": entry.moment, "version": Question.version + 1}
    await session.execute(
        update(Question).where(plan.meant).values(values).execution_options(synchronize_session=False)
    )
    if request.changes_tags:
        await derived_tags.refresh_tags(session, journal.touched(entry, QUESTIONS))
    return found if seen is not None else _done(found, entry.number)


def _done(found: Preview, number: int) -> Preview:
    return Preview(found.selected, found.changed, found.sample, found.as_of, number)


async def _plan(session: AsyncSession, selection: Selection, request: SetRequest) -> _Plan:
    tree = await load_tree(session)
    selected = await where(session, selection, tree)
    values = await _values(session, tree, request)
    differences = [getattr(Question, name).is_distinct_from(value) for name, value in values.items()]
    if request.changes_tags:
        await retagging.rewrite(session, selected, request)
        differences.append(retagging.differs())
        values["tags"] = retagging.new_tags()
    return _Plan(and_(selected, or_(*differences)), values, await count(session, selection, tree), tree)


async def _values(session: AsyncSession, tree: CategoryTree, request: SetRequest) -> dict[str, Any]:
    values = dict(request.values)
    if request.category is not None:
        values["category_id"] = tree.require(request.category).id
    if request.document is not None:
        values["document_id"] = (await documents.find(session, request.document)).id
    elif request.clear_document:
        values["document_id"] = None
    return values


async def _preview(session: AsyncSession, plan: _Plan) -> Preview:
    counted = select(func.count()).select_from(Question).where(plan.meant)
    changed = (await session.execute(counted)).scalar_one()
    newest = (await session.execute(select(func.max(Change.number)))).scalar_one_or_none()
    return Preview(plan.selected, changed, await _sample(session, plan), newest or 0)


async def _sample(session: AsyncSession, plan: _Plan) -> tuple[Difference, ...]:
    names = list(plan.values)
    before = [as_stored(getattr(Question, name)).label(f"old_{name}") for name in names]
    columns: list[Any] = [Question.id, Question.stem, Question.stem_format, *before]
    if "tags" in plan.values:
        columns.append(plan.values["tags"].label("new_tags"))
    found: Select[Any] = select(*columns).where(plan.meant).order_by(*PAGE).limit(SAMPLE)
    rows = (await session.execute(found)).mappings().all()
    return tuple([await _difference(session, plan, dict(row)) for row in rows])


async def _difference(session: AsyncSession, plan: _Plan, row: dict[str, Any]) -> Difference:
    changes = []
    for name, value in plan.values.items():
        new = row["new_tags"] if name == "tags" else value
        if row[f"old_{name}"] != new:
            before, after = [await _shown(session, plan, name, each) for each in (row[f"old_{name}"], new)]
            changes.append((name.removesuffix("_id"), before, after))
    return Difference(row["id"], reader_text(row["stem"], row["stem_format"]), tuple(changes))


async def _shown(session: AsyncSession, plan: _Plan, name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "category_id":
        return plan.tree.path(value)
    if name == "document_id":
        return (await documents.find(session, value)).title
    return tuple(jsontext.decode(value)) if name == "tags" else value


def _told(request: SetRequest) -> str:
    told = [f"{name} = {'none' if value is None else value}" for name, value in request.values.items()]
    if request.category is not None:
        told.append(f"category = {request.category}")
    if request.document is not None or request.clear_document:
        told.append(f"document = {request.document or 'none'}")
    if request.changes_tags:
        told.append("tags")
    return ", ".join(told)


async def require_count(session: AsyncSession, selection: Selection, expected: int) -> None:
    """Raise QbankError (a negative answer) unless exactly so many questions are selected."""
    found = await count(session, selection)
    if found != expected:
        raise QbankError(
            Kind.NEGATIVE,
            f"{found:,} questions are meant, not {expected:,}; nothing was changed",
            hint="see them with `qbank question list` and the same query",
        )
