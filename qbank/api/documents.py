"""Question documents between a program and the bank."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any, Self

import msgspec

from qbank.domain import jsontext
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion, shaped
from qbank.errors import Kind, QbankError
from qbank.temporary import temporary_above

IN_MEMORY = 4 << 20
_decoder = msgspec.json.Decoder(QuestionDocument, float_hook=Decimal)


class Questions(Iterator[QuestionDocument]):
    """The questions a query found, one after the other, once.

    They were all read when the query was asked, into a private file: the bank is not held open meanwhile,
    and memory stays flat however many there are.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = temporary_above(IN_MEMORY)  # closed at the end, or with this object

    def fill(self, lines: bytes) -> None:
        """Add questions, each a line of qbank's own NDJSON."""
        self._file.write(lines)

    def rewound(self) -> Self:
        """Stand before the first question."""
        self._file.seek(0)
        return self

    def __next__(self) -> QuestionDocument:
        line = b"" if self._file.closed else self._file.readline()
        if not line:
            self.close()
            raise StopIteration
        document = _decoder.decode(line)
        document.options = shaped(document.type, document.options)
        return document

    def close(self) -> None:
        """Throw away what is not read yet."""
        self._file.close()

    def __del__(self) -> None:
        self._file.close()


def document_of(given: QuestionDocument | Mapping[str, Any]) -> QuestionDocument:
    """Give a document of the caller's values, a copy. Raises QbankError for one that has not its shape."""
    try:
        told = given if isinstance(given, QuestionDocument) else {**given, "kind": "question"}
        return _decoder.decode(jsontext.encode(told))
    except (msgspec.MsgspecError, UnicodeEncodeError, TypeError) as error:
        raise _not_a_question(error) from error


def tidied(document: QuestionDocument) -> None:
    """Give what a caller changed in a document the types it has. Raises QbankError."""
    copy = document_of(document)
    try:
        copy.options = shaped(copy.type, copy.options)
    except InvalidQuestion as error:
        raise _not_a_question(error) from error
    for name in QuestionDocument.__struct_fields__:
        setattr(document, name, getattr(copy, name))


def _not_a_question(error: Exception) -> QbankError:
    return QbankError(
        Kind.BAD_DATA, f"that is no question: {error}", hint="docs/json.md tells the fields of a question"
    )
