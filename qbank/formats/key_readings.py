"""The styles in which one key can be read: as a letter, a text, or a place counted from 0 or from 1."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qbank.formats.base import AnswerStyle
from qbank.formats.choice_labels import labelled_key
from qbank.formats.truth_words import truth

LETTER, TEXT = AnswerStyle.LETTER, AnswerStyle.TEXT
ZERO, ONE = AnswerStyle.ZERO_BASED, AnswerStyle.ONE_BASED


def readings(
    key: object, choices: Sequence[str], labels: Sequence[str] | None = None
) -> dict[AnswerStyle, list[int]]:
    """Give every style in which a key names one or more of the choices, with the positions it then names.

    A key that is the label of a choice counts as a letter and as nothing else.
    """
    mark = mark_of(key) if not labels else None
    if mark is not None and not mark.may_be_text(choices):
        return mark.readings(len(choices))
    if labels:
        if named := _by_label(key, labels):
            return {LETTER: named}
        if all(label.isdigit() for label in labels) and numbers_of(key):
            return {}  # it is the number of no choice; to count the choices instead would be to guess
    return every_reading(key, choices)


def every_reading(key: object, choices: Sequence[str]) -> dict[AnswerStyle, list[int]]:
    """Give the readings of a key, whatever it is, among choices that bear no labels."""
    mask = _by_mask(key, len(choices))
    if mask is not None:
        return {TEXT: mask} if mask else {}
    found: dict[AnswerStyle, list[int]] = {}
    if text := _by_text(key, choices):
        found[TEXT] = text
    if letters := _by_letter(key, len(choices)):
        found[LETTER] = letters
    for style, first in ((ZERO, 0), (ONE, 1)):
        if numbered := _by_number(key, len(choices), first):
            found[style] = numbered
    return found


_MARK = re.compile(r"[A-Z]{2,9}|[A-Za-z](?:[,; ]{1,2}[A-Za-z]){0,4}|\d(?:[,; ]{1,2}\d){0,4}", re.ASCII)
_LONGEST_MARK = 13


class Mark(NamedTuple):
    """A key of letters or digits alone, as nearly every key is; which texts it could be, and if a truth.

    `longest` is the length of the longest of these texts, `key` the key itself.
    """

    key: str
    texts: frozenset[str]
    longest: int
    is_truth: bool

    def may_be_text(self, choices: Sequence[str]) -> bool:
        """Tell whether the key could be the text of one of the choices rather than its place."""
        if self.is_truth and len(choices) == 2:
            return True
        whole = "".join(choices)
        as_long_as_seen = whole.isprintable() and "&" not in whole and "  " not in whole
        if as_long_as_seen and min(map(len, choices), default=0) > self.longest:
            return False
        return any(plain(choice) in self.texts for choice in choices)

    def readings(self, count: int) -> dict[AnswerStyle, list[int]]:
        """Give the readings among so many choices none of which has the key's text."""
        return {style: list(found) for style, found in _counted(self.key, count)}


@lru_cache(1024)
def _counted(key: str, count: int) -> tuple[tuple[AnswerStyle, list[int]], ...]:
    return tuple(every_reading(key, [""] * count).items())


def mark_of(key: object) -> Mark | None:
    """Take a key for a mark; None for one of any other form."""
    return _mark(key) if key.__class__ is str and len(key) <= _LONGEST_MARK else None


@lru_cache(4096)
def _mark(key: str) -> Mark | None:
    if not _MARK.fullmatch(key):
        return None
    texts = frozenset([plain(key), *(plain(part) for part in _split(key))])
    return Mark(key, texts, max(map(len, texts)), truth(key) is not None)


def plain(value: object) -> str:
    """Give a text without its case, entities and needless blanks; a whole number without its fraction."""
    if value.__class__ is not str:
        value = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    text = html.unescape(value) if "&" in value else value
    return " ".join(text.split()).casefold()


def _by_label(key: object, labels: Sequence[str]) -> list[int]:
    names = [plain(label) for label in labels]
    parts = key if isinstance(key, list) else [key]
    if isinstance(key, str) and plain(key) not in names:
        parts = letters_of(key) or _split(key)
    wanted = [_label_of(part, names) for part in parts if not isinstance(part, bool)]
    if not wanted or not set(wanted) <= set(names) or len(set(names)) < len(names):
        return []
    return sorted({names.index(name) for name in wanted})


def _label_of(part: object, names: Sequence[str]) -> str:
    """Give the label that a part of a key names: itself, as `option2`, else what its brackets hold."""
    whole = plain(part)
    return whole if whole in names else plain(_bare(part))


def _by_mask(key: object, count: int) -> list[int] | None:
    """Read one yes or no for each choice; None for a key that is no such list."""
    if not isinstance(key, list) or len(key) != count or count < 2:
        return None
    if all(isinstance(part, bool) for part in key):
        return [position for position, part in enumerate(key) if part]
    if not all(type(part) is int and part in (0, 1) for part in key):
        return None
    if len(set(key)) == len(key):
        return []  # [0, 1] for two choices: both, or the second
    return [position for position, part in enumerate(key) if part]


def _by_text(key: object, choices: Sequence[str]) -> list[int]:
    if isinstance(key, list):
        return _all_of([_by_text(part, choices) for part in key])
    if isinstance(key, bool):
        return _by_truth(key, choices)
    whole = _same_text(key, choices) or _by_truth(key, choices)
    if whole or not isinstance(key, str):
        return whole
    pair = labelled_key(key)
    if pair and (position := _same_text(pair[1], choices)):
        return position if _label_agrees(pair[0], position[0], len(choices)) else []
    parts = _split(key)
    return _all_of([_same_text(part, choices) for part in parts]) if len(parts) > 1 else []


def _all_of(found: Sequence[list[int]]) -> list[int]:
    return sorted({position for one in found for position in one}) if all(found) else []


def _same_text(key: object, choices: Sequence[str]) -> list[int]:
    """Find the one choice that has the key's text: exactly, else whatever its case, entities and blanks."""
    exact = [position for position, choice in enumerate(choices) if choice == key]
    if len(exact) != 1:
        wanted = plain(key)
        exact = (
            [position for position, choice in enumerate(choices) if plain(choice) == wanted] if wanted else []
        )
        if not exact and isinstance(key, str) and (math := _bare_math(key)):
            exact = [position for position, choice in enumerate(choices) if _bare_math(choice) == math]
    return exact if len(exact) == 1 else []


_MATH = re.compile(r"\$\$?|\\[()\[\]]")


def _bare_math(text: str) -> str:
    """Give a formula without delimiters and blanks, so that `$x + 1$` is `\\(x+1\\)`; '' for other texts."""
    return "".join(_MATH.sub("", text).split()) if _MATH.search(text) else ""


def _by_truth(key: object, choices: Sequence[str]) -> list[int]:
    wanted = truth(key)
    if wanted is None or len(choices) != 2:
        return []
    truths = [truth(choice) for choice in choices]
    return [truths.index(wanted)] if set(truths) == {True, False} else []


def _label_agrees(label: str, position: int, count: int) -> bool:
    letters = _by_letter(label, count)
    return position in letters if letters else True


_SINGLE = re.compile(
    r"\W*(?:(?:option|choice|answer|ans|opt|opcion|opcao|alternativa)[\s_\-:.]*)?(\w+?)\W*", re.I
)
_SEPARATORS = re.compile(r"\s*(?:[,;|/&+\n]|\band\b|\bund\b|\bet\b)\s*")
_LETTER = re.compile(r"[A-Za-z]")
_RUN = re.compile(r"[A-Z]{2,}")
_NUMBER = re.compile(r"\d{1,3}(?:\.0+)?")


_LONGEST_LIST = 20_000
"""How many characters a key may have that is taken apart; a longer one is one text, if any."""


def _split(key: str) -> list[str]:
    if len(key) > _LONGEST_LIST:
        return [key]
    return [part for part in _SEPARATORS.split(key.strip()) if part]


def _bare(part: object) -> object:
    """Take brackets, a full stop and words such as `Option` off a letter or number."""
    if not isinstance(part, str):
        return part
    text = unicodedata.normalize("NFKC", part).strip()
    if _NUMBER.fullmatch(text):
        return text
    match = _SINGLE.fullmatch(text)
    return match[1] if match else text


def letters_of(key: str) -> list[str]:
    """Take `A`, `(b)`, `A, C`, `A and C`, `ACD` or `Option C` apart into letters; [] for other texts."""
    return list(_taken_apart(key).letters)


class _Apart(NamedTuple):
    """A key taken apart: into letters, or into numbers, or into neither."""

    letters: Sequence[str] = ()
    numbers: Sequence[int] = ()


_NEITHER = _Apart()
_OTHER_WORD = re.compile(
    r"(?<![A-Za-z])(?!(?i:and\b|und\b|et\b|option|choice|ans|opt|opcion|opcao|alternativa))[A-Za-z]*[a-z]{2}"
)
"""A word in small letters that is none of those beside letters and numbers: most texts begin with one."""


@lru_cache(1024)
def _taken_apart(key: str) -> _Apart:
    if len(key) > _LONGEST_LIST or _OTHER_WORD.search(key):
        return _NEITHER
    parts = [str(_bare(part)) for part in _split(key)]
    if len(parts) == 1 and len(parts[0].split()) > 1:
        parts = parts[0].split()
    if all(_NUMBER.fullmatch(part) for part in parts):
        return _Apart(numbers=[int(float(part)) for part in parts])
    if len(parts) == 1 and _RUN.fullmatch(parts[0]) and list(parts[0]) == sorted(set(parts[0])):
        parts = list(parts[0])
    are_letters = _LETTER.search(key) and all(_LETTER.fullmatch(part) for part in parts)
    return _Apart(letters=parts) if are_letters else _NEITHER


def _by_letter(key: object, count: int) -> list[int]:
    if isinstance(key, list):
        return _all_of([_by_letter(part, count) for part in key])
    letters = letters_of(key) if isinstance(key, str) else []
    found = sorted({ord(letter.upper()) - ord("A") for letter in letters})
    return found if found and found[-1] < count else []


def numbers_of(key: object) -> list[int]:
    """Take 2, 2.0, `2`, `1,3` or `Option 2` apart into numbers; nothing for anything else."""
    if isinstance(key, bool):
        return []
    if isinstance(key, int | float):
        return [int(key)] if abs(key) < 1000 and int(key) == key else []
    return list(_taken_apart(key).numbers) if isinstance(key, str) else []


def _by_number(key: object, count: int, first: int) -> list[int]:
    if isinstance(key, list):
        return _all_of([_by_number(part, count, first) for part in key])
    found = sorted({number - first for number in numbers_of(key)})
    return found if found and found[0] >= 0 and found[-1] < count else []
