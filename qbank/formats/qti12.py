"""QTI 1.2 as Canvas, Blackboard, D2L, Respondus and Common Cartridges have it: packages and documents."""

import posixpath
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source, Unreadable
from qbank.formats.qti12_media import MediaFinder
from qbank.formats.qti12_package import Document, contents, documents
from qbank.formats.qti12_reading import read_item
from qbank.formats.qti12_scan import Buffer, Group, Placed, Scan
from qbank.formats.qti12_writing import CARRIES, OPTIONS, write
from qbank.formats.xml_reading import utf_8
from qbank.formats.zip_reading import Package

__all__ = ["CARRIES", "OPTIONS", "read", "write"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAPPED_FROM = 16 << 20
"""Documents from this size on are not read into memory as a whole."""


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a package or document, before each the files it refers to.

    A question that is damaged is a diagnostic, one of a kind qbank has no model for is kept as it is. Raises
    Unreadable for what is no zip or has no document with questions.
    """
    source.stream.seek(0)
    is_package = source.stream.read(4).startswith(_ZIP)
    source.stream.seek(0)
    yield from _package(source.stream) if is_package else _single(source)


def _single(source: Source) -> Iterator[Item]:
    stream, said = utf_8(source)
    if said is not None:
        yield said
    yield from _Reader(MediaFinder(None)).document(_buffer(stream), "")


def _buffer(stream: BinaryIO) -> Buffer:
    """Give a stream's bytes: of a large file without reading them."""
    if stream.seek(0, 2) < _MAPPED_FROM:
        stream.seek(0)
        return stream.read()
    try:
        return mmap(stream.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError):  # a stream that is no file
        stream.seek(0)
        return stream.read()


def _package(stream: BinaryIO) -> Iterator[Item]:
    package = Package(stream)
    found = contents(package)
    yield from found.said
    reader = _Reader(MediaFinder(package, found.root), keeps=found.is_cartridge)
    for each in documents(package, found):
        if isinstance(each, Diagnostic):
            yield each
        else:
            yield from reader.of_package(each)


class _Reader:
    """Reads documents one after the other. With `keeps` it knows again what it has met in full."""

    def __init__(self, media: MediaFinder, *, keeps: bool = False) -> None:
        self._media = media
        self._keeps = keeps
        self._full: dict[bytes, tuple[Placed, str]] = {}
        self._count = 0

    def of_package(self, document: Document) -> Iterator[Item]:
        """Yield what a document of a package holds; one that cannot be read is a diagnostic."""
        before = self._count
        try:
            yield from self.document(document.data, document.name, is_reduced=document.is_reduced)
        except Unreadable as error:
            place = Place(error.place.line, None, document.name)
            yield Diagnostic(Severity.ERROR, "damaged", error.reason, place)
        if self._count == before:
            yield Diagnostic(Severity.NOTE, "no_questions", "no question in it", Place(path=document.name))

    def document(self, data: Buffer, name: str, *, is_reduced: bool = False) -> Iterator[Item]:
        """Yield what a document holds. Raises Unreadable for one that declares entities."""
        scan = Scan(data)
        for placed in scan.items():
            self._count += 1
            place = Place(placed.fragment.line, self._count, name)
            yield from self._item(placed, place, is_reduced=is_reduced)
        yield from (_drawing(group, name) for group in scan.groups if _draws(group))

    def _item(self, placed: Placed, place: Place, *, is_reduced: bool) -> Iterator[Item]:
        """Yield an item; one that another document says less of, as it is in full both times."""
        folder = posixpath.dirname(place.path)
        names = placed.names() if self._keeps else []
        if not is_reduced:
            self._full |= dict.fromkeys(names, (placed, folder))
        full = next((self._full[name] for name in names if is_reduced and name in self._full), None)
        if full is None:
            yield from read_item(placed, place, folder, self._media)
            return
        yield from (
            item for item in read_item(full[0], place, full[1], self._media) if isinstance(item, Found)
        )
        message = "the package has this question twice: it is read as the fuller document has it"
        yield Diagnostic(Severity.NOTE, "reduced_twin", message, place)


def _draws(group: Group) -> bool:
    """Tell whether a group gives some of its questions only, or those of a bank elsewhere."""
    count = group.said("selection_number")
    return bool(group.said("sourcebank_ref")) or (count.isdigit() and count != str(group.items))


def _drawing(group: Group, name: str) -> Diagnostic:
    count = group.said("selection_number")
    bank = group.said("sourcebank_ref")
    whence = "of another bank" if bank else f"of the {group.items} questions of {group.title or 'a group'}"
    message = f"it draws {count} {whence}: the questions are read, the drawing is not kept"
    return Diagnostic(Severity.NOTE, "drawing", message, Place(group.line, None, name))
