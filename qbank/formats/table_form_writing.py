"""qbank's own table as CSV and TSV."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from qbank.domain.question import QuestionDocument
from qbank.formats.base import Loss, WriteOption
from qbank.formats.table_form_spool import FormSpool

EXCEL_SAFE = "excel-safe"
OPTIONS = (
    WriteOption(
        EXCEL_SAFE,
        "begin with a byte order mark, and put ' before what a spreadsheet would calculate; "
        "reading the file takes both off",
        ("no", "yes", "0", "1"),
    ),
)
_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTE = "'"
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write_csv(questions: Iterable[QuestionDocument], stream: BinaryIO, *, safe: bool) -> Iterator[Loss]:
    """Write questions as CSV, and yield what it does not hold of them."""
    with FormSpool() as spool:
        yield from spool.take(questions, "csv")
        _begin(stream, safe)
        buffer = io.StringIO()
        # A cell is quoted for what ends a line, and only then: so \r must, though \n alone is written.
        writer = csv.writer(buffer, lineterminator="\r\n")
        for row in chain([spool.columns], spool.rows()):
            writer.writerow([guarded(cell, safe=safe) for cell in row])
            stream.write(buffer.getvalue().removesuffix("\r\n").encode() + b"\n")
            buffer.seek(0)
            buffer.truncate()


def write_tsv(questions: Iterable[QuestionDocument], stream: BinaryIO, *, safe: bool) -> Iterator[Loss]:
    """Write questions as TSV, a line each, and yield what it does not hold of them.

    Tabs, line breaks and backslashes in a cell are escaped, as in every TSV that qbank writes.
    """
    with FormSpool() as spool:
        yield from spool.take(questions, "tsv")
        _begin(stream, safe)
        stream.write("\t".join(spool.columns).encode() + b"\n")
        for row in spool.rows():
            cells = [guarded(cell, safe=safe).translate(_TSV) for cell in row]
            stream.write("\t".join(map(_unlike_quoted, cells)).encode() + b"\n")


def _begin(stream: BinaryIO, safe: bool) -> None:
    if safe:
        stream.write(codecs.BOM_UTF8)


def _unlike_quoted(cell: str) -> str:
    """Write a cell so that it is not taken for one that a spreadsheet has put into quotes."""
    return f"\\{cell}" if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def guarded(cell: str, *, safe: bool) -> str:
    """Put a ' before what would be calculated, and before a text that begins as if it had one already."""
    seems_guarded = cell.startswith(_QUOTE) and cell[1:].startswith((*_CALCULATED, _QUOTE))
    return _QUOTE + cell if seems_guarded or (safe and cell.startswith(_CALCULATED)) else cell


def unguarded(cell: str) -> str:
    """Take off the ' that keeps a spreadsheet from calculating."""
    return cell[1:] if cell.startswith(_QUOTE) and cell[1:].startswith((*_CALCULATED, _QUOTE)) else cell
