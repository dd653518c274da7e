"""Marks that show which choices are right: an asterisk, a tick or a word in the text of the choice itself."""

import re
from collections.abc import Sequence

_FRONT = re.compile(r"\s*(?:\*{1,2}(?!\*)|[✓✔☑✅√]\ufe0f?|\[[xX*✓✔]\]|\(\*\))\s*(?=\S)")
_BEHIND = re.compile(
    r"\s*(?:(?<![\w*])\*|(?<=[\w.)\]])\*{1,2}|[✓✔☑✅]\ufe0f?"
    r"|[(\[](?:correct|right|richtig|correcta?|correto|juste|vrai|corretto)[)\]])\Z",
    re.IGNORECASE,
)
_EMPTY_BOX = re.compile(r"\s*\[\s?\]\s*(?=\S)")
_LONGEST = 4_000
"""How long a choice may be to be looked at for a mark."""
_MOST = 0.9


def unmarked(choice: str) -> tuple[str, bool]:
    """Give a choice without its mark, and whether it had one."""
    if len(choice) > _LONGEST:
        return choice, False
    if (front := _FRONT.match(choice)) is not None:
        rest = choice[front.end() :]
        return (rest[:-2] if front[0].strip() == "**" and rest.endswith("**") else rest).strip(), True
    if (behind := _BEHIND.search(choice)) is not None and behind.start():
        return choice[: behind.start()].strip(), True
    return _EMPTY_BOX.sub("", choice, count=1).strip(), False


def bears_marks(choices: Sequence[Sequence[str]]) -> bool:
    """Tell whether marks show the right choices: in nearly every row some, and in none all."""
    marked = [[unmarked(choice)[1] for choice in row if choice] for row in choices]
    asked = [row for row in marked if len(row) > 1]
    some = sum(any(row) and not all(row) for row in asked)
    return bool(asked) and some >= _MOST * len(asked)
