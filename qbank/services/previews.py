"""What a bulk change would do, as it is shown before it is done."""

from dataclasses import dataclass
from typing import Any

SAMPLE = 5
"""So many of the questions that change are shown unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One question, its stem as a reader sees it, with (name, before, after) for what changes."""

    id: str
    stem: str
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do. `as_of` is the newest change of the bank it was worked out on.

    `left_out` counts what was asked for and cannot be done; `remarks` say why, a line each.
    """

    selected: int
    changed: int
    sample: tuple[Difference, ...]
    as_of: int
    change: int | None = None
    left_out: int = 0
    remarks: tuple[str, ...] = ()
