"""Listings as lines: TSV, CSV, NDJSON, JSON, ids. Bytes out, UTF-8 and \\n on every system."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from qbank.cli.cells import Cell, plain
from qbank.cli.options import Format
from qbank.domain import jsontext
from qbank.domain.jsontext import as_array_of as as_array_of

Rows = Iterable[Sequence[Cell]]
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def tsv(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Yield one line a row; a tab, a newline and a backslash inside a cell are escaped."""
    for row in rows:
        cells = [cell if type(cell) is str else plain(cell) for cell in row]
        line = "\t".join(cells)
        if "\n" in line or "\\" in line or "\r" in line or line.count("\t") != len(cells) - 1:
            line = "\t".join([cell.translate(_ESCAPES) for cell in cells])
        yield line.encode("utf-8", "backslashreplace") + b"\n"


def comma_separated(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Yield one record a row, quoted where it must be; a newline inside a cell stays one."""
    buffer = io.StringIO()
    # A cell is quoted for what ends a line, and only then: so \r must, though \n alone is written.
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        yield buffer.getvalue().removesuffix("\r\n").encode("utf-8", "backslashreplace") + b"\n"
        buffer.seek(0)
        buffer.truncate()


def ndjson(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Yield one object a row, values with their types."""
    for row in rows:
        yield jsontext.encode(dict(zip(columns, row, strict=True))) + b"\n"


def json_array(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Yield one array of the objects of `ndjson`, an object a line."""
    return as_array(ndjson(columns, rows))


def as_array(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Make one JSON array of lines that are each a JSON value."""
    opening = b"[\n"
    for line in lines:
        yield opening + line.rstrip(b"\n")
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def ids(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Yield the full id of each row."""
    place = columns.index("id")
    for row in rows:
        yield plain(row[place]).encode() + b"\n"


WRITERS: dict[Format, Callable[[Sequence[str], Rows], Iterator[bytes]]] = {
    Format.TSV: tsv,
    Format.CSV: comma_separated,
    Format.NDJSON: ndjson,
    Format.JSON: json_array,
    Format.IDS: ids,
}
WITH_HEADER = {Format.TSV: tsv, Format.CSV: comma_separated}
