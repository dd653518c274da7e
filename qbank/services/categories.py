"""Categories: made, listed, shown, renamed, moved, put into the trash with all that is in them."""

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain.category_path import join_path
from qbank.domain.category_rules import tidy_color, tidy_name
from qbank.domain.counting import counted
from qbank.domain.typed_text import tidy_text
from qbank.errors import Kind, QbankError
from qbank.models import Category, Question
from qbank.services import derived, journal, preferences
from qbank.services.category_counts import CategoryView, count_by_difficulty, totals, views
from qbank.services.category_making import Added as Added, add as add, ensure as ensure
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.preferences import Inherited
from qbank.services.tables import CATEGORIES, QUESTIONS


class CategoryChanges(TypedDict, total=False):
    """What is to change of a category; None takes the description away."""

    name: str
    description: str | None
    color: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A category after it was edited or moved: its path before and now, and what was changed of it."""

    before: str
    path: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What the deletion of a category takes along: categories, itself among them, and live questions."""

    id: str
    path: str
    categories: int
    questions: int


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """A category with what surrounds it.

    `defaults` hold in it, its own and inherited ones; `difficulties` counts the live questions here and below
    by difficulty (None: not said); `subcategories` lie directly below it.
    """

    category: CategoryView
    defaults: tuple[Inherited, ...]
    difficulties: Counter[str | None]
    subcategories: tuple[CategoryView, ...]


async def listing(
    session: AsyncSession, path: str | None = None, depth: int | None = None
) -> list[CategoryView]:
    """List all categories, or one and those below it, in the order of the tree; `depth` levels of it.

    Raises QbankError for a path where there is no category.
    """
    tree = await load_tree(session)
    roots = tree.children(None) if path is None else [tree.require(path)]
    nodes = [node for root in roots for node in tree.below(root.id)]
    counts = await count_by_difficulty(session, None if path is None else [node.id for node in nodes])
    listed = await views(session, tree, nodes, counts)
    top = min((view.depth for view in listed), default=0)
    return [view for view in listed if depth is None or view.depth < top + depth]


async def show(session: AsyncSession, path: str) -> CategoryDetails:
    """Give a category with its defaults, counts and subcategories. Raises QbankError where there is none."""
    tree = await load_tree(session)
    nodes = list(tree.below(tree.require(path).id))
    counts = await count_by_difficulty(session, [node.id for node in nodes])
    category, *lower = await views(session, tree, nodes, counts)
    defaults = await preferences.load(session, tree)
    return CategoryDetails(
        category,
        tuple(defaults.sources(category.id)),
        sum(counts.values(), Counter()),
        tuple(view for view in lower if view.depth == category.depth + 1),
    )


async def edit(session: AsyncSession, by: Authorship, path: str, changes: CategoryChanges) -> Edited:
    """Change a category's name, description or colour.

    Raises QbankError for a category that is not there, a name that is taken, a colour that is none.
    """
    tree = await load_tree(session)
    node = tree.require(path)
    row = await _require_row(session, node.id)
    before = tree.path_of(node)
    wanted = _tidied(changes)
    changed = tuple(column for column, value in wanted.items() if getattr(row, column) != value)
    if not changed:
        return Edited(before, before, ())
    if "name" in changed:
        _require_free(tree, node.parent_id, str(wanted["name"]), node)
    entry = await journal.begin(session, by, f"edited category {before}: {', '.join(changed)}")
    await _change(session, entry, row, {column: wanted[column] for column in changed})
    return Edited(before, join_path([*tree.names(node.id)[:-1], row.name]), changed)


async def move(session: AsyncSession, by: Authorship, path: str, to: str) -> Edited:
    """Move a category, with all below it, into another one; `/` is the top.

    Raises QbankError for a category that is not there, a name that is taken there, a place below itself.
    """
    tree = await load_tree(session)
    node = tree.require(path)
    row = await _require_row(session, node.id)
    parent = None if to.strip() == "/" else tree.require(to)
    before = tree.path_of(node)
    parent_id = parent.id if parent is not None else None
    if parent_id == node.parent_id:
        return Edited(before, before, ())
    if any(above.id == node.id for above in tree.line(parent_id)):
        raise QbankError(
            Kind.CONFLICT,
            f"{before!r} cannot be moved into itself or below itself",
            hint="name a category outside of it with --to, or / for the top",
        )
    _require_free(tree, parent_id, node.name, node)
    above = tree.names(parent_id) if parent_id is not None else []
    after = join_path([*above, node.name])
    entry = await journal.begin(session, by, f"moved category {before} to {after}")
    await _change(session, entry, row, {"parent_id": parent_id})
    return Edited(before, after, ("parent_id",))


async def doomed(session: AsyncSession, path: str) -> Doomed:
    """Tell what deleting a category would take along. Raises QbankError where there is none."""
    tree = await load_tree(session)
    return await _doomed(session, tree, tree.require(path))


async def delete(session: AsyncSession, by: Authorship, expected: Doomed) -> Doomed:
    """Put a category, those below it and their questions into the trash, as one change.

    Gives what is there now: where that is not what was expected, nothing was done. Raises QbankError where
    the category is gone.
    """
    tree = await load_tree(session)
    node = tree.nodes.get(expected.id) or tree.require(expected.path)
    found = await _doomed(session, tree, node)
    if found != expected:
        return found
    message = f"put category {found.path} into the trash, with {counted(found.questions, 'question')}"
    entry = await journal.begin(session, by, message)
    ids = [below.id for below in tree.below(node.id)]
    inside = among(Question.category_id, ids)
    await _delete_questions(session, entry, and_(inside, Question.deleted_at.is_(None)))
    await _delete_categories(session, entry, among(Category.id, ids))
    return found


async def _doomed(session: AsyncSession, tree: CategoryTree, node: Node) -> Doomed:
    nodes = list(tree.below(node.id))
    counts = await count_by_difficulty(session, [each.id for each in nodes])
    return Doomed(node.id, tree.path_of(node), len(nodes), totals(nodes, counts)[node.id])


async def _delete_categories(session: AsyncSession, entry: Entry, where: ColumnElement[bool]) -> None:
    await journal.remember(session, entry, CATEGORIES, where, ["deleted_at", "updated_at"])
    await session.execute(
        update(Category)
        .where(where)
        .values(deleted_at=entry.moment, updated_at=entry.moment)
        .execution_options(synchronize_session=False)
    )


async def _delete_questions(session: AsyncSession, entry: Entry, where: ColumnElement[bool]) -> None:
    await journal.remember(session, entry, QUESTIONS, where, ["deleted_at", "updated_at", "version"])
    await derived.forget(session, select(Question.id).where(where))
    await session.execute(
        update(Question)
        .where(where)
        .values(deleted_at=entry.moment, updated_at=entry.moment, version=Question.version + 1)
        .execution_options(synchronize_session=False)
    )


async def _change(session: AsyncSession, entry: Entry, row: Category, values: dict[str, str | None]) -> None:
    where = Category.id == row.id
    await journal.remember(session, entry, CATEGORIES, where, [*values, "updated_at"])
    for column, value in values.items():
        setattr(row, column, value)
    row.updated_at = entry.moment
    await session.flush()
    await session.refresh(row)


async def _require_row(session: AsyncSession, category_id: str) -> Category:
    live = select(Category).where(and_(Category.id == category_id, Category.deleted_at.is_(None)))
    row = (await session.execute(live)).scalar_one_or_none()
    if row is None:
        raise QbankError(Kind.NOT_FOUND, f"there is no category {category_id}", hint="qbank category list")
    return row


def _require_free(tree: CategoryTree, parent_id: str | None, name: str, but: Node) -> None:
    """Refuse a name that a sibling has, case and accents aside: its path would be ambiguous."""
    others = [node for node in tree.alike(parent_id, name) if node.id != but.id]
    if not others:
        return
    path = tree.path_of(others[0])
    raise QbankError(
        Kind.CONFLICT,
        f"there is a category {path!r} already",
        hint=f"rename one of the two first: qbank category edit {shlex.quote(path)} --name NAME",
        details={"id": others[0].id},
    )


def _tidied(changes: CategoryChanges) -> dict[str, str | None]:
    tidied: dict[str, str | None] = {}
    if "name" in changes:
        tidied["name"] = tidy_name(changes["name"])
    if "description" in changes:
        description = changes["description"]
        tidied["description"] = None if description is None else tidy_text(description, "description")
    if "color" in changes:
        tidied["color"] = tidy_color(changes["color"])
    return tidied
