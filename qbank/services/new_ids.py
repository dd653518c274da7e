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
    draws = unpack(f"<{count}Q", os.urandom(8 * count))
    heads = [f"{top:015x}" for top in sorted([low + ((draw * span) >> 64) for draw in draws])]
    digits = os.urandom(8 * count).hex()
    tails = [digits[place : place + 16] for place in range(0, 16 * count, 16)]
    return [
        f"{head[:8]}-{head[8:12]}-4{head[12:]}-{_VARIANT[tail[0]]}{tail[1:4]}-{tail[4:]}"
        for head, tail in zip(heads, tails, strict=True)
    ]


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The two bits that say what kind of UUID it is (RFC 9562, 4.1), put over the first two of a digit."""
