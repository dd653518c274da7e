"""The rows of a delimited file, with their lines; a quote that is never closed costs one row only."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import msgspec

from qbank.formats.base import Diagnostic, Place, Severity, Unreadable

LONGEST_ROW = 10 << 20
"""How many characters a row may have."""

_REREAD = 32 << 20
_ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r", '\\"': '"'}


class Row(msgspec.Struct, frozen=True):
    """A row that is not blank: the line it begins on, counted from 1, and its cells without outer blanks.

    `odd` tells of cells, by their places, that hold a `date`, an `error` or a `formula` without its value.
    """

    line: int
    cells: list[str]
    odd: Mapping[int, str] | None = None


def rows(stream: BinaryIO, delimiter: str) -> Iterator[Row | Diagnostic]:
    """Read the rows of a stream of UTF-8 from its start, blank ones left out; memory is one row's.

    A row with a broken quote is a diagnostic that names the line the quote opened on, and reading goes on
    with the line after that. Raises Unreadable for a line of more than 10 MiB, and where quotes are broken
    so often that the file is none of this kind.
    """
    stream.seek(0)
    csv.field_size_limit(LONGEST_ROW + 1)  # the limit is the process's: the standard library has no other
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        yield from _rows(_Lines(text), delimiter)
    finally:
        text.detach()


def escaped_rows(stream: BinaryIO) -> Iterator[Row]:
    """Read TSV as qbank writes it, a record a line; a cell that a spreadsheet put into quotes comes out.

    Raises Unreadable for a line of more than 10 MiB.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    number = 0
    try:
        while line := text.readline(LONGEST_ROW + 1):
            number += 1
            if len(line) > LONGEST_ROW:
                raise Unreadable("a line of more than 10 MiB", Place(line=number))
            cells = [_unescaped(cell.strip()) for cell in line.rstrip("\r\n").split("\t")]
            if any(cells):
                yield Row(number, cells)
    finally:
        text.detach()


def unquoted(cell: str) -> str:
    """Take off the quotes that a spreadsheet puts around a whole cell when it saves it as text."""
    inner = cell[1:-1]
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"').strip() if whole else cell


def _unescaped(cell: str) -> str:
    if (bare := unquoted(cell)) != cell or "\\" not in cell:
        return bare
    parts = iter(cell)
    pairs = (mark + next(parts, "") if mark == "\\" else mark for mark in parts)
    return "".join([_ESCAPES.get(pair, pair) for pair in pairs])


def _rows(lines: "_Lines", delimiter: str) -> Iterator[Row | Diagnostic]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        try:
            for raw in reader:
                cells = [cell.strip() for cell in raw]
                if any(cells):
                    yield Row(lines.row_line, cells)
                lines.begin_row()
            return
        except csv.Error:
            yield _broken(lines, delimiter)
            lines.begin_row()


def _broken(lines: "_Lines", delimiter: str) -> Diagnostic:
    opened = _opening(lines.row, delimiter)
    line = lines.row_line + opened
    never = lines.row_line + len(lines.row) - 1 > line
    lines.give_back(opened + 1)
    reason = "is not closed before the cell's text ends" if never else "does not end its cell"
    message = f"a quote that opens on this line {reason}; a quote inside a cell is written twice"
    return Diagnostic(Severity.ERROR, "quote", message, Place(line=line))


def _opening(row: Sequence[str], delimiter: str) -> int:
    """Find the line, from 0, on which the cell that breaks a row opens its quote."""
    opened = 0
    inside = False
    for number, line in enumerate(row):
        before = delimiter
        for mark in line:
            if mark == '"' and (inside or before in (delimiter, '"')):
                if not inside and before != '"':
                    opened = number
                inside = not inside
            if inside or mark != " " or before != delimiter:
                before = mark
    return opened


class _Lines:
    """The lines of a text, those of the row being read kept so that they can be read again."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._ahead: deque[str] = deque()
        self._number = 0
        self._length = 0
        self._reread = 0
        self.row: list[str] = []

    @property
    def row_line(self) -> int:
        """The number of the row's first line, from 1."""
        return self._number - len(self.row) + 1

    def begin_row(self) -> None:
        self.row = []
        self._length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._text.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) > LONGEST_ROW:
            raise Unreadable("a line of more than 10 MiB", Place(line=self._number))
        self.row.append(line)
        self._length += len(line)
        if self._length > LONGEST_ROW:
            raise csv.Error("the row is too long")
        return line

    def give_back(self, kept: int) -> None:
        """Let the row's lines after its first `kept` ones be read again."""
        again = self.row[kept:]
        self._reread += sum(map(len, again))
        if self._reread > _REREAD:
            raise Unreadable("quotes are opened and not closed all over the file", Place(line=self.row_line))
        self._ahead.extendleft(reversed(again))
        self._number -= len(again)
        del self.row[kept:]
