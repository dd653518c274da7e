"""Preferences of categories: defaults for what is put in them, inherited down the tree; the nearest wins."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import preferences
from qbank.domain.tag_rules import TagRules
from qbank.errors import Kind, QbankError
from qbank.models import Category, Preference
from qbank.models.base import new_id
from qbank.services import journal
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.tables import PREFERENCES


@dataclass(frozen=True, slots=True)
class Inherited:
    """A default that holds in a category, and the path of the category it was set in."""

    key: str
    value: Any
    path: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What setting or taking away came to: the category's path, and the keys whose value changed."""

    path: str
    changed: tuple[str, ...]


class Defaults:
    """The defaults that hold in each category of a tree. Values are as a question document has them."""

    def __init__(self, tree: CategoryTree, own: Mapping[str, Mapping[str, Any]]) -> None:
        self._tree = tree
        self._own = own
        self._effective: dict[str, dict[str, Any]] = {}
        self._rules: dict[str, TagRules] = {}
        self.has_rules = any(key in values for values in own.values() for key in preferences.RULES)

    def of(self, category_id: str | None) -> dict[str, Any]:
        """Give the defaults of what is put in a category, its own before inherited ones; {} for none.

        What a category's rules say is not among them: see `tag_rules`.

        The same mapping is given each time: copy it before changing it. `tags` are meant to be added to a
        question's own, all others stand in where a question says nothing.
        """
        if category_id is None:
            return {}
        if category_id not in self._effective:
            self._effective[category_id] = {
                each.key: each.value
                for each in self.sources(category_id)
                if each.key not in preferences.RULES
            }
        return self._effective[category_id]

    def tag_rules(self, category_id: str) -> TagRules:
        """Give the rules that the tags of what is put in a category have to keep."""
        if category_id not in self._rules:
            found = {each.key: each for each in self.sources(category_id) if each.key in preferences.RULES}
            said = [found.get(key, Inherited(key, (), "")) for key in preferences.RULES]
            required, allowed = said
            self._rules[category_id] = TagRules(required.value, allowed.value, required.path, allowed.path)
        return self._rules[category_id]

    def retagged(self, change: Callable[[list[str]], list[str]]) -> dict[str, dict[str, list[str]]]:
        """Give by category the values that a change of tags alters, under their keys."""
        altered: dict[str, dict[str, list[str]]] = {}
        for category_id, values in self._own.items():
            for key in preferences.TAG_KEYS:
                if key in values and (new := change(values[key])) != values[key]:
                    altered.setdefault(category_id, {})[key] = new
        return altered

    def altered(self, values: Mapping[str, Mapping[str, Any]]) -> "Defaults":
        """Give the defaults as they are when some categories' values are others."""
        own = {key: {**self._own.get(key, {}), **values.get(key, {})} for key in {*self._own, *values}}
        return Defaults(self._tree, own)

    def sources(self, category_id: str) -> list[Inherited]:
        """List the defaults that hold in a category with where each was set, in the order of the keys."""
        found: dict[str, Inherited] = {}
        for node in self._tree.line(category_id):
            for key, value in self._own.get(node.id, {}).items():
                found.setdefault(key, Inherited(key, value, self._tree.path_of(node)))
        return [found[key] for key in preferences.KEYS if key in found]


async def load(session: AsyncSession, tree: CategoryTree) -> Defaults:
    """Load the defaults of all live categories; keys that this release does not know are passed over."""
    live = (
        select(Preference.category_id, Preference.preference_key, Preference.value)
        .join(Preference.category)
        .where(and_(Category.deleted_at.is_(None), Preference.preference_key.in_(preferences.KEYS)))
    )
    own: dict[str, dict[str, Any]] = {}
    for category_id, key, value in await session.execute(live):
        own.setdefault(category_id, {})[key] = preferences.read(key, value)
    return Defaults(tree, own)


async def put(session: AsyncSession, by: Authorship, path: str, values: Mapping[str, Any]) -> Settled:
    """Set defaults of a category, each already read. Raises QbankError for a category that is not there."""
    tree = await load_tree(session)
    node = tree.require(path)
    found = tree.path_of(node)
    had = {row.preference_key: row.value for row in await _rows(session, node.id, list(values))}
    changed = {key: value for key, value in values.items() if key not in had or had[key] != value}
    if changed:
        entry = await journal.begin(session, by, f"set {', '.join(changed)} of category {found}")
        await write(session, entry, node.id, changed)
    return Settled(found, tuple(changed))


async def write(session: AsyncSession, entry: Entry, category_id: str, values: Mapping[str, Any]) -> None:
    """Write defaults of a category within a change; once for a category in each change."""
    rows = {row.preference_key: row for row in await _rows(session, category_id, list(values))}
    if rows:
        where = _meant(category_id, list(rows))
        await journal.remember(session, entry, PREFERENCES, where, ["value", "updated_at"])
    for key, row in rows.items():
        row.value, row.updated_at = values[key], entry.moment
    new = [
        Preference(
            id=new_id(),
            category_id=category_id,
            preference_key=key,
            value=value,
            created_at=entry.moment,
            updated_at=entry.moment,
        )
        for key, value in values.items()
        if key not in rows
    ]
    session.add_all(new)
    await session.flush()
    await journal.inserted(session, entry, PREFERENCES, [row.id for row in new])


async def take_away(session: AsyncSession, by: Authorship, path: str, keys: Sequence[str]) -> Settled:
    """Take defaults of a category away; those of the categories above hold again.

    Raises QbankError for a category, or a default, that is not there.
    """
    tree = await load_tree(session)
    node = tree.require(path)
    found = tree.path_of(node)
    wanted = list(dict.fromkeys(keys))
    had = {row.preference_key for row in await _rows(session, node.id, wanted)}
    if missing := [key for key in wanted if key not in had]:
        raise QbankError(
            Kind.NOT_FOUND,
            f"category {found!r} has no {', '.join(missing)} of its own",
            hint=f"see where each default comes from with `qbank category show {shlex.quote(found)}`",
        )
    entry = await journal.begin(session, by, f"unset {', '.join(wanted)} of category {found}")
    where = _meant(node.id, wanted)
    await journal.remember(session, entry, PREFERENCES, where)
    await session.execute(delete(Preference).where(where))
    return Settled(found, tuple(wanted))


async def _rows(session: AsyncSession, category_id: str, keys: Sequence[str]) -> list[Preference]:
    found = await session.execute(select(Preference).where(_meant(category_id, keys)))
    return list(found.scalars())


def _meant(category_id: str, keys: Sequence[str]) -> ColumnElement[bool]:
    return and_(Preference.category_id == category_id, Preference.preference_key.in_(keys))
