"""Numbers of things in a sentence."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write how many of what: `1 question`, `1,200 questions`; `many` where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
