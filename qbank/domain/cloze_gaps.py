"""The gaps of a cloze question and their places in the stem."""

import re
from collections import Counter
from collections.abc import Sequence

from qbank.domain.options import Gap

PLACE = re.compile(r"\[\[([^\[\]]+)\]\]")
"""A gap's place in a stem: `[[name]]`."""


def mismatch(stem: str, gaps: Sequence[Gap]) -> tuple[str, str] | None:
    """Say where places and gaps do not match, as path and reason; None where they do."""
    places = PLACE.findall(stem)
    times = Counter(gap.name for gap in gaps)
    there = frozenset(places)
    for position, gap in enumerate(gaps):
        if times[gap.name] > 1:
            return f"options[{position}].name", f"two gaps are named {gap.name!r}"
        if gap.name not in there:
            return f"options[{position}].name", f"gap {gap.name!r} has no [[{gap.name}]] in the stem"
    missing = next((place for place in places if place not in times), None)
    if missing is not None:
        return "stem", f"[[{missing}]] has no gap among the options"
    return None if gaps else ("options", "a cloze question needs a gap")
