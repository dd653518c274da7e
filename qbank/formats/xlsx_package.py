"""The files inside a workbook, which is a zip: named, bounded, and never unpacked onto a disk."""

from collections.abc import Iterator
from typing import BinaryIO

from qbank.formats.base import Unreadable
from qbank.formats.zip_listing import BROKEN, ENCRYPTED, METHODS, NoZip, listed, refuse_overlap

_BLOCK = 1 << 16
_LARGEST = 1 << 30
_RATIO = 400
_RATIO_FROM = 4 << 20
"""A file inside may be so many times as long as it is packed, once it is longer than this.

Excel packs a sheet of a million equal rows into a sixtieth; deflate itself ends at a thousandth.
"""


class Package:
    """A zip whose files are given a block at a time; names are data here, and never become paths."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the zip's list of files. Raises Unreadable for a broken zip and one made to do damage."""
        stream.seek(0)
        try:
            self._zip = listed(stream)
            infos = self._zip.infolist()
            refuse_overlap(infos)
        except NoZip as refusal:
            raise Unreadable(f"the workbook is no readable zip: {refusal.reason}") from refusal
        self._infos = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in infos}

    def has(self, name: str) -> bool:
        """Tell whether there is a file of this name."""
        return name.casefold() in self._infos

    def blocks(self, name: str, most: int = _LARGEST) -> Iterator[bytes]:
        """Yield a file's bytes. Raises Unreadable for a missing, damaged, locked or overlong file."""
        info = self._infos.get(name.casefold())
        if info is None:
            raise Unreadable(f"the workbook lacks {name}")
        if info.flag_bits & ENCRYPTED:
            raise Unreadable("the workbook is locked with a password", hint="save it without one")
        if info.compress_type not in METHODS:
            raise Unreadable(f"{name} is packed in a way that no workbook is")
        length = 0
        try:
            with self._zip.open(info) as file:
                while block := file.read(_BLOCK):
                    length += len(block)
                    if length > most or (
                        length > _RATIO_FROM and length > _RATIO * max(1, info.compress_size)
                    ):
                        raise Unreadable(f"{name} in the workbook is longer than any workbook needs")
                    yield block
        except BROKEN as error:
            raise Unreadable(f"{name} in the workbook is damaged: {error}") from error
