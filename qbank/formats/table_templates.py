"""The templates of quiz programs whose headers say themselves from where keys count the answers."""

import re
from collections.abc import Sequence

from qbank.formats.base import AnswerStyle
from qbank.formats.table_columns import plain

_FROM_ONE = re.compile(r"answer\s*#|\bmax\.?\s*\d+\s*char|\b1\s*(?:-|–|to)\s*[3-9]\b", re.IGNORECASE)
_FROM_ZERO = re.compile(r"\b0\s*(?:-|–|to)\s*[2-9]\b", re.IGNORECASE)
_QUIZIZZ = frozenset(("question text", "question type", "option 1", "correct answer", "time in seconds"))


def counted_from(header: Sequence[str]) -> AnswerStyle | None:
    """Tell from where keys count by a header as Kahoot, Blooket and Quizizz give out; None for any other.

    `Answer 1 - max 75 characters` is Kahoot's, `Correct Answer(s) (Only include Answer #)` Blooket's; a
    header with `1-4` or `0-3` in it says so itself.
    """
    if {plain(cell) for cell in header} >= _QUIZIZZ:
        return AnswerStyle.ONE_BASED
    from_one = any(_FROM_ONE.search(cell) for cell in header)
    from_zero = any(_FROM_ZERO.search(cell) for cell in header)
    if from_one == from_zero:
        return None
    return AnswerStyle.ONE_BASED if from_one else AnswerStyle.ZERO_BASED
