"""How much of their options and of their key two questions have in common."""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from qbank.domain.wording import wording
from qbank.services.word_forms import says_the_same

Words = Sequence[str]
CLOSE = 0.6
"""Options that share fewer of their characters are not looked at closely."""


def common_options(
    group: str, one: "tuple[Words, Words]", other: "tuple[Words, Words]"
) -> tuple[float | None, float | None]:
    """Give how alike two questions' options and keys are, which come in pairs; None where neither has any."""
    (mine, my_key), (its, its_key) = one, other
    if not mine and not its:
        return None, None
    named = _renamed(mine, its)
    key = _named_key(group, my_key, named)
    return _common([named.get(option, option) for option in mine], its), _common_key(group, key, its_key)


def _named_key(group: str, key: Words, named: dict[str, str]) -> Words:
    if group != "matching":
        return [named.get(option, option) for option in key]
    sides = [[named.get(side, side) for side in pair.split(" – ", 1)] for pair in key]
    return [" – ".join(pair) for pair in sides]


def _renamed(mine: Words, its: Words) -> dict[str, str]:
    """Give options of one the name that the other has for what is the same but for its wording."""
    left = [option for option in its if option not in set(mine)]
    named: dict[str, str] = {}
    for option in mine:
        if option in its or not left:
            continue
        twin = next((each for each in left if _is_same_option(option, each)), None)
        if twin is not None:
            named[option] = twin
            left.remove(twin)
    return named


def _is_same_option(one: str, other: str) -> bool:
    if Indel.normalized_similarity(one, other, score_cutoff=CLOSE) == 0:
        return False
    mine, its = wording(one), wording(other)
    if mine.signs != its.signs or not mine.content:
        return mine.plain == its.plain != ()
    return mine.content == its.content or says_the_same(mine.content, its.content)


def is_within(one: str, other: str) -> bool:
    """Tell whether one of two answers says all that the other says, or more: a human being, and human."""
    mine, its = wording(one), wording(other)
    if mine.signs != its.signs:
        return False
    less, more = sorted((set(mine.content), set(its.content)), key=len)
    return less <= more and (bool(less) or _has_number(one, other))


def _has_number(one: str, other: str) -> bool:
    """Tell whether both say a number, which may have a unit or none."""
    return any(map(str.isdecimal, one)) and any(map(str.isdecimal, other))


def _common(mine: Words, its: Words) -> float:
    shared = (Counter(mine) & Counter(its)).total()
    total = len(mine) + len(its)
    return 2 * shared / total if total else 1.0


def _common_key(group: str, mine: Words, its: Words) -> float:
    if group == "ordering" and Counter(mine) == Counter(its) and mine != its:
        return Indel.normalized_similarity(mine, its)
    return _common(mine, its)
