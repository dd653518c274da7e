"""Cells in words that qbank does not know, in a column that it does: kept as own fields, and that is told."""

from collections.abc import Iterator

from qbank.domain.counting import counted
from qbank.domain.question import QuestionDocument
from qbank.domain.text_width import one_line
from qbank.formats.base import Diagnostic, Place, Severity
from qbank.formats.table_cells import Cells
from qbank.formats.table_columns import Field
from qbank.formats.table_mapping import Columns
from qbank.formats.table_odd import path_in

NAMED = 5
"""So many different cells of a column are named."""
_WIDTH = 30
_WANTED = {
    Field.DIFFICULTY: "difficulty",
    Field.POINTS: "number of points",
    Field.TIME_LIMIT: "number of seconds",
    Field.STATUS: "status",
}


class KeptCells:
    """Counts the questions of one table that keep such a cell as an own field."""

    def __init__(self, columns: Columns, sheet: str) -> None:
        self._sheet = sheet
        self._wanted = [of for of in _WANTED if of in columns.first]
        self._counts: dict[Field, int] = {}
        self._cells: dict[Field, list[str]] = {}
        self._names: dict[Field, str] = {}

    def note(self, document: QuestionDocument, cells: Cells) -> None:
        """Look at a question that was read."""
        if not document.fields:
            return
        for of in self._wanted:
            if (name := cells.name(of)) in document.fields:
                self._names[of] = name
                self._counts[of] = self._counts.get(of, 0) + 1
                there = self._cells.setdefault(of, [])
                if len(there) <= NAMED and (cell := cells.one(of)) not in there:
                    there.append(cell)

    def told(self) -> Iterator[Diagnostic]:
        """Give a warning for each column."""
        for of, count in self._counts.items():
            cells, name = self._cells[of], self._names[of]
            named = ", ".join(repr(one_line(cell, _WIDTH)) for cell in cells[:NAMED])
            more = " …" if len(cells) > NAMED else ""
            reason = f"no {_WANTED[of]} that qbank knows: {named}{more}"
            kept = f"kept as the own field {name!r} of {counted(count, 'question')}"
            at = Place(path=path_in(self._sheet, name))
            yield Diagnostic(Severity.WARNING, "kept-as-field", f"{reason}; {kept}", at)
