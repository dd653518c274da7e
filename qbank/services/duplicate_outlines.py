"""What is kept of each question in memory, fifty bytes, to tell at once that most pairs need no look.

A pair is let through where `resemblance` could take it for one. Left out are those with less than half of
their options word by word in common, and those whose options say nothing and that have more than one word in
four in another form: such a pair may be one, and hardly anybody writes it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from qbank.domain.function_words import FUNCTION_WORDS
from qbank.services.resemblance import FEW, Seen

SHARED = 0.34
"""How much of their words two stems must share to be looked at closely."""
WORD_BITS = 128
OPTION_BITS = 64
LETTER_BITS = 61
DIFFERING = 6
"""So many letters may be met an odd number of times in the options of one alone: slips, or endings."""
TWO, THREE = 2 << 8, 3 << 8
"""Shapes of two options, and of three; a key's size is in the lower bits."""
MOST = 255


class Outline(NamedTuple):
    """A question as far as a pair is judged in passing.

    `words` and `options` have a bit for each of them; `letters` one for each letter that the stem has an odd
    number of times, `told` the same of the options, but for their articles and the like. `shape` is how many
    options and keys there are, `length` how many words; `is_strong` is true where three options or more are
    its own.
    """

    asked: int
    words: int
    letters: int
    options: int
    told: int
    shape: int
    length: int
    is_strong: bool


_PACKED = Struct("<qQQQQQHB?")
_HALF = (1 << 64) - 1


class Outlines:
    """Outlines of so many questions by their places, which count from 0."""

    def __init__(self, count: int) -> None:
        self._packed = bytearray(_PACKED.size * count)

    def put(self, place: int, question: Seen, asked: int, terms: Iterable[int]) -> None:
        """Keep that of a question, whose stem is known by a number as its words are."""
        words = options = 0
        for word in terms:
            words |= 1 << (word % WORD_BITS)
        said = [_content(option) for option in question.options]
        for option in said:
            options |= 1 << (crc32(" ".join(option).encode(errors="replace")) % OPTION_BITS)
        _PACKED.pack_into(
            self._packed,
            place * _PACKED.size,
            asked,
            words & _HALF,
            words >> 64,
            _odd_letters(question.said.content),
            options,
            _odd_letters(chain.from_iterable(said)),
            min(len(question.options), MOST) << 8 | min(len(question.key), MOST),
            min(len(question.said.content), MOST),
            False,
        )

    def weigh(self, place: int, sharing: int) -> None:
        """Say how many questions have a question's options."""
        at = place * _PACKED.size
        shape = _PACKED.unpack_from(self._packed, at)[-3]
        self._packed[at + _PACKED.size - 1] = sharing <= FEW and shape >= THREE

    def __getitem__(self, place: int) -> Outline:
        asked, low, high, *others = _PACKED.unpack_from(self._packed, place * _PACKED.size)
        return Outline(asked, high << 64 | low, *others)


def worth_a_look(
    members: Sequence[int], outlines: Outlines, new_from: int, *, closely: bool
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of ascending places that may be one; closely, of other stems that share their words."""
    kept = [outlines[place] for place in members]
    first_new = bisect_left(members, new_from)
    for at, one in enumerate(kept):
        start = max(at + 1, first_new)
        for beyond in _like(one, kept[start:], closely=closely):
            yield members[at], members[start + beyond]


def neighbours_worth_a_look(
    ordered: Sequence[int], outlines: Outlines, new_from: int, within: int
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places so few steps apart that may be one, of other stems that share their words."""
    kept = [outlines[place] for place in ordered]
    for at, one in enumerate(kept):
        for beyond in _like(one, kept[at + 1 : at + 1 + within], closely=True):
            other = ordered[at + 1 + beyond]
            if max(ordered[at], other) >= new_from:
                yield ordered[at], other


def _like(one: Outline, others: Sequence[Outline], *, closely: bool) -> Iterator[int]:
    """Yield at which of them those are that need a look: most are left after the first comparison."""
    asked, words, letters, _, told, _, length, _ = one
    slips = max(1, length // 4)
    for at, other in enumerate(others):
        if (told ^ other[4]).bit_count() > DIFFERING and (letters ^ other[2]).bit_count() > slips:
            continue
        if closely and (asked == other[0] or not _shares(words, other[1])):
            continue
        if may_be_one(one, other):
            yield at


def _shares(words: int, others: int) -> bool:
    return (words & others).bit_count() >= SHARED * (words | others).bit_count()


def may_be_one(one: Outline, other: Outline) -> bool:
    """Tell whether two questions need a look: they may say the same, or have options and key in common."""
    _, words, letters, _, _, shape, length, is_strong = one
    _, its_words, its_letters, _, _, its_shape, its_length, its_strong = other
    few = max(1, min(length, its_length) // 4)
    # A slip of the pen swaps two letters, or it is one too many or too few.
    if length == its_length and (letters ^ its_letters).bit_count() <= few:
        return True
    if shape != its_shape or not _may_have_the_same(one, other):
        return False
    if is_strong and its_strong:
        return True
    return (words & ~its_words).bit_count() <= few or (its_words & ~words).bit_count() <= few


def _may_have_the_same(one: Outline, other: Outline) -> bool:
    """Tell whether half of two questions' options are the same, and the letters of all of them nearly."""
    if (one.told ^ other.told).bit_count() > DIFFERING:
        return False
    return one.shape < TWO or (one.options & ~other.options).bit_count() <= one.shape >> 9


def _content(option: str) -> list[str]:
    return [word for word in option.split() if word not in FUNCTION_WORDS]


def _odd_letters(words: Iterable[str]) -> int:
    odd = 0
    for word in words:
        odd ^= _odd_letters_of(word)
    return odd


@lru_cache(1 << 14)
def _odd_letters_of(word: str) -> int:
    odd = 0
    for letter in word:
        odd ^= 1 << (ord(letter) % LETTER_BITS)
    return odd
