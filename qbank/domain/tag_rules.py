"""The tags a category asks for and allows. A tag below another one, `a/b` below `a`, stands for it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from qbank.domain.text import fold
from qbank.domain.text_width import one_line
from qbank.domain.validation import InvalidQuestion

LISTED = 120


class TagRules:
    """What holds in one category, and where each was set; no allowed tags mean that any will do."""

    def __init__(
        self,
        required: Iterable[str] = (),
        allowed: Iterable[str] = (),
        required_by: str = "",
        allowed_by: str = "",
    ) -> None:
        self._required = {fold(tag): tag for tag in required}
        self._allowed = {fold(tag): tag for tag in allowed}
        self._required_by, self._allowed_by = required_by, allowed_by

    def require_allowed(self, tags: Iterable[str]) -> None:
        """Raise InvalidQuestion for the first tag that is not allowed."""
        if not self._allowed:
            return
        for tag in tags:
            if self._allowed.keys().isdisjoint(_upwards(tag)):
                listed = one_line(", ".join(self._allowed.values()), LISTED)
                reason = f"{tag!r} is not allowed in {self._allowed_by}: its tags are {listed}"
                raise InvalidQuestion("tags", reason)

    def require_present(self, tags: Iterable[str]) -> None:
        """Raise InvalidQuestion for the first required tag that is not there."""
        if not self._required:
            return
        there = {upper for tag in tags for upper in _upwards(tag)}
        for folded, tag in self._required.items():
            if folded not in there:
                raise InvalidQuestion("tags", f"{tag!r} is missing: {self._required_by} requires it")


@lru_cache(4096)
def _upwards(tag: str) -> tuple[str, ...]:
    """Give a folded tag and all that it lies below."""
    return tuple(_prefixes(fold(tag)))


def _prefixes(folded: str) -> Iterator[str]:
    while folded:
        yield folded
        folded = folded.rpartition("/")[0]


def is_at_or_below(tag: str, upper: str) -> bool:
    """Tell whether a tag is another one, or lies below it; case and accents do not matter."""
    own, above = fold(tag), fold(upper)
    return own == above or own.startswith(f"{above}/")


def moved(tag: str, old: str, new: str) -> str | None:
    """Give the name a tag has when `old` becomes `new`: `a/b` moves with `a`; None where it stays."""
    parts, above = tag.split("/"), old.split("/")
    depth = len(above)
    if [fold(part) for part in parts[:depth]] != [fold(part) for part in above]:
        return None
    return "/".join([new, *parts[depth:]])
