"""Frames of plain tuples in a private file: written with `marshal`, read back in order, as often as wanted.

`marshal` is the quickest way Python has to put values aside; the file is this process's own, unnamed, and
gone with it.
"""

import marshal
from collections.abc import Iterator
from struct import Struct
from tempfile import TemporaryFile
from typing import Any

FRAME = 1000
_SIZE = Struct("<Q")
_VERSION = 2
"""The last version of marshal that does not look for values written before, which takes half the time."""


class Frames:
    """Tuples of values that marshal knows, in frames of a thousand, at flat memory."""

    def __init__(self) -> None:
        self._file = TemporaryFile()
        self._frame: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Put a tuple aside."""
        self.count += 1
        self._frame.append(row)
        if len(self._frame) >= FRAME:
            self.flush()

    def flush(self) -> None:
        """Write what is collected."""
        if not self._frame:
            return
        # From a file, marshal would read each value by a call of its own.
        data = marshal.dumps(self._frame, _VERSION)
        self._file.write(_SIZE.pack(len(data)) + data)
        self._frame = []

    def __iter__(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the tuples in frames."""
        self.flush()
        self._file.seek(0)
        while size := self._file.read(_SIZE.size):
            yield marshal.loads(self._file.read(*_SIZE.unpack(size)))

    def close(self) -> None:
        """Throw the file away."""
        self._file.close()
