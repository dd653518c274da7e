"""The tags a category asks for and allows. A tag below another one, `a/b` below `a`, stands for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qbank.domain.text import fold
from qbank.domain.text_width import one_line
from qbank.domain.validation import InvalidQuestion

LISTED = 120


@dataclass(frozen=True, slots=True)
class TagRules:
    """What holds in one category, and where it was set; no `allowed` tags mean that any will do."""

    required: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    required_by: str = ""
    allowed_by: str = ""

    def require_allowed(self, tags: Iterable[str]) -> None:
        """Raise InvalidQuestion for the first tag that is not allowed."""
        if not self.allowed:
            return
        for tag in tags:
            if not any(is_at_or_below(tag, each) for each in self.allowed):
                listed = one_line(", ".join(self.allowed), LISTED)
                reason = f"{tag!r} is not allowed in {self.allowed_by}: its tags are {listed}"
                raise InvalidQuestion("tags", reason)

    def require_present(self, tags: Sequence[str]) -> None:
        """Raise InvalidQuestion for the first required tag that is not there."""
        for each in self.required:
            if not any(is_at_or_below(tag, each) for tag in tags):
                raise InvalidQuestion("tags", f"{each!r} is missing: {self.required_by} requires it")


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
