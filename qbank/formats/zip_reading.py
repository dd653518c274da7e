"""Zip packages that other people made, read with what can go wrong in mind: bombs, lies and odd names.

Nothing is unpacked to the disk, and a member's name is a word to look it up by, never a path. What a member
expands to is counted while it is read, whatever its entry in the list of files says.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from qbank.formats.base import Unreadable
from qbank.formats.package_signatures import MOST_FILES

LARGEST_MEMBER = 64 << 20
LARGEST_TOTAL = 512 << 20
HIGHEST_RATIO = 200
"""A member may be this many times as large as what it is packed into; small ones are not measured."""

_MEASURED_FROM = 1 << 20
_BLOCK = 64 << 10
_LONGEST_LIST = 8 << 20
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_NESTED = (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError,
    struct.error, LookupError, OverflowError, AssertionError,
)  # fmt: skip
"""What the standard library raises for a zip that was damaged or made to do damage."""


class Refused(Exception):
    """One member that is not read: the reason, in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: its name as the package has it, its size and checksum as it claims them."""

    name: str
    size: int
    checksum: int


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


class Package:
    """A zip's files. Of several with one name the last counts, as in every program that unpacks zips."""

    def __init__(self, stream: BinaryIO) -> None:
        """List the files. Raises Unreadable for what is no zip, has too many files, or files that overlap."""
        try:
            self._zip = zipfile.ZipFile(_Bounded(stream))
        except _BROKEN as error:
            raise Unreadable(f"it is not a readable zip: {_one_line(error)}") from error
        listed = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if len(listed) > MOST_FILES:
            raise Unreadable(f"it holds {len(listed)} files, more than {MOST_FILES}")
        _refuse_overlap(listed)
        self._by_name = {info.filename: info for info in listed}
        self._left = LARGEST_TOTAL

    @property
    def members(self) -> list[Member]:
        """List the files in the package's order."""
        return [Member(info.filename, info.file_size, info.CRC) for info in self._by_name.values()]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def read(self, name: str, largest: int = LARGEST_MEMBER) -> bytes:
        """Read a file whole. Raises Refused where it is encrypted, damaged, a zip itself, or over a limit."""
        data = self._read(name, largest)
        if data.startswith(_NESTED):
            raise Refused("it is a package itself: unpack it and import it")
        return data

    def head(self, name: str, length: int) -> bytes:
        """Read the beginning of a file. Raises Refused as `read` does."""
        info = self._readable(name)
        try:
            with self._zip.open(info) as file:
                return file.read(length)
        except _BROKEN as error:
            raise Refused(f"it is damaged: {_one_line(error)}") from error

    def _read(self, name: str, largest: int) -> bytes:
        info = self._readable(name)
        out = bytearray()
        try:
            with self._zip.open(info) as file:
                while block := file.read(_BLOCK):
                    out += block
                    self._left -= len(block)
                    self._refuse_growth(out, info, largest)
        except _BROKEN as error:
            raise Refused(f"it is damaged: {_one_line(error)}") from error
        return bytes(out)

    def _readable(self, name: str) -> zipfile.ZipInfo:
        info = self._by_name.get(name)
        if info is None:
            raise Refused("it is not in the package")
        if info.flag_bits & _ENCRYPTED:
            raise Refused("it is encrypted: make the package without a password")
        if info.compress_type not in _METHODS:
            raise Refused(f"it is packed by method {info.compress_type}, which qbank does not unpack")
        return info

    def _refuse_growth(self, out: bytearray, info: zipfile.ZipInfo, largest: int) -> None:
        if len(out) > largest:
            raise Refused(f"it is over {largest >> 20} MiB")
        if self._left < 0:
            raise Refused(f"the package is over {LARGEST_TOTAL >> 20} MiB")
        if len(out) > _MEASURED_FROM and len(out) > HIGHEST_RATIO * max(1, info.compress_size):
            raise Refused(f"it expands to more than {HIGHEST_RATIO} times its size")


def _refuse_overlap(listed: list[zipfile.ZipInfo]) -> None:
    """Refuse files that share bytes: the way a small zip holds a huge one many times."""
    spans = sorted((info.header_offset, info.compress_size, info.filename) for info in listed)
    for (start, size, name), (following, _, other) in pairwise(spans):
        if following < start + _LOCAL_HEADER + size:
            raise Unreadable(f"its files {name!r} and {other!r} overlap, which no honest zip's do")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
