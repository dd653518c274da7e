"""Items read a hundred at a time, so that reading and what is done with them take turns seldom."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_MANY = 100

Thing = TypeVar("Thing")


def in_hundreds(items: Iterable[Thing]) -> Iterator[Thing]:
    """Yield items one by one that are read a hundred ahead.

    Reading a question and checking it are so much code that each drives the other out of a processor's
    caches: taking turns with every question costs an import of a table a tenth of its time. What reading
    raises is raised behind the items before it, as it would be without.
    """
    rest = iter(items)
    while True:
        ahead: list[Thing] = []
        try:
            # What was read before an exception stays in the list.
            ahead.extend(islice(rest, _MANY))
        except Exception:
            yield from ahead
            raise
        if not ahead:
            return
        yield from ahead
