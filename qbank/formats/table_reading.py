"""The tables of a file made into questions: what their keys mean, then row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbank.domain.category_path import join_path
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
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
    Undecided,
)
from qbank.formats.json_media import MediaTaker
from qbank.formats.json_pictures import take_pictures
from qbank.formats.read_ahead import in_bunches
from qbank.formats.table_cells import Cells, RowProblem, keyed_choices
from qbank.formats.table_columns import Field
from qbank.formats.table_credit import CreditScale
from qbank.formats.table_headless import decoded
from qbank.formats.table_kept import KeptCells
from qbank.formats.table_odd import odd_cells, path_in
from qbank.formats.table_questions import Meaning, question_of
from qbank.formats.table_rows import Row
from qbank.formats.table_shape import Table, table_of
from qbank.formats.table_sheet import Sheet
from qbank.formats.table_templates import counted_as_named, counted_from
from qbank.formats.table_words import may_be_dates, spoilt_dates


@dataclass(frozen=True, slots=True)
class TableReader:
    """A table, what its keys mean, and the styles that these are read in."""

    table: Table
    meaning: Meaning
    read_as: Sequence[AnswerStyle]

    @property
    def sheet(self) -> Sheet:
        """The sheet that the table stands in."""
        return self.table.sheet

    def items(self, category: str = "", before: int = 0) -> Iterator[Item]:
        """Yield what was taken for what, then the questions.

        `category` is that of rows that name none, `before` counts the questions that came before.
        """
        columns, sheet = self.table.columns, self.table.sheet
        note = columns.said(sheet.delimiter)
        if columns.choices and not columns.marked and columns.places(Field.ANSWER):
            note += f"; keys: {', '.join(self.read_as) or self.meaning.style}"
            if self.read_as and self.meaning.style not in self.read_as:
                note += f", none is {self.meaning.style}"
        told = Place(line=columns.header_line or None, path=sheet.name)
        yield Diagnostic(Severity.NOTE, "mapping", note, told)
        if not columns.header_line and not columns.choices:
            reason = "no row names the columns: read as questions and their answers"
            yield Diagnostic(Severity.WARNING, "no-header", reason, told)
        yield from in_bunches(self._of_rows(category, before))

    def stems(self) -> Iterator[int]:
        """Yield a number for the text of each question, the same for the same text."""
        return (hash(cells.one(Field.STEM)) for cells in _all_cells(self.table) if cells.one(Field.STEM))

    def _of_rows(self, category: str, count: int) -> Iterator[tuple[int, Iterable[Item]]]:
        """Yield what each row gives, with how many characters it has."""
        above: list[int] = []
        kept = KeptCells(self.table.columns, self.table.sheet.name)
        header = self.table.columns.header_line
        for row in self.table.sheet.rows():
            if isinstance(row, Diagnostic):
                yield 0, (row,)
            elif row.line < header:
                above.append(row.line)
            elif row.line == header or _repeats_header(row, self.table):
                yield 0, _skipped(row, self.table, above)
            elif not _is_numbered_only(row, self.table):
                count += 1
                yield sum(map(len, row.cells)), self._of_row(row, count, category, kept)
        yield 0, kept.told()

    def _of_row(self, row: Row, count: int, category: str, kept: KeptCells) -> Iterator[Item]:
        place = Place(line=row.line, item=count, path=self.table.sheet.name)
        doubts: list[RowProblem] = []
        try:
            cells = cells_of(row, self.table)
            document = question_of(cells, self.meaning, doubts)
        except RowProblem as problem:
            at = Place(line=row.line, item=count, path=path_in(self.table.sheet.name, problem.column))
            yield Diagnostic(Severity.ERROR, problem.code, problem.reason, at)
            return
        kept.note(document, cells)
        if category and document.category is None:
            document.category = join_path([category])
        if cells.has_markup and any("data:" in cell for cell in row.cells):
            taker = MediaTaker()
            take_pictures(document, document.fields.get(cells.name(Field.IMAGE)), taker)
            for media in taker.found.values():
                yield Found(media, place)
        for doubt in doubts:
            at = Place(place.line, place.item, path_in(self.table.sheet.name, doubt.column))
            yield Diagnostic(Severity.WARNING, doubt.code, f"{doubt.reason}: read as a draft", at)
        if row.odd or len(row.cells) < len(self.table.columns.names) or may_be_dates(cells.choices()):
            yield from _doubts(row, place, self.table)
        if document.type is QuestionType.ESSAY and cells.lacks_answer():
            reason = "no choices and no key: read as an essay question"
            yield Diagnostic(Severity.WARNING, "no-answer", reason, place)
        yield Found(document, place)


def reader_of(sheet: Sheet, options: ReadOptions, said: Mapping[str, str]) -> TableReader:
    """Find out the shape of a table and what its keys mean, reading it once.

    Raises Undecided where nothing tells what the keys mean, Unreadable where the columns make no questions,
    and QbankError (usage) for a mapping that names no field or column.
    """
    table = table_of(sheet, said)
    scale, keys = CreditScale(), KeyColumn()
    credits = bool(table.columns.places(Field.CREDIT))
    for cells in _all_cells(table):
        if credits:
            scale.add(cells.shares())
        try:
            keyed = keyed_choices(cells)
        except RowProblem:
            continue
        if keyed:
            keys.add(*keyed)
    try:
        style = keys.decide(options.answers)
    except UndecidedKeys as undecided:
        named = counted_from(table.header) or _as_named(table, undecided)
        if named is None or named not in undecided.styles:
            reason = _in_sheet(undecided.reason, sheet)
            raise Undecided(reason, _readings(table, undecided, scale)) from undecided
        style = named
    return TableReader(table, Meaning(style, scale), keys.read_as(style))


def _as_named(table: Table, undecided: UndecidedKeys) -> AnswerStyle | None:
    columns = table.columns
    if AnswerStyle.TEXT in undecided.styles or not columns.header_line:
        return None
    return counted_as_named(table.header, columns.choices, columns.places(Field.ANSWER))


def _in_sheet(reason: str, sheet: Sheet) -> str:
    return f"{reason} (sheet {sheet.name!r})" if sheet.name else reason


def _all_cells(table: Table) -> Iterator[Cells]:
    header = table.columns.header_line
    for row in table.sheet.rows():
        if isinstance(row, Row) and row.line > header and not _repeats_header(row, table):
            try:
                yield cells_of(row, table)
            except RowProblem:
                continue


def _readings(table: Table, undecided: UndecidedKeys, scale: CreditScale) -> tuple[Reading, ...]:
    samples = []
    ordinal = 0
    for cells in _all_cells(table):
        try:
            if keyed_choices(cells):
                if ordinal in undecided.samples:
                    samples.append(cells)
                ordinal += 1
        except RowProblem:
            continue
    return tuple(Reading(style, _as(samples, Meaning(style, scale))) for style in undecided.styles)


def _as(samples: Sequence[Cells], meaning: Meaning) -> tuple[QuestionDocument, ...]:
    documents = []
    for cells in samples:
        try:
            documents.append(question_of(cells, meaning))
        except RowProblem:
            continue
    return tuple(documents)


def _repeats_header(row: Row, table: Table) -> bool:
    return bool(table.header) and row.cells == table.header


def _is_numbered_only(row: Row, table: Table) -> bool:
    """Tell whether a row of a form that was not filled in holds its number and nothing else."""
    if table.columns.stem < len(row.cells) and row.cells[table.columns.stem]:
        return False
    filled = [place for place, cell in enumerate(row.cells) if cell]
    return len(filled) == 1 and filled[0] != table.columns.stem and row.cells[filled[0]].isdecimal()


def _skipped(row: Row, table: Table, above: Sequence[int]) -> Iterator[Diagnostic]:
    name = table.sheet.name
    if row.line != table.columns.header_line:
        at = Place(line=row.line, path=name)
        yield Diagnostic(Severity.NOTE, "header", "the header once more: left out", at)
    elif above:
        reason = f"{len(above)} row{'s' * (len(above) > 1)} above the header left out"
        yield Diagnostic(Severity.WARNING, "above-header", reason, Place(line=above[0], path=name))


def cells_of(row: Row, table: Table) -> Cells:
    """Give a row as many cells as the table has columns. Raises RowProblem where that cannot be."""
    columns, delimiter = table.columns, table.sheet.delimiter
    width = len(columns.names)
    cells = decoded(row.cells) if columns.encoded else row.cells
    if len(cells) > width and any(cells[width:]):
        hint = f": is a cell with {delimiter!r} in it unquoted?" if delimiter else ""
        raise RowProblem("cells", f"{_counted(len(cells))}, the table has {width} columns{hint}")
    if len(cells) < width and delimiter and len(cells) <= columns.needed:
        raise RowProblem("cells", f"{_counted(len(cells))}, the table has {width} columns")
    whole = "".join(cells)
    if not whole.isprintable():
        _refuse_spoilt(cells, table)
    if len(cells) != width:
        cells = [*cells[:width], *[""] * (width - len(cells))]
    return Cells(cells, columns, has_markup="<" in whole or "data:" in whole)


def _counted(cells: int) -> str:
    return f"the row has {cells} cell{'s' * (cells != 1)}"


def _refuse_spoilt(cells: Sequence[str], table: Table) -> None:
    """Refuse a NUL, and a cell with just the line breaks and delimiters of rows that a quote swallowed."""
    apart = len(table.columns.names) - 1
    for name, cell in zip(table.columns.names, cells, strict=False):
        if "\0" in cell:
            raise RowProblem("nul", "the cell holds a NUL character", name)
        breaks = cell.count("\n") or cell.count("\r")
        delimiter = table.sheet.delimiter
        if delimiter and breaks and apart > 2 and cell.count(delimiter) == breaks * apart:
            raise RowProblem("quote", "the cell holds what looks like rows: is a quote not closed?", name)


def _doubts(row: Row, place: Place, table: Table) -> Iterator[Diagnostic]:
    columns = table.columns
    if len(row.cells) < len(columns.names) and table.sheet.delimiter:
        missing = ", ".join(columns.names[len(row.cells) :])
        reason = f"the row ends before {missing}: read as empty"
        yield Diagnostic(Severity.WARNING, "short-row", reason, place)
    if row.odd:
        yield from odd_cells(row, columns.names, place)
    if not table.sheet.delimiter:
        return  # a workbook says itself which cells are dates
    choices = [row.cells[p] if p < len(row.cells) else "" for p in columns.choice_places]
    for position in spoilt_dates(choices):
        column = columns.names[columns.choices[position]]
        reason = f"column {column!r}: did a spreadsheet turn a value into the date {choices[position]!r}?"
        at = Place(place.line, place.item, path_in(table.sheet.name, column))
        yield Diagnostic(Severity.WARNING, "date", reason, at)
