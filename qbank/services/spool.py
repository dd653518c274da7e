"""A private file between reading and writing: what was checked waits here, with no lock held.

Frames of plain tuples written with `marshal`, the quickest way Python has to put values aside; the file is
this process's own, unnamed, and gone with it.
"""

import marshal
from collections.abc import Iterator
from struct import Struct
from tempfile import TemporaryFile
from typing import Any

from qbank.services.preparing import Prepared

FRAME = 1000
_SIZE = Struct("<Q")
_VERSION = 2
"""The last version of marshal that does not look for values written before, which takes half the time."""


class Spool:
    """Checked questions in the order of their file, and beside them the hashes that find twins."""

    def __init__(self) -> None:
        self._rows = TemporaryFile()
        self._keys = TemporaryFile()
        self._row_frame: list[tuple[Any, ...]] = []
        self._key_frame: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, row: Prepared) -> None:
        """Put a question aside."""
        self.count += 1
        self._row_frame.append(tuple(row))
        self._key_frame.append(
            (self.count, row.identity, row.external_key, row.import_hash, row.given_id, row.document)
        )
        if len(self._row_frame) >= FRAME:
            self.flush()

    def flush(self) -> None:
        """Write what is collected."""
        _write(self._row_frame, self._rows)
        _write(self._key_frame, self._keys)
        self._row_frame, self._key_frame = [], []

    def rows(self) -> Iterator[list[tuple[int, Prepared]]]:
        """Yield the questions with their numbers, counted from 1, in frames; as often as wanted."""
        number = 0
        for frame in self._frames(self._rows):
            yield [(number + place, Prepared._make(row)) for place, row in enumerate(frame, start=1)]
            number += len(frame)

    def hashes(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield (number, identity, external key, import hash, given id, document title) in frames."""
        return self._frames(self._keys)

    def _frames(self, file: Any) -> Iterator[list[tuple[Any, ...]]]:
        if self._row_frame:
            self.flush()
        file.seek(0)
        while size := file.read(_SIZE.size):
            yield marshal.loads(file.read(*_SIZE.unpack(size)))

    def close(self) -> None:
        """Throw the files away."""
        self._rows.close()
        self._keys.close()


def _write(frame: list[tuple[Any, ...]], file: Any) -> None:
    # From a file, marshal would read each value by a call of its own.
    data = marshal.dumps(frame, _VERSION)
    file.write(_SIZE.pack(len(data)) + data)
