"""A change of many questions in one statement: what it would come to, and the doing of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.domain.counting import counted
from qbank.domain.reader_text import reader_text
from qbank.models import Document, Question
from qbank.services import derived_tags, journal, status_moves
from qbank.services.category_tree import CategoryTree
from qbank.services.journal import Authorship, Entry
from qbank.services.previews import SAMPLE, Difference, Preview
from qbank.services.selection import PAGE
from qbank.services.tables import QUESTIONS

Also = Callable[[Entry], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The SQL of a change: the rows that change, and the new value of each column, or its expression.

    `selected` is how many questions were meant, those that are so already among them, and `left_out` how many
    more were meant and cannot be changed, for which `remarks` say why.
    """

    meant: ColumnElement[bool]
    values: dict[str, Any]
    selected: int
    tree: CategoryTree
    left_out: int = 0
    remarks: tuple[str, ...] = ()

    def without(self, others: ColumnElement[bool], number: int, remark: str) -> "Plan":
        """Give the plan for the others alone: so many questions are left out, the remark says why."""
        return replace(
            self,
            meant=and_(self.meant, others),
            selected=self.selected - number,
            left_out=self.left_out + number,
            remarks=(*self.remarks, remark),
        )


async def preview(session: AsyncSession, plan: Plan, most: int | None = SAMPLE) -> Preview:
    """Tell what a plan would do, and do nothing; `most` of the questions are shown, None for all."""
    counted = select(func.count()).select_from(Question).where(plan.meant)
    changed = (await session.execute(counted)).scalar_one()
    sample = await _sample(session, plan, most)
    as_of = await journal.newest_number(session)
    return Preview(plan.selected, changed, sample, as_of, left_out=plan.left_out, remarks=plan.remarks)


async def carry_out(
    session: AsyncSession,
    by: Authorship,
    plan: Plan,
    told: Callable[[str], str],
    seen: Preview | None,
    also: Also | None = None,
) -> Preview:
    """Do what a plan says as one change, and give what that came to.

    `told` makes the journal's line of how many questions it is about. `also` does what else belongs to the
    change, even where no question changes. Where `seen` is given and the bank was changed since, nothing is
    done and the new preview is given.
    """
    found = await preview(session, plan)
    if (not found.changed and also is None) or (seen is not None and found != seen):
        return found
    entry = await journal.begin(session, by, told(counted(found.changed, "question")))
    if also is not None:
        await also(entry)
    if found.changed:
        await rewrite(session, entry, plan.meant, plan.values)
    return found if seen is not None else replace(found, change=entry.number)


async def rewrite(
    session: AsyncSession, entry: Entry, meant: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    """Give the questions meant new values, once in each change, and make what is derived of them anew."""
    columns = [*status_moves.columns_of(values), "updated_at", "version"]
    await journal.remember(session, entry, QUESTIONS, meant, columns)
    values = status_moves.with_mover(entry, values)
    written = {**values, "updated_at": entry.moment, "version": Question.version + 1}
    await session.execute(
        update(Question).where(meant).values(written).execution_options(synchronize_session=False)
    )
    if "tags" in values:
        await derived_tags.refresh_tags(session, journal.touched(entry, QUESTIONS))


async def _sample(session: AsyncSession, plan: Plan, most: int | None) -> tuple[Difference, ...]:
    before = [as_stored(getattr(Question, name)).label(f"old_{name}") for name in plan.values]
    columns: list[Any] = [Question.id, Question.stem, Question.stem_format, *before]
    columns += [
        value.label(f"new_{name}") for name, value in plan.values.items() if isinstance(value, ColumnElement)
    ]
    found: Select[Any] = select(*columns).where(plan.meant).order_by(*PAGE).limit(most)
    rows = (await session.execute(found)).mappings().all()
    return tuple([await _difference(session, plan, dict(row)) for row in rows])


async def _difference(session: AsyncSession, plan: Plan, row: dict[str, Any]) -> Difference:
    changes: list[tuple[str, Any, Any]] = []
    for name, value in plan.values.items():
        old, new = row[f"old_{name}"], row.get(f"new_{name}", value)
        if old == new:
            continue
        if name == "fields":
            changes += _field_differences(jsontext.decode(old), jsontext.decode(new))
        else:
            before, after = [await shown(session, plan.tree, name, each) for each in (old, new)]
            changes.append((name.removesuffix("_id"), before, after))
    return Difference(row["id"], reader_text(row["stem"], row["stem_format"]), tuple(changes))


def _field_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """List what changes of own fields; a value that goes from one name to another is one change."""
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    renamed = {name: each for name in gone for each in come if old[name] == new[each]}
    changes: list[tuple[str, Any, Any]] = [("field", name, each) for name, each in renamed.items()]
    told = {*renamed, *renamed.values()}
    return changes + [
        (f"field.{name}", _word(old.get(name)), _word(new.get(name)))
        for name in dict.fromkeys([*old, *new])
        if name not in told and ((name in old) != (name in new) or old.get(name) != new.get(name))
    ]


def _word(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else jsontext.encode_text(value)


async def shown(session: AsyncSession, tree: CategoryTree, column: str, value: Any) -> Any:
    """Give a stored value of a question's column as a person reads it."""
    if value is None:
        return None
    if column == "category_id":
        return tree.path(value)
    if column == "document_id":
        return (await session.get_one(Document, value)).title
    return tuple(jsontext.decode(value)) if column == "tags" else value
