"""Finding what resembles each other among questions that were put aside, with no bank open.

A pair is compared where it shares its options, what its stem says, or two of its stem's rarest words that
any other has too: a misspelt word is nobody else's, and so does not count. What may not differ in any two
questions that resemble each other is part of each key, so that a thousand sums make a thousand blocks.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from qbank.domain.likeness import Likeness, Resemblance
from qbank.services.duplicate_blocks import Blocks, Pairs
from qbank.services.duplicate_shelf import Row, Shelf
from qbank.services.frames import Frames
from qbank.services.resemblance import Seen, resemblance
from qbank.services.stable_numbers import number_of, number_of_word

RAREST = 5
"""So many of a stem's words make its keys, in pairs."""
LARGE = 400
"""A block of more is taken apart by a third word, then compared with its neighbours alone."""
NEIGHBOURS = 20
COMMON = 60
"""More questions than this with one set of options say that it tells nothing."""
FAMILY = 10
"""A stem of more questions than this is an instruction, or a program's: it makes none of them one."""
SHARED = 0.34
"""How much of their words two stems must share to be looked at closely."""
MOST_SLOTS = 1 << 23
MOST_COUNTED = 65_535
MASK_BITS = 128

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
        self._counts = array("H", bytes(2 * self._slots))

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
        self._masks = bytearray()
        self._asked = array("q")
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
        self._masks, self._asked = bytearray(), array("q")
        for place, row in enumerate(self._shelf):
            mask = asked = 0
            if row.group and not self._later[place]:
                question = row.seen()
                asked, terms = question.asked, _terms(question)
                for word in terms:
                    self._words.add(word)
                    mask |= 1 << (word % MASK_BITS)
                self._sharing.add(question.option_set)
                self._sharing.add(asked)
                options = question.option_set if question.options else 0
                keys.add((place, number_of(*question.must_agree), asked, options, tuple(terms)))
            self._masks += mask.to_bytes(MASK_BITS // 8, "little")
            self._asked.append(asked)

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
        asked, keyed, worded = Blocks(), Blocks(), Blocks()
        self.families = 0
        try:
            for frame in keys:
                for place, agreed, stem, options, terms in frame:
                    asked.add(stem, place)
                    if options and self._sharing[options] <= COMMON:
                        keyed.add(hash((agreed, options)), place)
                    self._put(worded, place, agreed, terms)
            for members in asked:
                if len(members) <= FAMILY:
                    self._each(members, pairs, closely=False)
                else:
                    self.families += 1
            for members in keyed:
                if len(members) <= COMMON:
                    self._each(members, pairs, closely=False)
            for members in worded:
                self._words_shared(members, pairs)
        finally:
            for blocks in (asked, keyed, worded):
                blocks.close()

    def _put(self, worded: Blocks, place: int, agreed: int, terms: Iterable[int]) -> None:
        """Put a question into the blocks of its rarest words."""
        rarest = self._rarest(terms)
        if len(rarest) == 1:
            worded.add(hash((agreed, rarest[0])), place)
        for two in combinations(rarest, 2):
            worded.add(hash((agreed, two)), place)

    def _rarest(self, terms: Iterable[int], most: int = RAREST) -> list[int]:
        """Give the rarest of a stem's words that some other stem has too, in an order of their own."""
        met = sorted((self._words[word], word) for word in terms)
        return sorted(word for _, word in islice((each for each in met if each[0] > 1), most))

    def _words_shared(self, members: list[int], pairs: Pairs) -> None:
        if len(members) <= LARGE:
            self._each(members, pairs, closely=True)
            return
        parts: dict[int, list[int]] = {}
        for place in members:
            for word in self._rarest(_terms(self._shelf.seen(place)), RAREST + 2):
                parts.setdefault(word, []).append(place)
        for part in parts.values():
            if len(part) <= LARGE:
                self._each(part, pairs, closely=True)
        self._neighbours(members, pairs)

    def _neighbours(self, members: list[int], pairs: Pairs) -> None:
        """Compare the questions of a block too large with those that begin like them."""
        ordered = sorted(members, key=lambda place: self._shelf.seen(place).said.content)
        for at, place in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + NEIGHBOURS]:
                if max(place, other) >= self.new_from:
                    pairs.add(place, other)

    def _each(self, members: list[int], pairs: Pairs, *, closely: bool) -> None:
        """Note the pairs of a block; closely, those that share enough words."""
        if members[-1] < self.new_from:
            return
        masks = [self._mask(place) for place in members]
        stems = [self._asked[place] for place in members]
        first_new = next(at for at, place in enumerate(members) if place >= self.new_from)
        for at, (place, mask, stem) in enumerate(zip(members, masks, stems, strict=True)):
            for beyond in range(max(at + 1, first_new), len(members)):
                if closely:
                    other = masks[beyond]
                    if stem == stems[beyond]:
                        continue
                    if (mask & other).bit_count() < SHARED * (mask | other).bit_count():
                        continue
                pairs.add(place, members[beyond])

    def _mask(self, place: int) -> int:
        size = MASK_BITS // 8
        return int.from_bytes(self._masks[place * size : place * size + size], "little")

    def close(self) -> None:
        """Throw away what was put aside."""
        self._shelf.close()


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
