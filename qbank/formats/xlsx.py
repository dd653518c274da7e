"""Excel workbooks: every sheet of questions is read as a table is, its cells as a reader sees them.

The XML is read here, at flat memory, and not by a library. python-calamine is the fastest there is, and a
workbook of 900 bytes with a cell at A1 and one at XFD1048576 makes it reserve 512 GiB and end the process.
openpyxl needs five to nine times as long, keeps an element for every row, and refuses sheets for views and
validations it does not understand and that no question is in.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats import table_form_cells
from qbank.formats.base import (
    Diagnostic,
    Item,
    Loss,
    Pictures,
    Place,
    ReadOptions,
    Severity,
    Source,
    Unreadable,
    WriteOptions,
)
from qbank.formats.table_form_reading import FormReader, form_of
from qbank.formats.table_reading import TableReader, reader_of
from qbank.formats.xlsx_package import Package
from qbank.formats.xlsx_sheet import WorkbookSheet
from qbank.formats.xlsx_workbook import SheetPart, Workbook, workbook_of
from qbank.formats.xlsx_writing import write_xlsx

_Reader = TableReader | FormReader
SHEET = "sheet"
"""The name by which `--map` says which sheet is meant: not a field of a question."""

_NO_NAME = re.compile(
    r"(?:sheet|tabelle|table|feuil|feuille|hoja|planilha|folha|munka|foglio|blad|ark|arkusz|list|лист|аркуш|"
    r"sayfa|工作表|シート|questions?|fragen|preguntas|perguntas|mcqs?|mc|quiz|data|import)\s*\d*",
    re.IGNORECASE,
)
"""The names of sheets that tell nothing of what the questions are about."""


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of all sheets that hold some, each sheet after a note of what was taken for what.

    A sheet's name is the category of its questions where several sheets hold some and the row names none.
    Hidden sheets and those that are no tables of questions are left out with a warning. Raises Unreadable
    where no sheet holds questions; Undecided and QbankError as `tables.read` does.
    """
    book = workbook_of(Package(source.stream))
    said = dict(options.mapping)
    wanted = _wanted(book, said.pop(SHEET, None))
    readers: list[_Reader] = []
    left_out: list[Diagnostic] = []
    for part in wanted:
        if part.hidden and len(wanted) > 1:
            left_out.append(_left_out(part.name, "it is hidden"))
            continue
        sheet = WorkbookSheet(book, part)
        source.copies.append(sheet.spool)
        try:
            form = form_of(sheet) if not said and options.answers is None else None
            readers.append(form or reader_of(sheet, options, said))
        except (Unreadable, QbankError) as refusal:
            left_out.append(_left_out(part.name, _reason(refusal)))
            if len(wanted) == 1:
                raise
    if not readers:
        raise Unreadable(
            "; ".join(f"sheet {each.place.path!r}: {each.message}" for each in left_out), hint=_HOW
        )
    readers, copies = _apart(readers)
    yield from _items(readers, left_out + copies)


_HOW = "--map sheet=NAME says which sheet holds the questions, --map stem=COLUMN what is where in it"


CARRIES = table_form_cells.CARRIES


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write qbank's own table into a workbook of one sheet; flat memory.

    Yields what `tables.write` yields, and leaves out, saying so, a question with more text than a cell takes.
    Raises QbankError as `write_xlsx` does.
    """
    return write_xlsx(questions, stream)


def _wanted(book: Workbook, name: str | None) -> list[SheetPart]:
    """Give the sheets to read: all, or the one the person named. Raises QbankError (usage), Unreadable."""
    if not book.sheets:
        raise Unreadable("the workbook has no sheet")
    if name is None:
        return book.sheets
    named = [part for part in book.sheets if part.name.strip().casefold() == name.strip().casefold()]
    if not named:
        hint = f"its sheets are {', '.join(part.name for part in book.sheets)}"
        raise QbankError(Kind.USAGE, f"--map {SHEET}={name}: the workbook has no such sheet", hint=hint)
    return named[:1]


def _left_out(name: str, reason: str) -> Diagnostic:
    message = f"the sheet is left out: {reason}; --map {SHEET}=NAME reads one by itself"
    return Diagnostic(Severity.WARNING, "sheet", message, Place(path=name))


def _reason(refusal: Unreadable | QbankError) -> str:
    return refusal.reason if isinstance(refusal, Unreadable) else refusal.message


def _apart(readers: list[_Reader]) -> tuple[list[_Reader], list[Diagnostic]]:
    """Leave out the sheets all of whose questions stand in a larger one too: copies made to work on."""
    stems = [frozenset(reader.stems()) for reader in readers]
    kept, left_out = [], []
    for place, reader in enumerate(readers):
        others = (other for other in range(len(readers)) if len(stems[other]) > len(stems[place]))
        larger = next((other for other in others if stems[place] <= stems[other]), None)
        if larger is None:
            kept.append(reader)
        else:
            name = readers[larger].sheet.name
            reason = f"all of its questions are in sheet {name!r} too"
            left_out.append(_left_out(reader.sheet.name, reason))
    return kept, left_out


def _items(readers: list[_Reader], left_out: list[Diagnostic]) -> Iterator[Item]:
    """Yield the items of all sheets, the first note first, their questions counted on."""
    count = 0
    for number, reader in enumerate(readers):
        name = reader.sheet.name
        category = name if len(readers) > 1 and not _NO_NAME.fullmatch(name.strip()) else ""
        for item in reader.items(category, count):
            yield item
            count = max(count, item.place.item or 0)
        if not number:
            yield from left_out
