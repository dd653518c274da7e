"""The list of files of a zip that other people made, read with what can go wrong in mind."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import BinaryIO

MOST_FILES = 10_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files of a package are packed; no program that writes such packages uses another."""
ENCRYPTED = 0x1
"""The flag of a file that is locked with a password."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError,
    struct.error, LookupError, OverflowError, AssertionError,
)  # fmt: skip
"""What the standard library raises for a zip that was damaged or made to do damage."""
_LONGEST_LIST = 4 << 20
_LOCAL_HEADER = 30


class NoZip(Exception):
    """What cannot be read as a zip: the reason in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Bounded:
    """A stream that gives no more at a time than a list of files may be long."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_LONGEST_LIST + 1 if size < 0 else min(size, _LONGEST_LIST + 1))
        if len(data) > _LONGEST_LIST:
            raise zipfile.BadZipFile(f"its list of files is over {_LONGEST_LIST >> 20} MiB")
        return data


def listed(stream: BinaryIO) -> zipfile.ZipFile:
    """Read a zip's list of files, and nothing else. Raises NoZip for one that is broken or too long."""
    try:
        package = zipfile.ZipFile(_Bounded(stream))
    except BROKEN as error:
        raise NoZip(one_line(error)) from error
    if (count := len(package.infolist())) > MOST_FILES:
        raise NoZip(f"it holds {count} files, more than {MOST_FILES}")
    return package


def refuse_overlap(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Raise NoZip for files that share bytes: the way a small zip holds a huge one many times."""
    spans = sorted((info.header_offset, info.compress_size, info.filename) for info in infos)
    for (start, size, name), (following, _, other) in pairwise(spans):
        if following < start + _LOCAL_HEADER + size:
            raise NoZip(f"its files {name!r} and {other!r} overlap, which no honest zip's do")


def one_line(error: BaseException) -> str:
    """Give what an error says on one line, its name where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
