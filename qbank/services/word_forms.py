"""Words that are forms of one, and texts that differ by slips of the pen alone."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

Words = Sequence[str]
LONG = 10
"""In words so long a letter that stands for another one may be a slip, where all else is the same."""


def says_the_same(mine: Words, its: Words) -> bool:
    """Tell whether two wordings differ by slips of the pen alone, one word in four at most."""
    if len(mine) != len(its):
        return False
    differing = [(one, other) for one, other in zip(mine, its, strict=True) if one != other]
    return len(differing) <= max(1, len(mine) // 4) and all(is_slip(*pair) for pair in differing)


def is_slip(one: str, other: str) -> bool:
    """Tell whether a word is another one misspelt, or its plural: a letter too many, too few, or two swapped.

    A letter that stands for another one is no slip: it tells sulfate from sulfite.
    """
    if min(len(one), len(other)) < 4 or one[0] != other[0] or not (one + other).isalpha():
        return False
    swapped = len(one) == len(other) and sorted(one) == sorted(other)
    return (swapped or len(one) != len(other)) and OSA.distance(one, other, score_cutoff=1) == 1


def is_akin(one: str, other: str) -> bool:
    """Tell whether two words may be forms of one: a slip, a wrong letter in a long word, another ending."""
    if is_slip(one, other):
        return True
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < 4 or one[0] != other[0] or not (one + other).isalpha():
        return False
    if longest >= LONG and OSA.distance(one, other, score_cutoff=1) == 1:
        return True
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return same >= 4 and same >= 0.7 * longest
