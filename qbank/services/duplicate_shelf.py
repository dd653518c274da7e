"""Questions put aside to be compared: in a private file, each found again by its place."""

import marshal
from array import array
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from qbank.services.resemblance import Seen, seen
from qbank.temporary import temporary_file

_VERSION = 2
KEPT = 1024
"""So many questions are kept as they are compared, for the next pair."""


class Row(NamedTuple):
    """What the bank says of a question as far as duplicates go; texts as their reader sees them."""

    id: str
    group: str
    stem: str
    answers: str
    distractors: str
    beside: str
    identity: bytes

    def seen(self) -> Seen:
        """Give it in the form in which questions are compared."""
        answers = self.answers.split("\n") if self.answers else []
        distractors = self.distractors.split("\n") if self.distractors else []
        return seen(self.id, self.group, self.stem, answers, distractors, self.beside)


class Shelf:
    """Rows by their places, which count from 0."""

    def __init__(self) -> None:
        self._file = temporary_file()
        self._ends = array("Q", [0])
        self.seen = lru_cache(KEPT)(self._seen)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, row: Row) -> None:
        """Put a row aside."""
        data = marshal.dumps(tuple(row), _VERSION)
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def __getitem__(self, place: int) -> Row:
        start = self._ends[place]
        self._file.seek(start)
        values: tuple[Any, ...] = marshal.loads(self._file.read(self._ends[place + 1] - start))
        return Row(*values)

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))

    def _seen(self, place: int) -> Seen:
        return self[place].seen()

    def close(self) -> None:
        """Throw the file away."""
        self._file.close()
