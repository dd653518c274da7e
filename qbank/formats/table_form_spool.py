"""Questions on their way into qbank's own table: their cells, kept until all columns are known."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from qbank.domain.question import QuestionDocument
from qbank.formats.base import Loss
from qbank.formats.losses import NOT_WRITTEN
from qbank.formats.table_form import ALWAYS, ordered, written
from qbank.formats.table_form_cells import Place, cells_of
from qbank.temporary import temporary_file

_Kept = list[tuple[Place, str]]


class FormSpool:
    """The cells of questions in a private file, and the columns they need; memory is one question's."""

    def __init__(self, longest: int | None = None, always: Iterable[str] = ALWAYS) -> None:
        """Take the longest text a cell may hold, if there is one, and the columns that are always written."""
        self._file: BinaryIO = temporary_file()
        self._encode = msgspec.msgpack.Encoder().encode
        self._longest = longest
        self._used: set[Place] = {(name, 0) for name in always}
        self.count = 0

    def __enter__(self) -> "FormSpool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def take(self, questions: Iterable[QuestionDocument], format: str) -> Iterator[Loss]:
        """Take questions in, and yield what their cells do not hold."""
        for number, document in enumerate(questions, start=1):
            cells, lost = cells_of(document, number, format)
            yield from lost
            long = next((place for place, cell in cells.items() if self._is_too_long(cell)), None)
            if long is not None:
                reason = f"not written: its {written(*long)} has {len(cells[long]):,} characters, and a cell "
                yield Loss(NOT_WRITTEN, f"{reason}holds {self._longest:,}", number, document.id)
            elif cells:
                self.count += 1
                self._used.update(cells)
                data = self._encode(list(cells.items()))
                self._file.write(len(data).to_bytes(4, "big") + data)

    def _is_too_long(self, cell: str) -> bool:
        return self._longest is not None and len(cell) > self._longest

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [written(*place) for place in ordered(self._used)]

    def rows(self) -> Iterator[list[str]]:
        """Yield a row a question: a cell for each column."""
        places = ordered(self._used)
        decoder = msgspec.msgpack.Decoder(_Kept)
        self._file.seek(0)
        while length := self._file.read(4):
            cells = dict(decoder.decode(self._file.read(int.from_bytes(length, "big"))))
            yield [cells.get(place, "") for place in places]
