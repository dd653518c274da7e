"""How the columns of a table share a line: ids stay whole, texts and then names give way."""

from collections.abc import Sequence
from typing import Literal

Kind = Literal["id", "name", "text"]

TEXTS = ("stem", "explanation", "title", "description", "message", "name", "path")
"""Columns that hold words to read: what is cut of them is missed least, and what is left over is theirs."""

IDS = ("id", "kind")
"""Columns of which a beginning is of no use."""

_STEPS: tuple[tuple[Kind, int], ...] = (
    ("text", 24),
    ("name", 5),
    ("text", 10),
    ("name", 3),
    ("text", 1),
    ("name", 1),
    ("id", 1),
)
"""Who gives way in which order, and how many cells each keeps meanwhile."""


def shared(names: Sequence[str], natural: Sequence[int], room: int) -> list[int]:
    """Share the cells of a line, `room` of them, among columns that would take `natural`; one at least."""
    kinds = [_kind(name) for name in names]
    sizes = list(natural)
    for kind, floor in _STEPS:
        keeps = min(floor, max(room * 2 // 5, 1)) if kind == "text" else floor
        floors = [keeps if each == kind else size for each, size in zip(kinds, sizes, strict=True)]
        sizes = narrowed(sizes, floors, room)
    return sizes


def _kind(name: str) -> Kind:
    return "id" if name in IDS else "text" if name in TEXTS else "name"


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
