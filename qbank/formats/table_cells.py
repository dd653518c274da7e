"""One row of a table, by what its columns hold; and what is wrong with one."""

from collections.abc import Sequence

from qbank.formats.choice_labels import without_labels
from qbank.formats.table_columns import Field
from qbank.formats.table_mapping import Columns
from qbank.formats.table_marks import unmarked
from qbank.formats.table_packed import parts_of, unpacked


class RowProblem(Exception):
    """A row that makes no question: a stable code, the reason, and the column where there is one."""

    def __init__(self, code: str, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column


class KeyDoubt(RowProblem):
    """A key that names none of what a row has to choose from, or several; or is none for its type."""

    def __init__(self, reason: str, column: str) -> None:
        super().__init__("key", reason, column)


class Cells:
    """The cells of one row, by what their columns hold."""

    __slots__ = ("_cells", "_marked", "_texts", "_unlabelled", "columns", "has_markup")

    def __init__(self, cells: Sequence[str], columns: Columns, *, has_markup: bool = True) -> None:
        """Take as many cells as there are columns, and whether any of them may hold HTML or a picture."""
        self.columns = columns
        self.has_markup = has_markup
        self._cells = cells
        self._texts: list[str] | None = None
        self._marked: list[int] = []
        self._unlabelled: tuple[list[str], list[str] | None] | None = None

    def one(self, of: Field) -> str:
        """The cell of a field, '' where the table has no such column."""
        place = self.columns.first.get(of)
        return "" if place is None else self._cells[place]

    def at(self, place: int) -> str:
        """The cell of a column."""
        return self._cells[place]

    def each(self, of: Field) -> list[str]:
        """The cells of a field, empty ones too."""
        return [self._cells[place] for place in self.columns.places(of)]

    def several(self, of: Field) -> list[str]:
        """The cells of a field that hold anything."""
        return [cell for place in self.columns.held.get(of, ()) if (cell := self._cells[place])]

    def choices(self) -> list[str]:
        """The choices, '' where one is missing, up to the last that is not, without marks of right ones.

        Raises RowProblem for packed ones that do not come apart.
        """
        if self._texts is None:
            self._texts = self._unpacked() if self.columns.packing is not None else self._in_columns()
        return self._texts

    def _in_columns(self) -> list[str]:
        cells = self._cells
        texts = [cells[place] for place in self.columns.choice_places]
        while texts and not texts[-1]:
            texts.pop()
        if not self.columns.marked:
            return texts
        bare = [unmarked(text) for text in texts]
        self._marked = [place for place, (_, right) in enumerate(bare) if right]
        return [text for text, _ in bare]

    def _unpacked(self) -> list[str]:
        (place,) = self.columns.choices
        cell = self._cells[place]
        assert self.columns.packing is not None, "a table without packing has a column for each choice"
        parts = unpacked(cell, self.columns.packing) if cell else []
        if parts is None:
            reason = f"its choices are not {self.columns.packing}"
            raise RowProblem("choices", reason, self.columns.names[place])
        return parts

    @property
    def marked(self) -> list[int]:
        """The places of the choices that bear the mark of right ones."""
        if self.columns.marked:
            self.choices()
        return self._marked

    def unlabelled(self) -> tuple[list[str], list[str] | None]:
        """The choices without the labels they begin with, and these."""
        if self._unlabelled is None:
            texts = self.choices()
            bare = without_labels(texts) if all(texts) else None
            self._unlabelled = (bare.texts, bare.labels) if bare else (texts, None)
        return self._unlabelled

    def key(self) -> str | list[str]:
        """The key: one cell, or several where the table has several columns for it."""
        if (place := self.columns.key_place) is not None:
            return self._cells[place]
        keys = self.several(Field.ANSWER)
        return keys if len(keys) > 1 else "".join(keys)

    def lacks_answer(self) -> bool:
        """Whether the table has a column for the key and the row leaves it and its type empty."""
        return bool(self.columns.places(Field.ANSWER)) and not self.key() and not self.one(Field.TYPE)

    def shares(self) -> list[str]:
        """What each choice earns, as the table writes it: a cell for each, or all of them in one."""
        told = self.each(Field.CREDIT)
        return parts_of(told[0]) if len(told) == 1 and self.columns.packing is not None else told

    def others(self) -> dict[str, str]:
        """What the columns hold that were not understood, by their names."""
        cells = self._cells
        return {name: cells[place] for name, place in self.columns.others_named if cells[place]}

    def name(self, of: Field) -> str:
        """The name of the column that holds a field."""
        places = self.columns.places(of)
        return self.columns.names[places[0]] if places else of.value

    def choice_column(self, position: int) -> str:
        """The name of the column that holds a choice."""
        places = self.columns.choices
        return self.columns.names[places[min(position, len(places) - 1)]] if places else ""


KeyedChoices = tuple[str | list[str], list[str], list[str] | None]
"""A key, the choices it chooses from, and the labels that these began with."""


def keyed_choices(cells: Cells) -> KeyedChoices | None:
    """Give a row's key, choices and their labels; None where the key names no column's choice."""
    key = cells.key()
    if not key or cells.columns.has_distractors or sum(map(bool, cells.choices())) < 2:
        return None
    return (key, *cells.unlabelled())
