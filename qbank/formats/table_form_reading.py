"""qbank's own table, recognised by its header and read by its own rules: nothing is inferred, all is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from qbank.domain.kinds import QuestionType
from qbank.formats.base import Diagnostic, Found, Item, Place, Severity
from qbank.formats.table_cells import RowProblem
from qbank.formats.table_columns import field_of, numbered, plain, tells_credit, tells_feedback
from qbank.formats.table_form import OWN, place_of
from qbank.formats.table_form_answers import FormRow
from qbank.formats.table_form_cells import Cells, Place as Column
from qbank.formats.table_form_rows import question_of
from qbank.formats.table_form_writing import unguarded
from qbank.formats.table_odd import odd_cells, path_in
from qbank.formats.table_rows import Row
from qbank.formats.table_sheet import Sheet

_SAMPLE = 100


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
    table is none of qbank's, as where the types are not named as qbank names them.
    """
    rows = [row for row in islice(sheet.rows(), _SAMPLE) if isinstance(row, Row)]
    if not rows:
        return None
    header = [" ".join(cell.split()) for cell in rows[0].cells]
    columns = [_column(name, place) for place, name in enumerate(header)]
    known = [column for column in columns if column is not None]
    if (
        len(known) < len(columns)
        or not {("stem", 0), ("type", 0)} <= set(known)
        or len(set(known)) < len(known)
    ):
        return None
    if not _are_types(rows[1:], known.index(("type", 0))):
        return None
    return FormReader(sheet, rows[0].cells, rows[0].line, known)


def _column(name: str, place: int) -> Column | None:
    """Tell what a column holds; None for one that other people's tables have and qbank's has not."""
    if (own := place_of(name)) is not None or not name:
        return own or ("", place)
    words = plain(name)
    other = field_of(words) or numbered(words) or tells_credit(words) or tells_feedback(words)
    return None if other else (OWN + name, 0)


def _are_types(rows: Sequence[Row], place: int) -> bool:
    said = {row.cells[place].casefold() for row in rows if place < len(row.cells)} - {""}
    return said <= set(QuestionType)
