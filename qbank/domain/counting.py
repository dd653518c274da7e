"""Numbers of things in a sentence."""

from collections.abc import Sequence


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write how many of what: `1 question`, `1,200 questions`; `many` where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(one: str, many: str, names: Sequence[str]) -> str:
    """Name things with what they are: `category Biology`, `categories Biology, Biology/Cells`."""
    return f"{one if len(names) == 1 else many} {', '.join(names)}"
