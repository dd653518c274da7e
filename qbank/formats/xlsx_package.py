"""The files inside a workbook, which is a zip: named, bounded, and never unpacked onto a disk."""

import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from qbank.formats.base import Unreadable
from qbank.formats.package_signatures import BROKEN, MOST_FILES, Bounded

_BLOCK = 1 << 16
_LARGEST = 1 << 30
_RATIO = 400
_RATIO_FROM = 4 << 20
"""A file inside may be so many times as long as it is packed, once it is longer than this.

Excel packs a sheet of a million equal rows into a sixtieth; deflate itself ends at a thousandth.
"""
_HEADER = 30
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """A zip whose files are given a block at a time; names are data here, and never become paths."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the zip's list of files. Raises Unreadable for a broken zip and one made to do damage."""
        stream.seek(0)
        try:
            self._zip = zipfile.ZipFile(Bounded(stream))
        except BROKEN as error:
            raise Unreadable(f"the workbook is no readable zip: {error}") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES:
            raise Unreadable(f"the workbook holds {len(infos)} files, more than {MOST_FILES}")
        _refuse_overlaps(infos)
        self._infos = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in infos}

    def has(self, name: str) -> bool:
        """Tell whether there is a file of this name."""
        return name.casefold() in self._infos

    def blocks(self, name: str, most: int = _LARGEST) -> Iterator[bytes]:
        """Yield a file's bytes. Raises Unreadable for a missing, damaged, locked or overlong file."""
        info = self._infos.get(name.casefold())
        if info is None:
            raise Unreadable(f"the workbook lacks {name}")
        if info.flag_bits & 1:
            raise Unreadable("the workbook is locked with a password", hint="save it without one")
        if info.compress_type not in _STORED_OR_DEFLATED:
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


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse files that share bytes, by which a small zip becomes a large one."""
    spans = sorted((info.header_offset, info.header_offset + _HEADER + info.compress_size) for info in infos)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise Unreadable("the files in the workbook overlap, which no program writes")
