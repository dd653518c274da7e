"""Taking an old change back out of a value that was changed again since.

`before` and `after` are what the change found and left, `now` is what later changes made of that. What they
left alone goes back to what it was; what they changed too stays, and is a clash.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from qbank.domain.text import fold

MISSING = object()


def without_tags(before: Sequence[str], after: Sequence[str], now: Sequence[str]) -> list[str]:
    """Take back the tags a change gave and give back those it took; a tag is there or not, so none clash."""
    had, left = {fold(tag) for tag in before}, {fold(tag) for tag in after}
    there = {fold(tag) for tag in now}
    kept = [tag for tag in now if fold(tag) in had or fold(tag) not in left]
    return [*kept, *(tag for tag in before if fold(tag) not in left and fold(tag) not in there)]


def without_members(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Take a change of an object's members back; gives the object and the names of those that clash."""
    taken, clashes = dict(now), []
    for name in dict.fromkeys([*before, *after]):
        was, left, there = (each.get(name, MISSING) for each in (before, after, now))
        if was == left or there == was:
            continue
        if there != left:
            clashes.append(name)
        elif was is MISSING:
            del taken[name]
        else:
            taken[name] = was
    return taken, clashes
