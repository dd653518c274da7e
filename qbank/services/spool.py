"""A private file between reading and writing: what was checked waits here, with no lock held."""

from collections.abc import Iterator
from typing import Any

from qbank.services.frames import Frames
from qbank.services.preparing import Prepared


class Spool:
    """Checked questions in the order of their file, and beside them the hashes that find twins."""

    def __init__(self) -> None:
        self._rows = Frames()
        self._keys = Frames()

    @property
    def count(self) -> int:
        """How many questions were put aside."""
        return self._rows.count

    def add(self, row: Prepared) -> None:
        """Put a question aside."""
        self._rows.add(tuple(row))
        self._keys.add(
            (self.count, row.identity, row.external_key, row.import_hash, row.given_id, row.document)
        )

    def flush(self) -> None:
        """Write what is collected."""
        self._rows.flush()
        self._keys.flush()

    def rows(self) -> Iterator[list[tuple[int, Prepared]]]:
        """Yield the questions with their numbers, counted from 1, in frames; as often as wanted."""
        number = 0
        for frame in self._rows:
            yield [(number + place, Prepared._make(row)) for place, row in enumerate(frame, start=1)]
            number += len(frame)

    def hashes(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield (number, identity, external key, import hash, given id, document title) in frames."""
        return iter(self._keys)

    def close(self) -> None:
        """Throw the files away."""
        self._rows.close()
        self._keys.close()
