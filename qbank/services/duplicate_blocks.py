"""Which questions are worth comparing: those that share a block, sorted out of a private file at flat memory.

Numbers of 64 bits are put into one of several parts by their upper bits, and each part is sorted by itself: a
million questions with a dozen keys each take some twenty megabytes of memory, and a hundred of disk.
"""

from array import array
from collections.abc import Iterator
from itertools import groupby
from os import SEEK_END
from typing import IO

from qbank.temporary import temporary_above

PARTS = 64
BUFFER = 4096
MOST = 1 << 18
"""So many numbers are sorted at once; of more, numbers are put into parts again."""
IN_MEMORY = 1 << 18
PLACE_BITS = 24
"""So many bits tell questions apart, which is sixteen million; the other forty tell keys apart."""
KEY_BITS = 64 - PLACE_BITS
_PLACE = (1 << PLACE_BITS) - 1
_KEY = (1 << KEY_BITS) - 1


class SortedNumbers:
    """Numbers of 64 bits, put aside in any order and read back in theirs."""

    def __init__(self, lowest: int = 0, highest: int = (1 << 64) - 1) -> None:
        self._lowest = lowest
        self._width = max(1, -(-(highest - lowest + 1) // PARTS))
        self._file: IO[bytes] = temporary_above(IN_MEMORY)
        self._written = [array("Q") for _ in range(PARTS)]
        self._buffers = [array("Q") for _ in range(PARTS)]

    def add(self, number: int) -> None:
        """Put a number aside."""
        part = (number - self._lowest) // self._width
        buffer = self._buffers[part]
        buffer.append(number)
        if len(buffer) >= BUFFER:
            self._written[part].append(self._file.seek(0, SEEK_END))
            self._file.write(buffer.tobytes())
            del buffer[:]

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers in ascending order; as often as wanted."""
        for part, written in enumerate(self._written):
            if len(written) * BUFFER < MOST or self._width == 1:
                yield from self._sorted(part)
            else:
                yield from self._parted(part)

    def _sorted(self, part: int) -> list[int]:
        numbers: list[int] = []
        for some in self._some(part):
            numbers.extend(some)
        numbers.sort()
        return numbers

    def _parted(self, part: int) -> Iterator[int]:
        lowest = self._lowest + part * self._width
        inner = SortedNumbers(lowest, lowest + self._width - 1)
        try:
            for some in self._some(part):
                for number in some:
                    inner.add(number)
            yield from inner
        finally:
            inner.close()

    def _some(self, part: int) -> Iterator["array[int]"]:
        """Yield the numbers of a part, as they were put aside."""
        for place in self._written[part]:
            self._file.seek(place)
            yield array("Q", self._file.read(8 * BUFFER))
        yield self._buffers[part]

    def close(self) -> None:
        """Throw the file away."""
        self._file.close()


class Blocks:
    """Questions by what they share: under each key the places of those that have it."""

    def __init__(self) -> None:
        self._numbers = SortedNumbers()

    def add(self, key: int, place: int) -> None:
        """Put a question into a block."""
        self._numbers.add((key & _KEY) << PLACE_BITS | place)

    def __iter__(self) -> Iterator[list[int]]:
        """Yield the blocks that hold more than one question, their places in ascending order."""
        for _, members in groupby(self._numbers, key=lambda number: number >> PLACE_BITS):
            places = [number & _PLACE for number in members]
            if len(places) > 1:
                yield list(dict.fromkeys(places))

    def close(self) -> None:
        """Throw the file away."""
        self._numbers.close()


class Pairs:
    """Pairs of places, each once however often it was found, in the order of the earlier question."""

    def __init__(self, count: int) -> None:
        self._numbers = SortedNumbers(highest=max(count, 1) << PLACE_BITS)

    def add(self, one: int, other: int) -> None:
        """Note a pair."""
        low, high = (one, other) if one < other else (other, one)
        self._numbers.add(low << PLACE_BITS | high)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs, the earlier question first."""
        for number, _ in groupby(self._numbers):
            yield number >> PLACE_BITS, number & _PLACE

    def close(self) -> None:
        """Throw the file away."""
        self._numbers.close()
