"""Zip packages that other people made, read with what can go wrong in mind: bombs, lies and odd names.

Nothing is unpacked to the disk, and a member's name is a word to look it up by, never a path. What a member
expands to is counted while it is read, whatever its entry in the list of files says.
"""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from qbank.formats.base import Unreadable
from qbank.formats.zip_listing import BROKEN, ENCRYPTED, METHODS, NoZip, listed, one_line, refuse_overlap

LARGEST_MEMBER = 64 << 20
LARGEST_TOTAL = 512 << 20
HIGHEST_RATIO = 200
"""A member may be this many times as large as what it is packed into; small ones are not measured."""

_MEASURED_FROM = 1 << 20
_BLOCK = 64 << 10
_NESTED = (b"PK\x03\x04", b"PK\x05\x06")


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


class Package:
    """A zip's files. Of several with one name the last counts, as in every program that unpacks zips."""

    def __init__(self, stream: BinaryIO) -> None:
        """List the files. Raises Unreadable for what is no zip, has too many files, or files that overlap."""
        try:
            self._zip = listed(stream)
            infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
            refuse_overlap(infos)
        except NoZip as refusal:
            raise Unreadable(f"it is not a readable zip: {refusal.reason}") from refusal
        self._by_name = {info.filename: info for info in infos}
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
        except BROKEN as error:
            raise Refused(f"it is damaged: {one_line(error)}") from error

    def _read(self, name: str, largest: int) -> bytes:
        info = self._readable(name)
        out = bytearray()
        try:
            with self._zip.open(info) as file:
                while block := file.read(_BLOCK):
                    out += block
                    self._left -= len(block)
                    self._refuse_growth(out, info, largest)
        except BROKEN as error:
            raise Refused(f"it is damaged: {one_line(error)}") from error
        return bytes(out)

    def _readable(self, name: str) -> zipfile.ZipInfo:
        info = self._by_name.get(name)
        if info is None:
            raise Refused("it is not in the package")
        if info.flag_bits & ENCRYPTED:
            raise Refused("it is encrypted: make the package without a password")
        if info.compress_type not in METHODS:
            raise Refused(f"it is packed by method {info.compress_type}, which qbank does not unpack")
        return info

    def _refuse_growth(self, out: bytearray, info: zipfile.ZipInfo, largest: int) -> None:
        if len(out) > largest:
            raise Refused(f"it is over {largest >> 20} MiB")
        if self._left < 0:
            raise Refused(f"the package is over {LARGEST_TOTAL >> 20} MiB")
        if len(out) > _MEASURED_FROM and len(out) > HIGHEST_RATIO * max(1, info.compress_size):
            raise Refused(f"it expands to more than {HIGHEST_RATIO} times its size")
