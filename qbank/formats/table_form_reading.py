"""qbank's own table, recognised by its header and read by its own rules: nothing is inferred, all is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from qbank.domain.ids import is_id
from qbank.domain.kinds import QuestionType
from qbank.errors import Kind, QbankError
from qbank.formats.base import Diagnostic, Found, Item, Place, Severity
from qbank.formats.table_cells import RowProblem
from qbank.formats.table_columns import Field, field_of, numbered, plain, tells_credit, tells_feedback
from qbank.formats.table_form import OWN, place_of
from qbank.formats.table_form_answers import FormRow
from qbank.formats.table_form_cells import Cells, Place as Column
from qbank.formats.table_form_rows import question_of
from qbank.formats.table_form_writing import unguarded
from qbank.formats.table_odd import odd_cells, path_in
from qbank.formats.table_rows import Row
from qbank.formats.table_sheet import Sheet

_SAMPLE = 100
_CHOICES = frozenset({Field.OPTIONS, Field.DISTRACTORS, Field.CREDIT})


@dataclass(frozen=True, slots=True)
class FormReader:
    """A sheet that is qbank's own table: the header's line, and which column holds what."""

    sheet: Sheet
    header: list[str]
    line: int
    columns: list[Column]

    def items(self, category: str = "", before: int = 0) -> Iterator[Item]:
        """Yield what the table was taken for, then its questions; `before` counts those that came before."""
        own = [name[len(OWN) :] for name, _ in self.columns if name.startswith(OWN)]
        fields = f": as fields: {', '.join(own)}" if own else ""
        said = f"qbank's own table, {len(self.columns)} columns, header on line {self.line}{fields}"
        yield Diagnostic(Severity.NOTE, "mapping", said, Place(line=self.line, path=self.sheet.name))
        count = before
        for row in self.sheet.rows():
            if isinstance(row, Diagnostic):
                yield row
            elif row.line > self.line and row.cells != self.header:
                count += 1
                place = Place(row.line, count, self.sheet.name)
                yield from odd_cells(row, self.header, place)
                yield self._item(row, place)

    def _item(self, row: Row, place: Place) -> Item:
        try:
            return Found(question_of(FormRow(self._cells(row))), place)
        except RowProblem as problem:
            at = Place(place.line, place.item, path_in(place.path, problem.column))
            return Diagnostic(Severity.ERROR, problem.code, problem.reason, at)

    def _cells(self, row: Row) -> Cells:
        if any(row.cells[len(self.columns) :]):
            reason = f"the row has {len(row.cells)} cells, the table {len(self.columns)} columns"
            raise RowProblem("cells", reason)
        if any("\0" in cell for cell in row.cells):
            raise RowProblem("nul", "a cell holds a NUL character")
        return {
            column: unguarded(cell) for column, cell in zip(self.columns, row.cells, strict=False) if cell
        }

    def stems(self) -> Iterator[int]:
        """Yield a number for the text of each question, the same for the same text."""
        place = self.columns.index(("stem", 0))
        for row in self.sheet.rows():
            if isinstance(row, Row) and row.line > self.line and place < len(row.cells):
                yield hash(row.cells[place])


def form_of(sheet: Sheet) -> FormReader | None:
    """Recognise qbank's own table by its header: `stem` and `type`, and what only such a table has.

    A column of another name is one of the owner's fields, unless other people's tables have it too: then the
    table is none of qbank's, but where its rows bear qbank's ids. Nor is it where the types are not named as
    qbank names them. Raises QbankError for one with qbank's ids that holds a column twice.
    """
    rows = [row for row in islice(sheet.rows(), _SAMPLE) if isinstance(row, Row)]
    if not rows:
        return None
    header = [" ".join(cell.split()) for cell in rows[0].cells]
    bears_ids = _bears_ids(rows[1:], header)
    columns = [_column(name, place, bears_ids) for place, name in enumerate(header)]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns) or not {("stem", 0), ("type", 0)} <= set(known):
        return None
    if not _are_types(rows[1:], known.index(("type", 0))):
        return None
    if len(set(known)) < len(known):
        if bears_ids:
            raise _twice(header, known)
        return None
    return FormReader(sheet, rows[0].cells, rows[0].line, known)


def _bears_ids(rows: Sequence[Row], header: Sequence[str]) -> bool:
    """Tell whether the table has its keys in `answer`, and in `id` such ids as qbank's export writes."""
    known = [place_of(name) for name in header]
    if ("id", 0) not in known or ("answer", 0) not in known:
        return False
    place = known.index(("id", 0))
    said = {row.cells[place].strip() for row in rows if place < len(row.cells)} - {""}
    return bool(said) and all(map(is_id, said))


def _column(name: str, place: int, bears_ids: bool) -> Column | None:
    """Tell what a column holds; None for one that other people's tables have and qbank's has not."""
    if (own := place_of(name)) is not None or not name:
        return own or ("", place)
    words = plain(name)
    if numbered(words) or tells_credit(words) or field_of(words) in _CHOICES:
        return None
    return None if not bears_ids and (field_of(words) or tells_feedback(words)) else (OWN + name, 0)


def _twice(header: Sequence[str], columns: Sequence[Column]) -> QbankError:
    """Build the refusal of a table of qbank's that holds a column twice: neither is to be preferred."""
    twice = next(name for name, column in zip(header, columns, strict=True) if columns.count(column) > 1)
    hint = "take one of them out, or give it another name to keep it as a field of your own"
    return QbankError(Kind.BAD_DATA, f"the table has the column {twice!r} twice", hint=hint)


def _are_types(rows: Sequence[Row], place: int) -> bool:
    said = {row.cells[place].casefold() for row in rows if place < len(row.cells)} - {""}
    return said <= set(QuestionType)
