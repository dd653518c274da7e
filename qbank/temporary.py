"""Private files for what waits its turn: without a name, and gone with the process.

The folder they lie in may be full when nothing else is, so a failure of theirs is told as what it is, and
not as one of the bank or of the output.
"""

import errno
import os
from contextlib import suppress
from io import BufferedRandom, FileIO
from tempfile import SpooledTemporaryFile, TemporaryFile, gettempdir
from typing import IO, BinaryIO, cast

from typing_extensions import Buffer

from qbank.errors import Kind, QbankError

_HINT = "make room there, or set TMPDIR to a folder with room, and run the command again"


def temporary_file() -> BinaryIO:
    """Open a file to write and read. Where that fails, now or later, QbankError (io) is raised."""
    try:
        with TemporaryFile(buffering=0) as file:
            own = _Raw(os.dup(file.fileno()), "r+")
    except OSError as error:
        raise _failed(error) from error
    return cast(BinaryIO, _Buffered(own))


def temporary_above(most: int) -> IO[bytes]:
    """Open a file that is kept in memory up to so many bytes. Raises QbankError as `temporary_file`."""
    return _Spooled(most)


class _Raw(FileIO):
    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise _failed(error) from error


class _Buffered(BufferedRandom):
    def close(self) -> None:
        # What was never read back is missed by nobody: a failure would be told of work that is done.
        with suppress(QbankError):
            super().close()


class _Spooled(SpooledTemporaryFile[bytes]):
    def write(self, data: Buffer) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise _failed(error) from error

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        # What is left in its buffer is written first.
        try:
            return super().seek(offset, whence)
        except OSError as error:
            raise _failed(error) from error

    def close(self) -> None:
        with suppress(OSError):
            super().close()

    def __exit__(self, *_: object) -> None:
        self.close()


def _failed(error: OSError) -> QbankError:
    if error.errno == errno.ENOENT:  # no folder could be written to, and none is meant
        return QbankError(Kind.IO, "there is no folder to keep temporary files in", hint=_HINT)
    where = gettempdir()
    return QbankError(Kind.IO, f"no temporary file could be written in {where}: {error.strerror}", hint=_HINT)
