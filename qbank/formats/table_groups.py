"""The columns of a header that count: a choice each, and what is said of each choice beside it."""

from collections.abc import Mapping, Sequence

from qbank.formats.table_columns import (
    Field,
    counts_keys,
    is_answer_word,
    is_distractor_word,
    numbered,
    tells_credit,
    tells_feedback,
)

Held = dict[Field, list[int]]
"""The columns of each field, by their places."""

_Group = dict[int, int]
"""The number in a column's name -> its place."""


def counted_columns(plains: Mapping[int, str], choices: Sequence[int] = ()) -> Held:
    """Find the columns of choices among plain headers by place, and those that say something of each choice.

    `choices` are the columns of choices that are known already.
    """
    found: Held = {}
    groups = _groups(plains)
    places = list(choices)
    if not places and groups:
        places = _take_choices(found, groups, plains)
    if len(places) > 1:
        _take_beside(found, plains, places)
    if Field.CREDIT not in found and Field.ANSWER not in found:
        keys = [place for place, name in plains.items() if counts_keys(name)]
        if keys:
            found[Field.ANSWER] = keys
    return found


def _groups(plains: Mapping[int, str]) -> dict[str, _Group]:
    """Gather the columns of one word whose numbers follow each other from 0 or 1."""
    groups: dict[str, _Group] = {}
    for place, name in plains.items():
        if (counted := numbered(name)) is not None:
            groups.setdefault(counted.word, {}).setdefault(counted.place, place)
    return {word: group for word, group in groups.items() if _is_run(word, group)}


def _is_run(word: str, group: _Group) -> bool:
    first = min(group)
    least = 1 if is_distractor_word(word) else 2
    return len(group) >= least and first <= 1 and sorted(group) == list(range(first, first + len(group)))


def _take_choices(found: Held, groups: dict[str, _Group], plains: Mapping[int, str]) -> list[int]:
    """Take the largest group for the choices, one of answers last, and a second one of answers for keys."""
    words = sorted(groups, key=lambda word: (is_answer_word(word), -len(groups[word])))
    chosen = groups[words[0]]
    of = Field.DISTRACTORS if is_distractor_word(words[0]) else Field.OPTIONS
    places = [chosen[number] for number in sorted(chosen)]
    found[of] = places
    keys = next((groups[word] for word in words[1:] if is_answer_word(word)), None)
    if keys is not None:
        found[Field.ANSWER] = [keys[number] for number in sorted(keys)]
    return places


def _take_beside(found: Held, plains: Mapping[int, str], choices: Sequence[int]) -> None:
    """Take columns that stand one for each choice: what it earns, and what is said to it."""
    for of, told in ((Field.CREDIT, tells_credit), (Field.FEEDBACK, tells_feedback)):
        by_word: dict[str, list[int]] = {}
        for place, name in plains.items():
            if place not in choices and told(name):
                word = " ".join(part for part in name.split() if not part.isdecimal() and len(part) > 1)
                by_word.setdefault(word, []).append(place)
        whole = next((places for places in by_word.values() if len(places) == len(choices)), None)
        if whole is not None:
            found[of] = whole
