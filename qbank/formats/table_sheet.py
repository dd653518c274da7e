"""A table as its rows can be read from the start as often as wanted, whatever file they stand in."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from qbank.formats.base import Diagnostic, Place, Unreadable
from qbank.formats.table_dialect import dialect_of
from qbank.formats.table_rows import Row, escaped_rows, rows

_HEAD = 64 << 10


class Sheet(Protocol):
    """The rows of one table. `name` is '' where its file holds no other; `delimiter` '' where it has none."""

    @property
    def name(self) -> str:
        """What the sheet is called in its workbook."""
        ...

    @property
    def delimiter(self) -> str:
        """What stands between its cells."""
        ...

    def rows(self) -> Iterator[Row | Diagnostic]:
        """Yield the rows that are not blank, from the first on."""
        ...


class TextSheet:
    """The table of a delimited file."""

    name = ""

    def __init__(self, stream: BinaryIO, delimiter: str | None = None) -> None:
        """Take a stream of UTF-8; without a delimiter it is found out. Raises Unreadable where none is."""
        self._stream = stream
        self.delimiter = delimiter or _delimiter(stream)

    def rows(self) -> Iterator[Row | Diagnostic]:
        """Yield the rows that are not blank, from the first on."""
        return rows(self._stream, self.delimiter)


class EscapedSheet:
    """The table of a TSV file as qbank writes it: a row a line, tabs and line breaks in cells escaped."""

    name = ""
    delimiter = "\t"

    def __init__(self, stream: BinaryIO) -> None:
        """Take a stream of UTF-8."""
        self._stream = stream

    def rows(self) -> Iterator[Row | Diagnostic]:
        """Yield the rows that are not blank, from the first on."""
        return escaped_rows(self._stream)


def _delimiter(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(_HEAD)
    text = head.decode("utf-8", "ignore")
    if not text.strip():
        raise Unreadable("the table is empty", Place(line=1))
    layout = dialect_of(text, whole=len(head) < _HEAD)
    if layout is None:
        raise Unreadable("no comma, semicolon, tab or bar makes columns of this", Place(line=1))
    return layout.delimiter
