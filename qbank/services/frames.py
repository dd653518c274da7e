"""Frames of plain tuples in a private file: written with `marshal`, read back in order, as often as wanted.

`marshal` is the quickest way Python has to put values aside; the file is this process's own, unnamed, and
gone with it.
"""

import marshal
from collections.abc import Iterator
from struct import Struct
from typing import Any, Generic

from typing_extensions import TypeVar

from qbank.temporary import temporary_file

FRAME = 1000
_SIZE = Struct("<Q")
_VERSION = 2
"""The last version of marshal that does not look for values written before, which takes half the time."""


Row = TypeVar("Row", default=tuple[Any, ...])


class Frames(Generic[Row]):
    """Tuples, or other values that marshal knows, in frames of a thousand, at flat memory."""

    def __init__(self) -> None:
        self._file = temporary_file()
        self._frame: list[Row] = []
        self._written = 0

    @property
    def count(self) -> int:
        """How many were put aside."""
        return self._written + len(self._frame)

    def add(self, row: Row) -> None:
        """Put one aside."""
        frame = self._frame
        frame.append(row)
        if len(frame) >= FRAME:
            self.flush()

    def flush(self) -> None:
        """Write what is collected."""
        if not self._frame:
            return
        # From a file, marshal would read each value by a call of its own.
        data = marshal.dumps(self._frame, _VERSION)
        self._file.write(_SIZE.pack(len(data)))
        self._file.write(data)
        self._written += len(self._frame)
        self._frame = []

    def __iter__(self) -> Iterator[list[Row]]:
        """Yield the tuples in frames."""
        self.flush()
        self._file.seek(0)
        while size := self._file.read(_SIZE.size):
            yield marshal.loads(self._file.read(*_SIZE.unpack(size)))

    def close(self) -> None:
        """Throw the file away."""
        self._file.close()
