"""Questions read in bunches, so that reading and what is done with them take turns seldom."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

_MANY = 100
_LARGE = 1 << 20

Thing = TypeVar("Thing")


def in_bunches(read: Iterable[tuple[int, Iterable[Thing]]]) -> Iterator[Thing]:
    """Yield things one by one that are read up to a hundred ahead; each time with how large they are.

    Reading a question and checking it are so much code that each drives the other out of a processor's
    caches: taking turns with every question costs an import of a table a tenth of its time. A bunch ends
    with what makes it larger than a mebibyte. What reading raises is raised behind the things before it, as
    it would be without.
    """
    bunch: list[Thing] = []
    total = 0
    try:
        for size, things in read:
            bunch.extend(things)
            total += size
            if len(bunch) >= _MANY or total >= _LARGE:
                yield from bunch
                bunch, total = [], 0
    except Exception:
        yield from bunch
        raise
    yield from bunch
