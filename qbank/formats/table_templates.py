"""Headers that say themselves from where keys count the answers: those of quiz programs, and numbers."""

import re
from collections.abc import Sequence

from qbank.formats.base import AnswerStyle
from qbank.formats.table_columns import plain

_FROM_ONE = re.compile(r"answer\s*#|\bmax\.?\s*\d+\s*char|\b1\s*(?:-|–|to)\s*[3-9]\b", re.IGNORECASE)
_FROM_ZERO = re.compile(r"\b0\s*(?:-|–|to)\s*[2-9]\b", re.IGNORECASE)
_QUIZIZZ = frozenset(("question text", "question type", "option 1", "correct answer", "time in seconds"))
_NUMBERED = re.compile(r"[^\d]*[^\W\d]\s+(\d{1,2})")
"""`Option 2` as people write it; `option2` is a program's name, and programs count from 0 as well."""
_INDEX = frozenset(("index", "indice", "idx", "label", "offset", "pos", "position", "posicion", "posicao"))


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


def counted_as_named(
    header: Sequence[str], choices: Sequence[int], keys: Sequence[int]
) -> AnswerStyle | None:
    """Tell that a key of 2 means the column `Option 2`, by the places of the choices' and the keys' columns.

    None where the choices' headers do not count from 1 so, and where the key's header calls it an index:
    programs count those from 0, whatever their columns are called.
    """
    numbers = [_NUMBERED.fullmatch(header[place].strip()) for place in choices]
    if [found and int(found[1]) for found in numbers] != list(range(1, len(choices) + 1)):
        return None
    is_index = any(_INDEX & set(plain(header[place]).split()) for place in keys)
    return None if is_index else AnswerStyle.ONE_BASED
