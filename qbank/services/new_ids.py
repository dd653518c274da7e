"""UUID4s for many new rows, in ascending order, so that the indexes on them are appended to.

Each id is drawn at random from its own part of the whole range: of its 122 random bits a million rows give
up twenty to their order. Random ids in random order cost an import of a million a third of its time.
"""

import os
from struct import unpack


def ascending_ids(start: int, count: int, total: int) -> list[str]:
    """Make the UUID4s of the rows from `start` on, `count` of `total`."""
    low, high = (start << 60) // total, ((start + count) << 60) // total
    span = max(high - low, 1)
    random = unpack(f"<{2 * count}Q", os.urandom(16 * count))
    tops = sorted([low + ((draw * span) >> 64) for draw in random[:count]])
    return [_uuid(top, rest) for top, rest in zip(tops, random[count:], strict=True)]


def _uuid(top: int, rest: int) -> str:
    head = f"{top:015x}"
    tail = f"{(rest & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000:016x}"
    return f"{head[:8]}-{head[8:12]}-4{head[12:]}-{tail[:4]}-{tail[4:]}"
