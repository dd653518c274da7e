"""A private file between reading and writing: what was checked waits here, with no lock held."""

from collections.abc import Iterator
from typing import Any

from qbank.services.frames import Frames
from qbank.services.preparing import Prepared, prepared


class Spool:
    """Checked questions in the order of their file, and beside them the hashes that find twins."""

    def __init__(self) -> None:
        self._rows = Frames()
        self._identities: Frames[bytes] = Frames()

    @property
    def count(self) -> int:
        """How many questions were put aside."""
        return self._rows.count

    def add(self, row: Prepared) -> None:
        """Put a question aside."""
        self._rows.add(tuple(row))
        self._identities.add(row.identity)

    def flush(self) -> None:
        """Write what is collected."""
        self._rows.flush()
        self._identities.flush()

    def rows(self) -> Iterator[list[tuple[int, Prepared]]]:
        """Yield the questions with their numbers, counted from 1, in frames; as often as wanted."""
        number = 1
        for frame in self._rows:
            end = number + len(frame)
            yield list(zip(range(number, end), map(prepared, frame), strict=True))
            number = end

    def hashes(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield (number, identity, external key, import hash, given id, document title) in frames."""
        for frame in self.rows():
            yield [
                (number, row.identity, row.external_key, row.import_hash, row.given_id, row.document)
                for number, row in frame
            ]

    def identities(self) -> Iterator[list[bytes]]:
        """Yield the identities alone, in frames and in order."""
        return iter(self._identities)

    def close(self) -> None:
        """Throw the files away."""
        self._rows.close()
        self._identities.close()
