"""How the columns of a table share a line: what is short stays whole, texts and then names give way."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["whole", "name", "text", "empty"]

TEXTS = (
    "stem",
    "other_stem",
    "explanation",
    "title",
    "description",
    "message",
    "did",
    "name",
    "path",
    "query",
)
"""Columns that hold words to read: what is cut of them is missed least, and what is left over is theirs."""

IDS = ("id", "kind")
"""Columns of which a beginning is of no use."""


class Wanted(NamedTuple):
    """What a column would take: the cells of its head and of the widest value below it."""

    kind: Kind
    head: int
    value: int

    @property
    def natural(self) -> int:
        """Give the width at which nothing of it is cut."""
        return max(self.head, self.value)


ROOMY = 12
"""A name of so many cells can be told from others."""

_Part = Literal["whole", "name", "text", "empty", "head"]
_STEPS: tuple[tuple[_Part, int], ...] = (
    ("text", 24),
    ("empty", 5),
    ("name", ROOMY),
    ("head", 7),
    ("name", 8),
    ("text", 12),
    ("name", 5),
    ("head", 3),
    ("empty", 1),
    ("text", 10),
    ("name", 3),
    ("text", 1),
    ("name", 1),
    ("whole", 1),
)
"""Who gives way in which order, and how many cells each keeps meanwhile; a head never cuts its values."""


def wanted(name: str, head: int, values: Sequence[int], *, is_short: bool) -> Wanted:
    """Say what a column would take that has values so wide; a number or a moment `is_short`."""
    value = max(values, default=0)
    if value == 0:
        return Wanted("empty", head, 0)
    if is_short or name in IDS:
        return Wanted("whole", head, value)
    return Wanted("text" if name in TEXTS else "name", head, value)


def shared(columns: Sequence[Wanted], room: int) -> list[int]:
    """Share the cells of a line, `room` of them, among its columns; one at least."""
    sizes = [column.natural for column in columns]
    for part, floor in _STEPS:
        keeps = min(floor, max(room * 2 // 5, 1)) if part == "text" else floor
        floors = [_floor(column, part, keeps, size) for column, size in zip(columns, sizes, strict=True)]
        sizes = narrowed(sizes, floors, room)
    return sizes


def _floor(column: Wanted, part: _Part, keeps: int, size: int) -> int:
    if part == "head":
        return max(keeps, column.value, 1) if column.kind != "empty" else size
    return keeps if column.kind == part else size


def is_cramped(columns: Sequence[Wanted], sizes: Sequence[int]) -> bool:
    """Tell whether more was cut than texts, the ends of long names and the heads of empty columns."""
    return any(
        size < (column.natural if column.kind == "whole" else min(column.natural, ROOMY))
        for column, size in zip(columns, sizes, strict=True)
        if column.kind in ("whole", "name")
    )


def narrowed(sizes: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Make the widest columns narrower, none below its floor, until all fit or none is left to give way."""
    fitting = list(sizes)
    while (excess := sum(fitting) - room) > 0:
        giving = [place for place, size in enumerate(fitting) if size > floors[place]]
        if not giving:
            break
        widest = max(giving, key=fitting.__getitem__)
        next_widest = max((fitting[place] for place in giving if place != widest), default=0)
        step = max(1, min(excess, fitting[widest] - max(next_widest, floors[widest])))
        fitting[widest] -= step
    return fitting
