"""Making categories: the one asked for, and what is missing on the way to it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.category_path import join_path
from qbank.domain.category_rules import tidy_color, tidy_path
from qbank.domain.typed_text import tidy_text
from qbank.errors import Kind, QbankError
from qbank.models import Category
from qbank.models.base import new_id
from qbank.models.category import DEFAULT_COLOR
from qbank.services import journal
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.tables import CATEGORIES

Names = tuple[str, ...]
UNSORTED = "Unsorted"
"""The category of questions that name none."""


@dataclass(frozen=True, slots=True)
class Added:
    """Categories that were added: the id of each one asked for, and the paths of all that were made."""

    ids: tuple[str, ...]
    made: tuple[str, ...]


async def add(
    session: AsyncSession,
    by: Authorship,
    paths: Sequence[str],
    *,
    description: str | None = None,
    color: str | None = None,
) -> Added:
    """Add categories and what is missing on the way to them, as one change.

    Description and colour are those of the ones asked for. Raises QbankError for a path that cannot be one
    and for a category that is there already.
    """
    wanted = [tidy_path(path) for path in paths]
    color = DEFAULT_COLOR if color is None else tidy_color(color)
    description = None if description is None else tidy_text(description, "description")
    tree = await load_tree(session)
    # Shorter paths first: what one path asks for may lie on the way of another.
    ordered = sorted(dict.fromkeys(wanted), key=len)
    entry = await journal.begin(session, by, f"added category {', '.join(map(join_path, ordered))}")
    ids: dict[Names, str] = {}
    made: list[str] = []
    for names in ordered:
        _require_new(tree, names)
        parent, new = await _make_way(session, entry, tree, names[:-1])
        last = _new(entry, parent, names[-1], color=color, description=description)
        ids[names] = await _insert(session, entry, tree, last)
        made += [tree.path_of(node) for node in new] + [join_path(tree.names(last.id))]
    return Added(tuple(ids[names] for names in wanted), tuple(made))


async def ensure(
    session: AsyncSession, entry: Entry, tree: CategoryTree, path: str
) -> tuple[Node, list[Node]]:
    """Find a category, or make it and what is missing on the way within a change; gives it and what was made.

    The tree takes in what was made. Raises QbankError for a path that cannot be one.
    """
    if (found := tree.find(path)) is not None:
        return found, []
    parent, made = await _make_way(session, entry, tree, tidy_path(path))
    return tree.nodes[parent or ""], made


async def _make_way(
    session: AsyncSession, entry: Entry, tree: CategoryTree, names: Names
) -> tuple[str | None, list[Node]]:
    """Go down a path, making what is missing; gives the last category's id, None for the top."""
    parent: str | None = None
    made: list[Node] = []
    for name in names:
        node = tree.child(parent, name)
        if node is None:
            made_id = await _insert(session, entry, tree, _new(entry, parent, name))
            node = tree.nodes[made_id]
            made.append(node)
        parent = node.id
    return parent, made


def _new(
    entry: Entry,
    parent_id: str | None,
    name: str,
    *,
    color: str = DEFAULT_COLOR,
    description: str | None = None,
) -> Category:
    return Category(
        id=new_id(),
        parent_id=parent_id,
        name=name,
        description=description,
        color=color,
        created_at=entry.moment,
        updated_at=entry.moment,
    )


async def _insert(session: AsyncSession, entry: Entry, tree: CategoryTree, row: Category) -> str:
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await journal.inserted(session, entry, CATEGORIES, [row.id])
    tree.add(Node(row.id, row.parent_id, row.name, row.color))
    return row.id


def _require_new(tree: CategoryTree, names: Names) -> None:
    if (there := tree.find(join_path(names))) is None:
        return
    path = tree.path_of(there)
    raise QbankError(
        Kind.CONFLICT,
        f"there is a category {path!r} already",
        hint=f"see it with `qbank category show {shlex.quote(path)}`",
        details={"id": there.id},
    )
