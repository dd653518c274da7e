"""The tree of live categories, loaded once: paths to ids and back."""

import shlex
from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain.category_path import join_path, split_path
from qbank.domain.natural_order import Key, natural_key
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Category


@dataclass(frozen=True, slots=True)
class Node:
    """A live category in its place."""

    id: str
    parent_id: str | None
    name: str
    color: str


class CategoryTree:
    """All live categories; a path is found without regard to case and accents unless that is ambiguous."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes: dict[str, Node] = {}
        self._children: dict[str | None, list[Node]] = defaultdict(list)
        self._alike: dict[tuple[str | None, str], list[Node]] = defaultdict(list)
        self._paths: dict[str, str] = {}
        for node in sorted(nodes, key=_by_name):
            self._take(node)
            self._children[node.parent_id].append(node)

    def children(self, parent_id: str | None) -> list[Node]:
        """List the categories directly below one, or the roots, by name."""
        return self._children.get(parent_id, [])

    def path(self, category_id: str | None) -> str | None:
        """Give the path of a category; None for none or a trashed one."""
        if category_id is None:
            return None
        if (known := self._paths.get(category_id)) is not None:
            return known
        if category_id not in self.nodes:
            return None
        self._paths[category_id] = join_path(self.names(category_id))
        return self._paths[category_id]

    def path_of(self, node: Node) -> str:
        """Give the path of a category of this tree."""
        return self.path(node.id) or node.name

    def names(self, category_id: str) -> list[str]:
        """List the names from the root down to a category."""
        return [node.name for node in self.line(category_id)][::-1]

    def line(self, category_id: str | None) -> Iterator[Node]:
        """Yield a category and those it lies in, nearest first; nothing for none."""
        node = self.nodes.get(category_id) if category_id is not None else None
        while node is not None:
            yield node
            node = self.nodes.get(node.parent_id) if node.parent_id is not None else None

    def find(self, path: str) -> Node | None:
        """Find the category at a path; None where there is none, or several that are alike."""
        node: Node | None = None
        for name in split_path(path):
            node = self.child(node.id if node is not None else None, name)
            if node is None:
                return None
        return node

    def nearest(self, path: str) -> Node | None:
        """Find the category at a path, or the last one on the way to it that is there; None for none."""
        node: Node | None = None
        for name in split_path(path):
            found = self.child(node.id if node is not None else None, name)
            if found is None:
                break
            node = found
        return node

    def child(self, parent_id: str | None, name: str) -> Node | None:
        """Find a child by its name: as spelt, else the only one that differs in case or accents."""
        alike = self.alike(parent_id, name)
        exact = next((node for node in alike if node.name == name), None)
        return exact or (alike[0] if len(alike) == 1 else None)

    def alike(self, parent_id: str | None, name: str) -> list[Node]:
        """List the children whose names differ from a name in nothing but case and accents."""
        return self._alike.get((parent_id, fold(name)), [])

    def require(self, path: str, *, to_fill: bool = False) -> Node:
        """Find the category at a path. Raises QbankError with the paths that come near.

        One `to_fill` may be new: the command that makes it is told, too.
        """
        if (node := self.find(path)) is not None:
            return node
        candidates = self._candidates(path)
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            paths = [self.path_of(node) for node in candidates]
            raise QbankError(
                Kind.AMBIGUOUS,
                f"{path!r} could be {' or '.join(paths)}",
                hint="spell it as it is written there",
                details={"candidates": paths},
            )
        near = [repr(each) if " " in each else each for each in self._near(path)]
        hint = f"did you mean {', '.join(near)}?" if near else "see them with `qbank category list`"
        if to_fill:
            hint += f"{'' if near else ';'} a new one: `qbank category add {shlex.quote(path)}`"
        raise QbankError(Kind.NOT_FOUND, f"there is no category {path!r}", hint=hint)

    def below(self, category_id: str) -> Iterator[Node]:
        """Yield a category and all below it, parents first."""
        waiting = [self.nodes[category_id]]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(self.children(node.id))

    def add(self, node: Node) -> None:
        """Take a new category in."""
        self._take(node)
        insort(self._children[node.parent_id], node, key=_by_name)

    def _take(self, node: Node) -> None:
        self.nodes[node.id] = node
        self._alike[node.parent_id, fold(node.name)].append(node)

    def _candidates(self, path: str) -> list[Node]:
        """List the categories a path could mean, where a name on its way has several spellings."""
        meant: list[str | None] = [None]
        for name in split_path(path):
            meant = [node.id for parent in meant for node in self.alike(parent, name)]
        return [self.nodes[each] for each in meant if each is not None]

    def _near(self, path: str) -> list[str]:
        """List paths like a path; before them those that end in it, as when `Biology/` was left out.

        Last come those that begin with it, as when a shell took the quotes off `General Knowledge`.
        """
        from difflib import get_close_matches

        asked = [fold(name) for name in split_path(path)]
        paths = {fold(self.path_of(node)): self.path_of(node) for node in self.nodes.values()}
        ending = [
            self.path_of(node)
            for node in self.nodes.values()
            if asked and [fold(name) for name in self.names(node.id)[-len(asked) :]] == asked
        ]
        like = [paths[near] for near in get_close_matches(fold(path), paths, n=3)]
        begun = [shown for folded, shown in paths.items() if folded.startswith(f"{fold(path)} ")]
        return list(dict.fromkeys([*ending, *like, *begun]))[:3]


def _by_name(node: Node) -> Key:
    return natural_key(node.name)


async def load_tree(session: AsyncSession) -> CategoryTree:
    """Load the tree of live categories."""
    live = select(Category.id, Category.parent_id, Category.name, Category.color).where(
        Category.deleted_at.is_(None)
    )
    return CategoryTree([Node(*row) for row in await session.execute(live)])
