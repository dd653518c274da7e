"""Which questions a command means: a query or ids, how many, in which order."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, shuffle_key
from qbank.models import Question
from qbank.query.tree import And, Everything, Node, Not, OneOf, Or, all_of
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.conditions import condition

PAGE = (Question.created_at, Question.sequence, Question.id)
"""The order of everything that is not told another one."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions a command means. `ids`, where given, came from stdin and are whole."""

    query: Node = field(default_factory=Everything)
    ids: tuple[str, ...] | None = None
    limit: int | None = None
    sample: int | None = None
    seed: str | None = None

    def drawn(self) -> "Selection":
        """Give a sample its seed, so that it can be said and drawn again."""
        if self.sample is None or self.seed is not None:
            return self
        return replace(self, seed=secrets.token_hex(4))

    @property
    def names_status(self) -> bool:
        """Tell whether it says of which status the questions are to be, or which they are one by one."""
        return self.ids is not None or _names_status(self.query)

    def without_retired(self) -> "Selection":
        """Leave retired questions out, which are kept and not handed out unless a status is named."""
        if self.names_status:
            return self
        return replace(self, query=all_of([self.query, Not(OneOf("status", ("retired",)))]))


def _names_status(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_names_status(part) for part in node.parts)
    if isinstance(node, Not):
        return _names_status(node.part)
    return getattr(node, "field", None) == "status"


def live() -> ColumnElement[bool]:
    """Tell live questions from those in the trash; part of every select of questions."""
    return Question.deleted_at.is_(None)


async def where(
    session: AsyncSession, selection: Selection, tree: CategoryTree | None = None
) -> ColumnElement[bool]:
    """Give the condition that tells the selected questions. Raises QbankError for an unknown category."""
    meant = matches(selection, tree or await load_tree(session))
    if selection.limit is None and selection.sample is None:
        return meant
    return Question.id.in_(ordered(select(Question.id).where(meant), selection).correlate(None))


async def chosen(
    session: AsyncSession, selection: Selection, tree: CategoryTree | None = None
) -> Select[str]:
    """Select the ids of the selected questions, in their order. Raises QbankError as `where` does."""
    meant = matches(selection, tree or await load_tree(session))
    return ordered(select(Question.id).where(meant), selection)


def matches(selection: Selection, tree: CategoryTree, *, many: bool = False) -> ColumnElement[bool]:
    """Give the condition of the query and the ids, limit and sample not considered.

    `many` is as in `condition`.
    """
    parts = [live(), condition(selection.query, tree, many=many)]
    if selection.ids is not None:
        parts.append(among(Question.id, selection.ids))
    return and_(*parts)


def ordered(found: Select[Any], selection: Selection) -> Select[Any]:
    """Put questions in their order and take as many as are asked for."""
    if selection.sample is not None:
        drawn = shuffle_key(Question.id, literal(selection.seed or ""))
        return found.order_by(drawn, Question.id).limit(selection.sample)
    found = found.order_by(*PAGE)
    return found if selection.limit is None else found.limit(selection.limit)
