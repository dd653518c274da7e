"""What one document says otherwise than another: each place in them, with what stands there before and after.

A document is given as its JSON object. A place is a path of keys, `options b text`; elements that have an id
are named by it, so that an option that moved is the same option.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

ORDER = "order"
_WHOLE = ("tags",)
"""What is compared and shown as one value, though it has parts."""


class Difference(NamedTuple):
    """One place where two documents differ; None stands for nothing there."""

    place: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """List where two documents differ, in the order of their keys."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    places = [*old, *(place for place in new if place not in old)]
    return [
        Difference(place, old.get(place), new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and place not in _WHOLE:
        for key, each in value.items():
            yield from _leaves(each, f"{place} {key}".lstrip())
    elif isinstance(value, list) and place not in _WHOLE:
        yield from _elements(value, place)
    elif value is not None:
        yield place, value


def _elements(values: list[Any], place: str) -> Iterator[tuple[str, Any]]:
    ids = [each.get("id") if isinstance(each, Mapping) else None for each in values]
    if not values or None in ids or len(set(map(str, ids))) < len(ids):
        for number, each in enumerate(values, start=1):
            yield from _leaves(each, f"{place} {number}")
        return
    for id, each in zip(ids, values, strict=True):
        yield from _leaves({name: of for name, of in each.items() if name != "id"}, f"{place} {id}")
    yield f"{place} {ORDER}", ", ".join(map(str, ids))
