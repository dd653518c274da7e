"""Finding what resembles each other among questions that were put aside, with no bank open.

A pair is compared where it shares its options, what its stem says, or two of its stem's rarest words that any
other has too, three where two of them are common: a misspelt word is nobody else's, and so does not count.
What may not differ in any two questions that resemble each other is part of each key, so that a thousand sums
make a thousand blocks.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations, islice, pairwise
from typing import NamedTuple

from qbank.domain.likeness import Likeness, Resemblance
from qbank.services.duplicate_blocks import Blocks, Pairs
from qbank.services.duplicate_outlines import Outlines, neighbours_worth_a_look, worth_a_look
from qbank.services.duplicate_shelf import Row, Shelf
from qbank.services.frames import Frames
from qbank.services.resemblance import Seen, resemblance
from qbank.services.stable_numbers import number_of, number_of_word

RAREST = 5
"""So many of a stem's words make its keys, in pairs."""
LARGE = 100
"""Two words that more questions share make no key without a third; larger blocks have neighbours compared."""
FEW_WORDS = 3
"""Stems of no more words than this may be one though they share but two."""
NEIGHBOURS = 20
COMMON = 60
"""More questions than this with one set of options say that it tells nothing."""
FAMILY = 10
"""A stem of more questions than this is an instruction, or a program's: it makes none of them one."""
MOST_SLOTS = 1 << 23
MOST_COUNTED = 65_535

Progress = Callable[[int], None]


class Found(NamedTuple):
    """Two questions that resemble each other, the earlier one first, with their stems as read."""

    kind: Likeness
    id: str
    other: str
    wording: float
    options: float | None
    key: float | None
    stem: str
    other_stem: str


class _Tally:
    """How often something was met, told by its hash: sixteen megabytes at most, however many there are.

    What two things share a place of is counted together, so that a rare one may seem less rare.
    """

    def __init__(self, questions: int) -> None:
        self._slots = min(MOST_SLOTS, 1 << (64 * questions).bit_length())
        self._counts = array("H", [0]) * self._slots

    def add(self, what: int) -> None:
        if self._counts[what % self._slots] < MOST_COUNTED:
            self._counts[what % self._slots] += 1

    def __getitem__(self, what: int) -> int:
        return self._counts[what % self._slots]


class Finder:
    """Takes questions in, in their order, and then tells which resemble each other.

    With `new_from`, pairs of two questions before that place are none of its business. `families` counts,
    once all is found, the stems that so many questions share that they make none of them one.
    """

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._words = _Tally(0)
        self._sharing = _Tally(0)
        self._outlines = Outlines(0)
        self.families = 0
        self._later = bytearray()
        self.new_from = 0

    def __len__(self) -> int:
        return len(self._shelf)

    def add(self, row: Row) -> None:
        """Take a question in."""
        self._shelf.add(row)

    def _count(self, keys: Frames) -> None:
        """Count words, options and stems, and put aside what makes each question's keys.

        An exact twin says nothing of how common what it says is.
        """
        self._words, self._sharing = _Tally(len(self._shelf)), _Tally(len(self._shelf))
        self._outlines = Outlines(len(self._shelf))
        for place, row in enumerate(self._shelf):
            if not row.group or self._later[place]:
                continue
            question = row.seen()
            asked, option_set, terms = question.asked, question.option_set, tuple(_terms(question))
            self._outlines.put(place, question, asked, terms)
            for word in terms:
                self._words.add(word)
            self._sharing.add(option_set)
            self._sharing.add(asked)
            options = option_set if question.options else 0
            keys.add((place, number_of(*question.must_agree), asked, options, terms))

    def found(self, wanted: Sequence[Likeness], progress: Progress | None = None) -> Iterator[Found]:
        """Yield what resembles each other, kind by kind in the order of `Likeness`, then in the bank's."""
        kept = {kind: Frames() for kind in Likeness if kind in wanted}
        try:
            for found in self._all(near=any(kind is not Likeness.EXACT for kind in kept), progress=progress):
                if found.kind in kept:
                    kept[found.kind].add((found.kind.value, *found[1:]))
            for frames in kept.values():
                for frame in frames:
                    yield from (Found(Likeness(kind), *rest) for kind, *rest in frame)
        finally:
            for frames in kept.values():
                frames.close()

    def _all(self, *, near: bool, progress: Progress | None) -> Iterator[Found]:
        yield from self._exact()
        if near:
            yield from self._near(progress)

    def _exact(self) -> Iterator[Found]:
        """Yield exact twins, each with the first of them; only that one is compared further."""
        self._later = bytearray(len(self._shelf))
        blocks = Blocks()
        try:
            for place, row in enumerate(self._shelf):
                blocks.add(int.from_bytes(row.identity[:5]), place)
            for members in blocks:
                first: dict[bytes, Row] = {}
                for place in members:
                    row = self._shelf[place]
                    twin = first.setdefault(row.identity, row)
                    if twin is row:
                        continue
                    self._later[place] = 1
                    if place >= self.new_from:
                        yield _found(Resemblance(Likeness.EXACT, 1.0, *_whole(row)), twin, row)
        finally:
            blocks.close()

    def _near(self, progress: Progress | None) -> Iterator[Found]:
        pairs, keys = Pairs(len(self._shelf)), Frames()
        try:
            self._count(keys)
            self._compared(keys, pairs)
            for count, (one, other) in enumerate(pairs, start=1):
                if progress is not None and count % 1000 == 0:
                    progress(one)
                judged = resemblance(
                    self._shelf.seen(one), self._shelf.seen(other), self._sharing.__getitem__
                )
                if judged is not None:
                    yield _found(judged, self._shelf[one], self._shelf[other])
        finally:
            pairs.close()
            keys.close()

    def _compared(self, keys: Frames, pairs: Pairs) -> None:
        """Note the pairs that are worth a close look."""
        asked, keyed, worded, rare = Blocks(), Blocks(), Blocks(), Frames()
        try:
            for place, agreed, stem, options, terms in chain.from_iterable(keys):
                asked.add(stem, place)
                shared = self._sharing[options] if options else MOST_COUNTED
                self._outlines.weigh(place, shared)
                if shared <= COMMON:
                    keyed.add(hash((agreed, options)), place)
                rare.add((place, agreed, self._rarest(terms)))
            self._words = _Tally(0)
            _put(worded, rare, _Tally(len(self._shelf)))
            self._all_compared(asked, keyed, worded, pairs)
        finally:
            for each in (asked, keyed, worded, rare):
                each.close()

    def _all_compared(self, asked: Blocks, keyed: Blocks, worded: Blocks, pairs: Pairs) -> None:
        self.families = 0
        for members in asked:
            if len(members) <= FAMILY:
                self._each(members, pairs, closely=False)
            else:
                self.families += 1
        for members in keyed:
            if len(members) <= COMMON:
                self._each(members, pairs, closely=False)
        for members in worded:
            if len(members) <= LARGE:
                self._each(members, pairs, closely=True)
            else:
                self._neighbours(members, pairs)

    def _rarest(self, terms: Iterable[int]) -> list[int]:
        """Give the rarest of a stem's words that some other stem has too, the rarest first."""
        met = sorted((self._words[word], word) for word in terms)
        return [word for _, word in islice((each for each in met if each[0] > 1), RAREST)]

    def _neighbours(self, members: list[int], pairs: Pairs) -> None:
        """Compare the questions of a block too large with those that begin like them."""
        ordered = sorted(members, key=lambda place: self._shelf.seen(place).said.content)
        for one, other in neighbours_worth_a_look(ordered, self._outlines, self.new_from, NEIGHBOURS):
            pairs.add(one, other)

    def _each(self, members: list[int], pairs: Pairs, *, closely: bool) -> None:
        """Note the pairs of a block; closely, those that share enough words."""
        if members[-1] >= self.new_from:
            for one, other in worth_a_look(members, self._outlines, self.new_from, closely=closely):
                pairs.add(one, other)

    def close(self) -> None:
        """Throw away what was put aside."""
        self._shelf.close()


def _put(worded: Blocks, rare: Frames, counts: _Tally) -> None:
    """Put questions into the blocks of their rarest words: two of them, and a third where two are common."""
    for _, agreed, words in chain.from_iterable(rare):
        for two in combinations(words, 2):
            counts.add(hash((agreed, *two)))
    for place, agreed, words in chain.from_iterable(rare):
        if len(words) == 1:
            worded.add(hash((agreed, *words)), place)
        for key in _keys(agreed, words, counts):
            worded.add(key, place)


def _keys(agreed: int, words: list[int], counts: _Tally) -> set[int]:
    """Give the keys of a stem's rarest words, whose order is the same in any two stems."""
    keys, threes = set(), set()
    for one, other in combinations(range(len(words)), 2):
        key = hash((agreed, words[one], words[other]))
        is_common = counts[key] > LARGE
        if not is_common or len(words) <= FEW_WORDS:
            keys.add(key)
        if is_common:
            threes.update(_THREES[one, other])
    for three in threes:
        if three[-1] < len(words):
            keys.add(hash((agreed, *(words[at] for at in three))))
    return keys


_THREES = {
    two: [three for three in combinations(range(RAREST), 3) if {*two} < {*three}]
    for two in combinations(range(RAREST), 2)
}
"""Which three of the rarest words hold two of them, by their places."""


def _terms(question: Seen) -> set[int]:
    """Give what a stem is found by: its words, or two characters in a row where words have no blanks."""
    content = question.said.content
    words = {number_of_word(word) for word in content if len(word) > 1}
    ones = [word for word in content if len(word) == 1]
    if len(ones) > 1:
        words.update(number_of_word(one + other) for one, other in pairwise(ones))
    else:
        words.update(map(number_of_word, ones))
    return words


def _whole(row: Row) -> tuple[float | None, float | None]:
    return (1.0, 1.0) if row.answers or row.distractors else (None, None)


def _found(judged: Resemblance, one: Row, other: Row) -> Found:
    kind, wording, options, key = judged
    return Found(kind, one.id, other.id, wording, options, key, one.stem, other.stem)
