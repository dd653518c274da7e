"""Merging categories: all that is in some goes into another one, and they go to the trash."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain.counting import counted, listed
from qbank.domain.preferences import written
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Preference, Question
from qbank.services import journal
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.tables import CATEGORIES, DOCUMENTS, PREFERENCES, QUESTIONS


@dataclass(frozen=True, slots=True)
class Dropped:
    """A default that gives way: the category it was set in, what it was, what holds instead."""

    path: str
    key: str
    value: str
    instead: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge comes to. Paths are those before it.

    `questions` are the live ones that are in the sources and below, `trashed` those in the trash that move;
    `merged` are pairs of a category that goes and the one that takes its place, `moved` the subcategories
    that only get another place; `kept` are (path, key, value) of defaults that come along. `as_of` is the
    newest change of the bank it was worked out on.
    """

    into: str
    sources: tuple[str, ...]
    questions: int
    trashed: int
    merged: tuple[tuple[str, str], ...]
    moved: tuple[str, ...]
    kept: tuple[tuple[str, str, str], ...]
    dropped: tuple[Dropped, ...]
    as_of: int


@dataclass(slots=True)
class _Plan:
    """Who takes the place of whom, by id, and which subcategories get another parent."""

    tree: CategoryTree
    into: Node
    sources: tuple[str, ...]
    heirs: dict[str, str]
    parents: dict[str, str] = field(default_factory=dict)

    def path(self, category_id: str) -> str:
        """Give the path a category has before the merge."""
        return self.tree.path_of(self.tree.nodes[category_id])

    def empty(self, gone: str, heir: str) -> None:
        """Put what is below one category below another; subcategories of one name become one."""
        for child in self.tree.children(gone):
            if child.id in self.heirs:
                continue
            there = self._under(heir, child)
            if there is None:
                self.parents[child.id] = heir
            else:
                self.heirs[child.id] = there.id
                self.empty(child.id, there.id)

    def _under(self, heir: str, like: Node) -> Node | None:
        """Find what stays, or has come to be, under the heir with a subcategory's name."""
        came = [self.tree.nodes[child] for child, parent in self.parents.items() if parent == heir]
        staying = [node for node in self.tree.alike(heir, like.name) if node.id not in self.heirs]
        alike = [*staying, *(node for node in came if fold(node.name) == fold(like.name))]
        exact = [node for node in alike if node.name == like.name]
        if exact or len(alike) < 2:
            return next(iter(exact or alike), None)
        own = self.tree.path_of(like)
        raise QbankError(
            Kind.AMBIGUOUS,
            f"{own!r} could become one with {' or '.join(map(self.tree.path_of, alike))}",
            hint=f"spell it as one of them first: qbank category edit {shlex.quote(own)} --name NAME",
        )


async def preview(session: AsyncSession, sources: Sequence[str], into: str) -> Merge:
    """Work out what a merge comes to, and change nothing.

    Raises QbankError for a path where there is no category, and for one that would go into itself.
    """
    return await _described(session, await _planned(session, sources, into))


async def merge(
    session: AsyncSession, by: Authorship, sources: Sequence[str], into: str, seen: Merge
) -> Merge:
    """Merge categories as one change. Where the bank is not as it was seen, nothing is done.

    Gives what the merge comes to now. Raises QbankError as `preview` does.
    """
    plan = await _planned(session, sources, into)
    found = await _described(session, plan)
    if found != seen:
        return found
    questions = counted(found.questions, "question")
    told = f"merged {listed('category', 'categories', found.sources)} into {found.into}, with {questions}"
    entry = await journal.begin(session, by, told)
    going = list(plan.heirs)
    await _rehouse(session, entry, QUESTIONS, going, plan, {"version": QUESTIONS.c.version + 1})
    await _rehouse(session, entry, DOCUMENTS, going, plan)
    kept, _ = await _defaults(session, plan)
    await _rehouse(session, entry, PREFERENCES, [row.id for row in kept], plan)
    await _move_categories(session, entry, plan)
    return found


async def _planned(session: AsyncSession, sources: Sequence[str], into: str) -> _Plan:
    tree = await load_tree(session)
    heir = tree.require(into)
    above = {node.id for node in tree.line(heir.id)}
    going = [tree.require(path) for path in sources]
    if wrong := next((node for node in going if node.id in above), None):
        place = "itself" if wrong.id == heir.id else f"{tree.path_of(heir)!r}, which lies in it"
        raise QbankError(
            Kind.CONFLICT,
            f"{tree.path_of(wrong)!r} cannot go into {place}",
            hint="the one named last takes the others in: qbank category merge FROM... INTO",
        )
    named = tuple(dict.fromkeys(node.id for node in going))
    plan = _Plan(tree, heir, named, dict.fromkeys(named, heir.id))
    for gone in named:
        plan.empty(gone, heir.id)
    return plan


async def _described(session: AsyncSession, plan: _Plan) -> Merge:
    kept, dropped = await _defaults(session, plan)
    live, trashed = await _counts(session, plan)
    return Merge(
        into=plan.tree.path_of(plan.into),
        sources=tuple(map(plan.path, plan.sources)),
        questions=live,
        trashed=trashed,
        merged=tuple((plan.path(gone), plan.path(heir)) for gone, heir in plan.heirs.items()),
        moved=tuple(map(plan.path, plan.parents)),
        kept=tuple((plan.path(row.category_id), row.preference_key, written(row.value)) for row in kept),
        dropped=tuple(dropped),
        as_of=await journal.newest_number(session),
    )


async def _counts(session: AsyncSession, plan: _Plan) -> tuple[int, int]:
    """Count the live questions in the sources and below, and those in the trash that get another category."""
    below = {node.id for source in plan.sources for node in plan.tree.below(source)}
    live = select(func.count()).where(among(Question.category_id, list(below)), Question.deleted_at.is_(None))
    trashed = select(func.count(Question.deleted_at)).where(among(Question.category_id, list(plan.heirs)))
    return (await session.execute(live)).scalar_one(), (await session.execute(trashed)).scalar_one()


async def _defaults(session: AsyncSession, plan: _Plan) -> tuple[list[Preference], list[Dropped]]:
    """Tell which defaults come along, and which give way to one that is there or that came before it."""
    meant = among(Preference.category_id, [*plan.heirs, *plan.heirs.values()])
    rows = (
        await session.execute(select(Preference).where(meant).order_by(Preference.preference_key))
    ).scalars()
    own: dict[str, list[Preference]] = {}
    for row in rows:
        own.setdefault(row.category_id, []).append(row)
    staying = set(plan.heirs.values()) - plan.heirs.keys()
    there = {(id_, row.preference_key): row.value for id_ in staying for row in own.get(id_, [])}
    kept, dropped = [], []
    for gone, heir in plan.heirs.items():
        for row in own.get(gone, []):
            if (heir, row.preference_key) not in there:
                there[heir, row.preference_key] = row.value
                kept.append(row)
            elif (instead := there[heir, row.preference_key]) != row.value:
                dropped.append(
                    Dropped(plan.path(gone), row.preference_key, written(row.value), written(instead))
                )
    return kept, dropped


async def _rehouse(
    session: AsyncSession,
    entry: Entry,
    table: Table,
    meant: Sequence[str],
    plan: _Plan,
    more: dict[str, Any] | None = None,
) -> None:
    """Give rows the heir of their category; `meant` are preferences by id, all others by their category."""
    where = among(table.c.id if table is PREFERENCES else table.c.category_id, meant)
    values = {**(more or {}), "updated_at": entry.moment}
    await journal.remember(session, entry, table, where, ["category_id", *values])
    heirs = case(plan.heirs, value=table.c.category_id, else_=table.c.category_id)
    await session.execute(update(table).where(where).values({"category_id": heirs, **values}))


async def _move_categories(session: AsyncSession, entry: Entry, plan: _Plan) -> None:
    """Put what is merged into the trash, then what moves in its place: a name is free only then."""
    meant = among(CATEGORIES.c.id, [*plan.heirs, *plan.parents])
    await journal.remember(session, entry, CATEGORIES, meant, ["parent_id", "deleted_at", "updated_at"])
    gone = update(CATEGORIES).where(among(CATEGORIES.c.id, list(plan.heirs)))
    await session.execute(gone.values(deleted_at=entry.moment, updated_at=entry.moment))
    if plan.parents:
        moved = update(CATEGORIES).where(among(CATEGORIES.c.id, list(plan.parents)))
        parents = case(plan.parents, value=CATEGORIES.c.id)
        await session.execute(moved.values(parent_id=parents, updated_at=entry.moment))
