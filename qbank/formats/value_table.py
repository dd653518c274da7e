"""Values for questions the bank has: a table's or a JSON file's rows, as named cells with their lines."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import msgspec

from qbank.domain import jsontext
from qbank.formats.base import Diagnostic, Place, Source, Unreadable
from qbank.formats.encoding import decoded
from qbank.formats.json_stream import elements, first_byte
from qbank.formats.table_dialect import DELIMITERS
from qbank.formats.table_mapping import names_of
from qbank.formats.table_rows import LONGEST_ROW, Row, rows

_HEAD = 64 << 10
_ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
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
    delimiter: str = ""
    names: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows in order, at flat memory. Raises Unreadable where the file breaks off."""
        return _of_table(self) if self.delimiter else _of_json(self.stream)


def value_table(source: Source, known: Named) -> ValueTable:
    """Recognise a file of values: CSV or TSV whose first row names its columns, NDJSON, or a JSON array.

    `known` tells the names a column may have, by which the delimiter is found. What has neither an object
    nor a row in it is an empty JSON file. Raises Unreadable for damaged text.
    """
    stream, told = decoded(source)
    first = first_byte(stream)
    if first in (b"{", b"[", b""):
        return ValueTable(stream, told)
    delimiter = _delimiter(stream, known)
    header = next(_rows(stream, delimiter), None)
    if not isinstance(header, Row):
        raise Unreadable("the line that names the columns cannot be read", Place(line=1))
    return ValueTable(stream, told, delimiter, names_of(header.cells))


def _delimiter(stream: BinaryIO, known: Named) -> str:
    """Find what divides the header into names that are known, else into most."""
    stream.seek(0)
    line = stream.read(_HEAD).decode("utf-8", "ignore").lstrip().partition("\n")[0]

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        return sum(known(cell.strip()) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _rows(stream: BinaryIO, delimiter: str) -> Iterator[Row | Diagnostic]:
    return _tabbed(stream) if delimiter == "\t" else rows(stream, delimiter)


def _tabbed(stream: BinaryIO) -> Iterator[Row]:
    """Read TSV as qbank writes it, a record a line; a cell that a spreadsheet put into quotes comes out."""
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


def _unescaped(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        return cell[1:-1].replace('""', '"').strip()
    if "\\" not in cell:
        return cell
    parts = iter(cell)
    pairs = (mark + next(parts, "") if mark == "\\" else mark for mark in parts)
    return "".join([_ESCAPES.get(pair, pair) for pair in pairs])


def _of_table(table: ValueTable) -> Iterator[ValueRow]:
    width = len(table.names)
    read = _rows(table.stream, table.delimiter)
    header = next(read)
    for row in read:
        if isinstance(row, Diagnostic):
            yield ValueRow(row.place.line or 0, {}, row.message)
        elif isinstance(header, Row) and row.cells != header.cells:
            yield ValueRow(row.line, dict(zip(table.names, row.cells, strict=False)), _too_wide(row, width))


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
