"""Cells of a workbook that hold something else than a text or a number, told of by their columns."""

from collections.abc import Iterator, Sequence

from qbank.formats.base import Diagnostic, Place, Severity
from qbank.formats.table_rows import Row

_ODD = {
    "date": "the cell is a date, {cell}: was it typed as something else?",
    "error": "the cell shows the error {cell}",
    "formula": "the cell is a formula whose value the file does not hold: read as empty",
}


def odd_cells(row: Row, names: Sequence[str], place: Place) -> Iterator[Diagnostic]:
    """Yield a warning for each odd cell of a row; `names` are the columns', `place` the question's."""
    for column, kind in (row.odd or {}).items():
        if column < len(names):
            cell = row.cells[column] if column < len(row.cells) else ""
            message = f"column {names[column]!r}: {_ODD[kind].format(cell=cell)}"
            at = Place(place.line, place.item, path_in(place.path, names[column]))
            yield Diagnostic(Severity.WARNING, kind, message, at)


def path_in(sheet: str, column: str) -> str:
    """Write where in a workbook a column is, `Sheet1!answer`; either may be ''."""
    return "!".join(filter(None, (sheet, column)))
