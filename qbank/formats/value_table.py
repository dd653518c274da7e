"""Values for questions the bank has: a table's or a JSON file's rows, as named cells with their lines."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import msgspec

from qbank.domain import jsontext
from qbank.formats.base import Diagnostic, Place, Source, Unreadable
from qbank.formats.encoding import decoded
from qbank.formats.json_stream import elements, first_byte
from qbank.formats.table_dialect import DELIMITERS
from qbank.formats.table_form_writing import unguarded
from qbank.formats.table_mapping import names_of
from qbank.formats.table_rows import Row
from qbank.formats.table_sheet import EscapedSheet, Sheet, TextSheet
from qbank.formats.xlsx_package import Package
from qbank.formats.xlsx_sheet import WorkbookSheet
from qbank.formats.xlsx_workbook import workbook_of

_HEAD = 64 << 10
_ZIP = b"PK\x03\x04"
Named = Callable[[str], bool]


class ValueRow(NamedTuple):
    """A row: the line it begins on, counted from 1, its cells by column, and why it cannot be read, if so."""

    line: int
    cells: dict[str, Any]
    wrong: str | None = None


@dataclass(slots=True)
class ValueTable:
    """A file of values. `names` are the columns of a table in order; JSON objects name their own: none."""

    stream: BinaryIO
    told: Diagnostic | None
    sheet: Sheet | None = None
    names: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows in order, at flat memory. Raises Unreadable where the file breaks off."""
        return _of_json(self.stream) if self.sheet is None else _of_sheet(self.sheet, self.names)


def value_table(source: Source, known: Named) -> ValueTable:
    """Recognise a file of values: a table or workbook whose first row names its columns, NDJSON, JSON.

    `known` tells the names a column may have, by which the delimiter or the sheet is found. What has neither
    an object nor a row in it is an empty JSON file. Raises Unreadable for damaged text and broken workbooks.
    """
    source.stream.seek(0)
    if source.stream.read(4) == _ZIP:
        return _of_workbook(source, known)
    stream, told = decoded(source)
    if first_byte(stream) in (b"{", b"[", b""):
        return ValueTable(stream, told)
    delimiter = _delimiter(stream, known)
    sheet = EscapedSheet(stream) if delimiter == "\t" else TextSheet(stream, delimiter)
    return _with_names(stream, told, sheet)


def _of_workbook(source: Source, known: Named) -> ValueTable:
    """Take the sheet of a workbook whose first row names most columns that are known."""
    book = workbook_of(Package(source.stream))
    best: ValueTable | None = None
    for part in book.sheets:
        sheet = WorkbookSheet(book, part)
        source.copies.append(sheet.spool)
        if next(sheet.rows(), None) is not None:
            table = _with_names(source.stream, None, sheet)
            if best is None or _known(table, known) > _known(best, known):
                best = table
    if best is None:
        raise Unreadable("the workbook holds no row")
    return best


def _known(table: ValueTable, known: Named) -> int:
    return sum(map(known, table.names))


def _with_names(stream: BinaryIO, told: Diagnostic | None, sheet: Sheet) -> ValueTable:
    header = next(sheet.rows(), None)
    if not isinstance(header, Row):
        raise Unreadable("the line that names the columns cannot be read", Place(line=1))
    return ValueTable(stream, told, sheet, names_of(header.cells))


def _delimiter(stream: BinaryIO, known: Named) -> str:
    """Find what divides the header into names that are known, else into most."""
    stream.seek(0)
    line = stream.read(_HEAD).decode("utf-8", "ignore").lstrip().partition("\n")[0]

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        return sum(known(cell.strip()) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _of_sheet(sheet: Sheet, names: list[str]) -> Iterator[ValueRow]:
    width = len(names)
    read = sheet.rows()
    header = next(read)
    for row in read:
        if isinstance(row, Diagnostic):
            yield ValueRow(row.place.line or 0, {}, row.message)
        elif isinstance(header, Row) and row.cells != header.cells:
            cells = dict(zip(names, map(unguarded, row.cells), strict=False))
            yield ValueRow(row.line, cells, _too_wide(row, width))


def _too_wide(row: Row, width: int) -> str | None:
    if len(row.cells) <= width or not any(row.cells[width:]):
        return None
    return f"the row has {len(row.cells)} cells, the table {width} columns: is a cell not in quotes?"


def _of_json(stream: BinaryIO) -> Iterator[ValueRow]:
    """Read objects; what an export holds beside its questions is passed over."""
    for raw, line, _ in elements(stream):
        try:
            value = jsontext.decode_exact(raw)
        except (msgspec.DecodeError, RecursionError, ArithmeticError) as error:
            yield ValueRow(line, {}, f"no JSON: {error}")
            continue
        if not isinstance(value, dict):
            yield ValueRow(line, {}, "no object with a key and values")
        elif value.get("kind", "question") == "question":
            yield ValueRow(line, value)
