"""Opening the file of an import: its bytes, its fingerprint, and why it cannot be read."""

import hashlib
import shutil
from contextlib import ExitStack
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO

from typing_extensions import Buffer

from qbank.errors import Kind, QbankError
from qbank.formats.base import Source, Unreadable
from qbank.temporary import temporary_file


class _File(FileIO):
    """A file to be read; where its disk fails on the way, that is told of it and not of the output."""

    def readinto(self, buffer: Buffer, /) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            message = f"{self.name} could not be read: {error.strerror}"
            raise QbankError(Kind.IO, message, hint="check the disk it is on, or copy it first") from error


def opened(name: str, stack: ExitStack) -> Source:
    """Open a file to be read from its start, as often as wanted. Raises QbankError where it cannot be."""
    path = Path(name)
    try:
        stream = stack.enter_context(BufferedReader(_File(path)))
        if not stream.seekable():
            return Source(_text(path.name), copied(stream, stack))
    except IsADirectoryError as error:
        raise QbankError(
            Kind.USAGE, f"{name} is a folder", hint=f"name its files: {name.rstrip('/')}/*"
        ) from error
    except FileNotFoundError as error:
        raise QbankError(Kind.NOT_FOUND, f"there is no file {name}", hint="check the name with ls") from error
    except PermissionError as error:
        raise QbankError(Kind.PERMISSION, f"{name} may not be read", hint="check who may read it") from error
    return Source(_text(path.name), stream, path)


def copied(stream: BinaryIO, stack: ExitStack) -> BinaryIO:
    """Copy what can be read only once into a private file, which stands at its start then.

    Raises QbankError (io) where that file cannot be written.
    """
    copy = stack.enter_context(temporary_file())
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def sha256_of(stream: BinaryIO) -> str:
    """Give the fingerprint of a file, which stands at its start afterwards."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 18):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


def unreadable(name: str, error: Unreadable) -> QbankError:
    """Say why a file cannot be read as a whole, and where."""
    place = error.place
    where = "".join(
        [f"{name}", f", line {place.line}" if place.line else "", f", at {place.path}" if place.path else ""]
    )
    return QbankError(
        Kind.BAD_DATA,
        f"{where}: {error.reason}",
        hint=error.hint or "--from FORMAT says what it is where qbank guesses wrong",
        details={"file": name, "line": place.line, "path": place.path},
    )


def _text(name: str) -> str:
    """Give a file's name as text that can be kept, bytes that were no UTF-8 as `\ufffd`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
