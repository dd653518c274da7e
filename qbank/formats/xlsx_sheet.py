"""The rows of a workbook's sheet: read once into a private file, then as often as wanted from there."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from qbank.formats.base import Place, Unreadable
from qbank.formats.letters import place_called
from qbank.formats.table_rows import Row
from qbank.formats.table_shape import MOST_COLUMNS
from qbank.formats.xlsx_numbers import Kind, shown
from qbank.formats.xlsx_workbook import SheetPart, Workbook, unescaped, whole
from qbank.formats.xlsx_xml import Attributes, Handler, parse
from qbank.temporary import temporary_file

MOST_ROWS = 1_048_576
_LARGEST_SPOOL = 4 << 30
_MOST_CELLS = 50_000_000
_MOST_MERGES = 10_000
_MOST_SHARED = 64 << 20
_TIMES_SHARED = 5
"""A sheet may show so many characters of the texts that cells share, and so many times what these hold."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_Spooled = tuple[int, list[str], dict[int, str]]


class WorkbookSheet:
    """A sheet's rows, merged cells filled down. Closing the file it keeps them in is the caller's."""

    delimiter = ""
    name: str

    def __init__(self, book: Workbook, part: SheetPart) -> None:
        """Read a sheet. Raises Unreadable where it is broken or too large."""
        self.name = part.name
        self.spool: BinaryIO = temporary_file()
        handler = _Rows(book, self.spool)
        try:
            parse(book.package.blocks(part.part), handler, f"sheet {part.name!r}")
        except BaseException:
            self.spool.close()
            raise
        self._merged = handler.merged

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are not blank, by their numbers."""
        self.spool.seek(0)
        decoder = msgspec.msgpack.Decoder(_Spooled)
        kept: dict[tuple[int, int], str] = {}
        while length := self.spool.read(4):
            line, cells, odd = decoder.decode(self.spool.read(int.from_bytes(length, "big")))
            if self._merged:
                self._fill(line, cells, kept)
            yield Row(line, cells, odd or None)

    def _fill(self, line: int, cells: list[str], kept: dict[tuple[int, int], str]) -> None:
        """Give the cells below the first of a merged column its text."""
        for column, first, last in self._merged:
            if line == first and column < len(cells):
                kept[column, first] = cells[column]
            elif first < line <= last and (text := kept.get((column, first))):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or text


class _Rows(Handler):
    """Gathers the cells of each row, and writes the row away when it ends."""

    def __init__(self, book: Workbook, spool: BinaryIO) -> None:
        self._book = book
        self._spool = spool
        self._encode = msgspec.msgpack.Encoder().encode
        self._line = 0
        self._column = -1
        self._count = 0
        self._left = _MOST_SHARED + _TIMES_SHARED * sum(map(len, book.texts))
        self._cells: list[str] = []
        self._odd: dict[int, str] = {}
        self._cell: Attributes = {}
        self._value: str | None = None
        self._runs: list[str] = []
        self._formula = False
        self._aside = False
        self.merged: list[tuple[int, int, int]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of a row, a cell, or a part of one."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        self.text.clear()

    def _begin_row(self, attributes: Attributes) -> None:
        line = whole(attributes.get("r")) or self._line + 1
        if line <= self._line or line > MOST_ROWS:
            raise Unreadable("its rows are out of order", Place(line=line))
        self._line, self._column = line, -1
        self._cells, self._odd = [], {}

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._value, self._runs, self._formula = None, [], False
        reference = attributes.get("r")
        self._column = _column(reference) if reference else self._column + 1
        self._count += 1
        if self._count > _MOST_CELLS:
            raise Unreadable(f"the sheet has more than {_MOST_CELLS:,} cells", Place(line=self._line))

    def end(self, name: str) -> None:
        """Take the end of a value, of a cell, of a row."""
        if name == "v":
            self._value = "".join(self.text)
        elif name == "t" and not self._aside:
            self._runs.append("".join(self.text))
        elif name == "rPh":
            self._aside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        self.text.clear()

    def _end_cell(self) -> None:
        text, odd = self._read()
        text = text.strip()
        if odd is None and not text:
            return
        if self._column >= MOST_COLUMNS:
            raise Unreadable(f"a row of {self._column + 1} cells", Place(line=self._line))
        if odd is not None:
            self._odd[self._column] = odd
        self._cells.extend([""] * (self._column + 1 - len(self._cells)))
        self._cells[self._column] = text

    def _read(self) -> tuple[str, Kind | None]:
        kind, value = self._cell.get("t", "n"), self._value
        if kind == "inlineStr":
            return unescaped("".join(self._runs)), None
        if value is None or value == "":
            return "", Kind.FORMULA if self._formula and kind != "str" else None
        if kind == "s":
            number = whole(value.strip())
            if number >= len(self._book.texts):
                raise Unreadable(
                    f"a cell refers to text {number}, which is not there", Place(line=self._line)
                )
            return self._shared(self._book.texts[number]), None
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE", None
        if kind == "e":
            return value, Kind.ERROR
        if kind == "d":
            return value.replace("T", " ").removesuffix(" 00:00:00"), Kind.DATE
        return (unescaped(value), None) if kind == "str" else self._number(value)

    def _shared(self, text: str) -> str:
        """Give a text that cells share. Raises Unreadable where they share it more than anybody writes."""
        self._left -= len(text)
        if self._left < 0:
            raise Unreadable("its cells repeat long texts beyond any use", Place(line=self._line))
        return text

    def _number(self, value: str) -> tuple[str, Kind | None]:
        style = whole(self._cell.get("s"))
        code = self._book.formats[style] if style < len(self._book.formats) else ""
        return shown(value, code, from_1904=self._book.from_1904)

    def _end_row(self) -> None:
        if not any(self._cells) and not self._odd:
            return
        data = self._encode((self._line, self._cells, self._odd))
        self._spool.write(len(data).to_bytes(4, "big"))
        self._spool.write(data)
        if self._spool.tell() > _LARGEST_SPOOL:
            raise Unreadable("the sheet holds more than 4 GiB", Place(line=self._line))

    def _merge(self, reference: str) -> None:
        """Remember a merged range that goes over several rows, by its first column."""
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end and int(start[2]) < int(end[2]) and len(self.merged) < _MOST_MERGES:
            self.merged.append((_column(first), int(start[2]), int(end[2])))


def _column(reference: str) -> int:
    """Give the column of a cell's reference, `AB12`, from 0. Raises Unreadable for what is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise Unreadable(f"a cell has the reference {reference[:20]!r}, which is none")
    return place_called(found[1])
