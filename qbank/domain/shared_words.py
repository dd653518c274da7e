"""How much two texts have in common, by their words: for telling a reworded question from another one."""

import re
from collections import Counter

from qbank.domain.text import fold
from qbank.domain.word_diff import UNSPACED

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")


def words(text: str) -> "Counter[str]":
    """Count the words of a text, case and accents aside; of scripts without blanks, the characters."""
    spaced = _UNSPACED.sub(lambda found: f" {found[0]} ", fold(text))
    return Counter(_WORD.findall(spaced))


def shared(one: str, other: str) -> float:
    """Tell which part of the words of two texts they share, from 0 to 1; 1 for two without any."""
    first, second = words(one), words(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0
