"""One row that later changes touched too: which of its columns an undo gives back, and which it leaves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from qbank.domain import jsontext
from qbank.domain.three_way import without_members, without_tags
from qbank.services import row_history
from qbank.services.row_history import Image, Noted
from qbank.services.rows import BODY
from qbank.services.status_moves import MOVED
from qbank.services.tables import QUESTIONS

BOOKKEEPING = ("updated_at", "version", "body_hash", "identity_hash")
"""Columns that follow from the others: they clash with nothing, and are worked out anew."""
_READ_OTHERWISE = ("question_type", "stem_format")
"""Where one of these changes, all of the body means something else: it goes back as a whole or not at all."""


@dataclass(frozen=True, slots=True)
class Unpicked:
    """A row with a change taken out of it: the columns that get another value, as images; what clashes.

    `by` is the newest change that changed what clashes.
    """

    values: Mapping[str, Any]
    clashes: tuple[str, ...] = ()
    by: int | None = None

    @property
    def changes_body(self) -> bool:
        """Tell whether the question itself changes, and not only what is said of it."""
        return any(name in BODY for name in self.values)


def unpicked(table: Table, now: Image, mine: Image, later: Sequence[Noted]) -> Unpicked:
    """Take what a change did, given by what it found of a row, out of the row as it is now."""
    left = row_history.after(now, later) or {}
    by = _changers(now, later)
    values: dict[str, Any] = {}
    clashes: list[tuple[str, str]] = []
    names = [name for name in mine if _is_changed(table, name, mine, left)]
    for name in names:
        back, places = _column(table, name, (mine[name], left.get(name), now[name]), changed=name in by)
        if back != now[name]:
            values[name] = back
        clashes += [(name, place) for place in places]
    if table is QUESTIONS and _body_is_mixed(names, left, now):
        clashes += [(name, name) for name in names if name in BODY and (name, name) not in clashes]
        values = {name: value for name, value in values.items() if name not in BODY}
    if any(place == "status" for _, place in clashes):
        # Who moved it and when belong to the status that stays.
        clashes = [(name, place) for name, place in clashes if name not in MOVED]
        values = {name: value for name, value in values.items() if name not in MOVED}
    newest = max((by[name] for name, _ in clashes if name in by), default=None)
    return Unpicked(values, tuple(place for _, place in clashes), newest)


def _is_changed(table: Table, name: str, mine: Image, left: Image) -> bool:
    return name in table.c and name not in BOOKKEEPING and mine[name] != left.get(name)


def without_body(found: Unpicked, by: int | None) -> Unpicked:
    """Leave the body as it is, where what would come of it breaks a rule."""
    body = tuple(name for name in found.values if name in BODY)
    values = {name: value for name, value in found.values.items() if name not in BODY}
    return Unpicked(values, (*found.clashes, *body), found.by or by)


def without_status(found: Unpicked, by: int | None) -> Unpicked:
    """Leave the status as it is, where the question has not what it takes."""
    values = {name: value for name, value in found.values.items() if name not in ("status", *MOVED)}
    return Unpicked(values, (*found.clashes, "status"), found.by or by)


def _body_is_mixed(names: Sequence[str], left: Image, now: Image) -> bool:
    return any(name in _READ_OTHERWISE for name in names) and any(
        now[name] != left.get(name) for name in BODY
    )


def _column(table: Table, name: str, value: tuple[Any, Any, Any], *, changed: bool) -> tuple[Any, list[str]]:
    """Give a column's value without the change, and the places in it that clash.

    `value` is what the change found, what it left, and what is there now. A later change that changed it back
    clashes too: it builds on what the change left, and would bring that again when it is taken back itself.
    """
    was, left, now = value
    if now == left:
        return was, []
    if now == was and not changed:
        return now, []
    part = _PARTS.get(name) if table is QUESTIONS else None
    return (now, [name]) if part is None else part(was, left, now)


def _tags(was: str, left: str, now: str) -> tuple[str, list[str]]:
    taken = without_tags(*(jsontext.decode(each) for each in (was, left, now)))
    return jsontext.encode_text(taken), []


def _fields(was: str, left: str, now: str) -> tuple[str, list[str]]:
    taken, clashes = without_members(*(jsontext.decode_exact(each) for each in (was, left, now)))
    return jsontext.encode_text(taken), [f"field.{name}" for name in clashes]


_PARTS: Mapping[str, Callable[[str, str, str], tuple[str, list[str]]]] = {"tags": _tags, "fields": _fields}
"""Columns whose parts are taken back one by one: each tag, each of the owner's own fields."""


def _changers(now: Image, later: Sequence[Noted]) -> dict[str, int]:
    """Give for each column the newest change that stands and changed it."""
    by: dict[str, int] = {}
    state: Image | None = now
    for note in reversed(later):
        earlier = row_history.before(state, note)
        for name, was in (earlier or {}).items():
            if note.stands and was != (state or {}).get(name):
                by.setdefault(name, note.number)
        state = earlier
    return by
