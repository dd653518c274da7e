"""Which questions of a file could have a twin in it: a glance at their hashes, so that SQL judges few."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TypeVar

from qbank.domain.hashes import LENGTH

_BITS = 25
"""Two maps of four mebibytes: of a million questions 3 % share a bit by chance, and are told apart in SQL."""
_FOUR_BYTES = next(code for code in "IL" if array(code).itemsize == 4)
_SHIFT = 32 - _BITS
_MASKS = [1 << bit for bit in range(8)]

Row = TypeVar("Row")


class Suspects:
    """Remembers one bit of each hash that is noted, and which of the bits stood in several."""

    def __init__(self) -> None:
        self._once = bytearray(1 << (_BITS - 3))
        self._again = bytearray(1 << (_BITS - 3))

    def note(self, hashes: Sequence[bytes]) -> None:
        """Note the hashes of some questions."""
        once, again, masks = self._once, self._again, _MASKS
        for place in _places(hashes):
            at, mask = place >> 3, masks[place & 7]
            if once[at] & mask:
                again[at] |= mask
            else:
                once[at] |= mask

    def among(self, rows: Iterable[Row], hashes: Sequence[bytes]) -> list[Row]:
        """Give the rows whose hash may have been noted twice: all that were, and a few that were not."""
        again, masks = self._again, _MASKS
        places = zip(rows, _places(hashes), strict=True)
        return [row for row, place in places if again[place >> 3] & masks[place & 7]]


def _places(hashes: Sequence[bytes]) -> Iterator[int]:
    """Tell the bit of each hash by its first four bytes, all hashes taken apart at once."""
    starts = array(_FOUR_BYTES, b"".join(hashes))[:: LENGTH // 4]
    return map(int.__rshift__, starts, repeat(_SHIFT))
