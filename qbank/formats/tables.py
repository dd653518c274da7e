"""CSV and TSV: one question a row, one column a choice, and a key that is a letter, a number or a text."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.formats.answer_keys import KeyColumn, UndecidedKeys
from qbank.formats.base import (
    AnswerStyle,
    Diagnostic,
    Found,
    Item,
    Place,
    Reading,
    ReadOptions,
    Severity,
    Source,
    Undecided,
)
from qbank.formats.encoding import decoded
from qbank.formats.table_columns import Field
from qbank.formats.table_questions import Cells, KeyedChoices, RowProblem, keyed_choices, question_of
from qbank.formats.table_rows import Row, rows
from qbank.formats.table_shape import Table, table_of
from qbank.formats.table_words import spoilt_dates


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a table, after a note that says what was taken for what.

    The file is read twice: for what its keys mean, then for its questions. Memory is flat. Raises Undecided
    where nothing tells what the keys mean, Unreadable where the columns make no questions or the file is no
    table, and QbankError (usage) for a mapping that names no field or column.
    """
    stream, told = decoded(source)
    try:
        yield from _read(stream, options, told)
    finally:
        if stream is not source.stream:
            stream.close()


def _read(stream: BinaryIO, options: ReadOptions, told: Diagnostic | None) -> Iterator[Item]:
    table = table_of(stream, options.mapping)
    style = options.answers or _style(stream, table)
    note = table.columns.said(table.delimiter) + (f"; keys: {style}" if table.columns.choices else "")
    yield Diagnostic(Severity.NOTE, "mapping", note, Place(line=table.columns.header_line or None))
    if told:
        yield told
    yield from _items(stream, table, style)


def _style(stream: BinaryIO, table: Table) -> AnswerStyle:
    keys = KeyColumn()
    for _, keyed in _keyed(stream, table):
        keys.add(*keyed)
    try:
        return keys.decide()
    except UndecidedKeys as undecided:
        raise Undecided(undecided.reason, _readings(stream, table, undecided)) from undecided


def _keyed(stream: BinaryIO, table: Table) -> Iterator[tuple[Cells, KeyedChoices]]:
    """Give the rows of a table that have a key and choices, with these."""
    for row in _rows(stream, table):
        if isinstance(row, Row):
            try:
                cells = _cells(row, table)
            except RowProblem:
                continue
            keyed = keyed_choices(cells)
            if keyed:
                yield cells, keyed


def _readings(stream: BinaryIO, table: Table, undecided: UndecidedKeys) -> tuple[Reading, ...]:
    keyed = enumerate(_keyed(stream, table))
    samples = [cells for ordinal, (cells, _) in keyed if ordinal in undecided.samples]
    found = []
    for style in undecided.styles:
        documents = []
        for cells in samples:
            try:
                documents.append(question_of(cells, style))
            except RowProblem:
                continue
        found.append(Reading(style, tuple(documents)))
    return tuple(found)


def _items(stream: BinaryIO, table: Table, style: AnswerStyle) -> Iterator[Item]:
    above: list[int] = []
    count = 0
    for row in rows(stream, table.delimiter):
        if isinstance(row, Diagnostic):
            yield row
        elif row.line < table.columns.header_line:
            above.append(row.line)
        elif row.line == table.columns.header_line or _repeats_header(row, table):
            yield from _skipped(row, table, above)
        else:
            count += 1
            yield from _item(row, count, table, style)


def _rows(stream: BinaryIO, table: Table) -> Iterator[Row | Diagnostic]:
    header = table.columns.header_line
    for row in rows(stream, table.delimiter):
        if isinstance(row, Diagnostic) or (row.line > header and not _repeats_header(row, table)):
            yield row


def _repeats_header(row: Row, table: Table) -> bool:
    return bool(table.header) and row.cells == table.header


def _skipped(row: Row, table: Table, above: Sequence[int]) -> Iterator[Diagnostic]:
    if row.line != table.columns.header_line:
        yield Diagnostic(Severity.NOTE, "header", "the header once more: left out", Place(line=row.line))
    elif above:
        reason = f"{len(above)} row{'s' * (len(above) > 1)} above the header left out"
        yield Diagnostic(Severity.WARNING, "above-header", reason, Place(line=above[0]))


def _item(row: Row, count: int, table: Table, style: AnswerStyle) -> Iterator[Item]:
    place = Place(line=row.line, item=count)
    try:
        cells = _cells(row, table)
        document = question_of(cells, style)
    except RowProblem as problem:
        at = Place(line=row.line, item=count, path=problem.column)
        yield Diagnostic(Severity.ERROR, problem.code, _told(problem), at)
        return
    yield from _doubts(row, place, table)
    if document.type is QuestionType.ESSAY and cells.lacks_answer():
        reason = "no choices and no key: read as an essay question"
        yield Diagnostic(Severity.WARNING, "no-answer", reason, place)
    yield Found(document, place)


def _told(problem: RowProblem) -> str:
    return f"column {problem.column!r}: {problem.reason}" if problem.column else problem.reason


def _cells(row: Row, table: Table) -> Cells:
    """Give a row as many cells as the table has columns. Raises RowProblem where that cannot be."""
    width = len(table.columns.names)
    cells = row.cells
    if len(cells) > width and any(cells[width:]):
        hint = f"is a cell with {table.delimiter!r} in it unquoted?"
        raise RowProblem("cells", f"{_counted(len(cells))}, the table has {width} columns: {hint}")
    needed = [*table.columns.places(Field.STEM), *table.columns.places(Field.ANSWER)[:1]]
    if len(cells) <= max(needed):
        raise RowProblem("cells", f"{_counted(len(cells))}, the table has {width} columns")
    _refuse_spoilt(cells, table)
    return Cells([*cells[:width], *[""] * (width - len(cells))], table.columns)


def _counted(cells: int) -> str:
    return f"the row has {cells} cell{'s' * (cells != 1)}"


def _refuse_spoilt(cells: Sequence[str], table: Table) -> None:
    """Refuse a NUL, and a cell with just the line breaks and delimiters of rows that a quote swallowed."""
    apart = len(table.columns.names) - 1
    whole = "".join(cells)
    if "\0" not in whole and "\n" not in whole and "\r" not in whole:
        return
    for name, cell in zip(table.columns.names, cells, strict=False):
        if "\0" in cell:
            raise RowProblem("nul", "the cell holds a NUL character", name)
        breaks = cell.count("\n") or cell.count("\r")
        if breaks and apart > 2 and cell.count(table.delimiter) == breaks * apart:
            raise RowProblem("quote", "the cell holds what looks like rows: is a quote not closed?", name)


def _doubts(row: Row, place: Place, table: Table) -> Iterator[Diagnostic]:
    width = len(table.columns.names)
    if len(row.cells) < width:
        missing = ", ".join(table.columns.names[len(row.cells) :])
        yield Diagnostic(
            Severity.WARNING, "short-row", f"the row ends before {missing}: read as empty", place
        )
    choices = [row.cells[p] if p < len(row.cells) else "" for p in table.columns.choices]
    for position in spoilt_dates(choices):
        column = table.columns.names[table.columns.choices[position]]
        reason = f"column {column!r}: did a spreadsheet turn a value into the date {choices[position]!r}?"
        yield Diagnostic(Severity.WARNING, "date", reason, Place(place.line, place.item, column))
