"""Questions on their way into a file: in private files, with what belongs to them, while no bank is open."""

from collections.abc import Iterator
from typing import Any

import msgspec

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.records import BankHeader, MediaDocument, Record
from qbank.formats import qbank_json
from qbank.formats.base import Description
from qbank.temporary import temporary_file

_QUESTION = b'{"kind":"question"'
_PASSAGE = b'"type":"description"'
_records: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class DocumentSpool:
    """Checked questions in their order, the files they refer to, and the records of what they name.

    Memory stays flat: kept are the places of passages and files, and the records. `count` counts questions.
    """

    def __init__(self) -> None:
        self._lines = temporary_file()
        self._files = temporary_file()
        self._media: dict[str, tuple[str, int, int]] = {}
        self._passages: dict[str, int] = {}
        self.records: list[Description] = []
        self.count = 0

    def add(self, document: QuestionDocument) -> None:
        """Put a checked question aside."""
        self.take(jsontext.encode(document) + b"\n")

    def add_media(self, media: MediaDocument) -> None:
        """Put a file aside that questions refer to; the same one again is kept once."""
        if media.sha256 not in self._media:
            place = self._files.seek(0, 2)
            self._files.write(media.data)
            self._media[media.sha256] = (media.mime, place, len(media.data))

    def take(self, lines: bytes) -> None:
        """Put aside what whole lines of qbank's own NDJSON hold: several questions, or one other record."""
        if not lines.startswith(_QUESTION):
            self._record(lines)
            return
        place = self._lines.seek(0, 2)
        if _PASSAGE in lines:
            self._note_passages(lines, place)
        self._lines.write(lines)
        self.count += lines.count(b"\n")

    def _record(self, line: bytes) -> None:
        record = _records.decode(line)
        if isinstance(record, MediaDocument):
            self.add_media(record)
        elif not isinstance(record, BankHeader):
            self.records.append(record)

    def _note_passages(self, lines: bytes, place: int) -> None:
        for line in lines.splitlines(keepends=True):
            if _PASSAGE in line:
                document = qbank_json.of_line(line)
                if document.type is QuestionType.DESCRIPTION and document.id is not None:
                    self._passages[document.id] = place
            place += len(line)

    def picture(self, sha256: str) -> MediaDocument | None:
        """Give a file by its hash; None for one that is not here."""
        if sha256 not in self._media:
            return None
        mime, place, length = self._media[sha256]
        self._files.seek(place)
        return MediaDocument(sha256=sha256, mime=mime, data=self._files.read(length))

    def documents(self) -> Iterator[QuestionDocument]:
        """Yield the questions, a passage before the first that is about it; as often as wanted."""
        told: set[str] = set()
        place = 0
        while line := self._at(place):
            place += len(line)
            document = qbank_json.of_line(line)
            passage = document.stimulus
            if passage in self._passages and passage not in told:
                told.add(passage)
                yield qbank_json.of_line(self._at(self._passages[passage]))
            if document.id in self._passages:
                if document.id in told:
                    continue
                told.add(document.id)
            yield document

    def _at(self, place: int) -> bytes:
        if self._lines.tell() != place:
            self._lines.seek(place)
        line: bytes = self._lines.readline()
        return line

    def close(self) -> None:
        """Throw the files away."""
        self._lines.close()
        self._files.close()

    def __enter__(self) -> "DocumentSpool":
        return self

    def __exit__(self, *raised: Any) -> None:
        self.close()
