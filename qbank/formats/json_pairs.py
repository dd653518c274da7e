"""The pairs of a matching question, in the shapes that files write them in."""

from collections.abc import Mapping
from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.options import Pair
from qbank.formats.json_values import is_text, rich

_LEFT = (
    "left",
    "subquestion",
    "question",
    "term",
    "prompt",
    "key",
    "text",
    "premise",
    "item",
    "stem",
    "a",
    "from",
)
_RIGHT = ("right", "subanswer", "answer", "definition", "match", "value", "response", "target", "b", "to")


def pairs_of(value: Any, format: TextFormat) -> list[Pair] | None:
    """Give the pairs of a list of objects or of two-item lists, or of an object; None for anything else.

    An object may hold `matches` and `distractors`; a pair without a left side is a distractor.
    """
    if isinstance(value, Mapping):
        if "matches" in value or "pairs" in value:
            found = pairs_of(value.get("matches", value.get("pairs")), format)
            extra = [rich(one, format) for one in value.get("distractors") or []]
            return found and found + [Pair(left="", right=one) for one in extra if one]
        value = [[left, right] for left, right in value.items()]
    if not isinstance(value, list) or not value:
        return None
    sides = [_sides(one) for one in value]
    if any(side is None for side in sides):
        return None
    return [
        Pair(left=rich(side[0], format) or "", right=rich(side[1], format) or "") for side in sides if side
    ]


def _sides(value: Any) -> tuple[Any, Any] | None:
    if isinstance(value, list):
        return (value[0], value[1]) if len(value) == 2 and is_text(value[1]) else None
    if not isinstance(value, Mapping):
        return None
    names = {key.lower(): key for key in value}
    left = next((value[names[name]] for name in _LEFT if name in names), None)
    right = next((value[names[name]] for name in _RIGHT if name in names), None)
    return (left, right) if is_text(right) else None
