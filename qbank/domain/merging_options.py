"""Three versions of a question's options made into one, option by option, where that is certain."""

from collections.abc import Sequence
from typing import Any

_GONE: Any = object()
_CLASH: Any = object()


def merged_options(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any] | None:
    """Take each option from the side that changed it; None where the sides cannot be put together.

    That is: one option changed on both sides, two keys, two orders. Options are told by their ids.
    """
    sides = [{each["id"]: each for each in side} for side in (base, ours, theirs)]
    if any(len(found) < len(side) for found, side in zip(sides, (base, ours, theirs), strict=True)):
        return None
    was, mine, its = sides
    if _both_rekeyed(was, mine, its):
        return None
    merged = {id: _one(*(side.get(id, _GONE) for side in sides)) for id in dict.fromkeys([*was, *mine, *its])}
    order = _order(list(was), list(mine), list(its))
    if order is None or any(each is _CLASH for each in merged.values()):
        return None
    return [merged[id] for id in order if merged[id] is not _GONE]


def _one(base: Any, ours: Any, theirs: Any) -> Any:
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else _CLASH


def _both_rekeyed(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Tell whether both sides changed which options earn points, each to something else."""
    was, mine, its = (
        {id: each.get("fraction") for id, each in side.items() if each.get("fraction")}
        for side in (base, ours, theirs)
    )
    return was not in (mine, its) and mine != its


def _order(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    """Give the ids in the order of the side that moved them or added some; None where both did."""
    ours_moved, theirs_moved = ([id for id in base if id in side] != side for side in (ours, theirs))
    if ours_moved and theirs_moved and ours != theirs:
        return None
    first, second = (ours, theirs) if ours_moved else (theirs, ours)
    return [*first, *(id for id in second if id not in first)]
