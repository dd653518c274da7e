"""What every reader is given and gives: a source of bytes in, items and diagnostics out.

What there is one of for every question is a msgspec struct, which is made in a tenth of a dataclass's time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.records import (
    CategoryDocument,
    FieldDocument,
    MediaDocument,
    Record,
    SavedQueryDocument,
    SourceDocument,
)


class Place(msgspec.Struct, frozen=True):
    """Where in a file something stands: its line and item, counted from 1, and a path inside it."""

    line: int | None = None
    item: int | None = None
    path: str = ""


_NOWHERE = Place()


class Severity(StrEnum):
    """How bad a diagnostic is: an error means that its item could not be read."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Diagnostic(msgspec.Struct, frozen=True):
    """Something a reader has to say. `code` is stable; `message` is one line in a reader's words."""

    severity: Severity
    code: str
    message: str
    place: Place = _NOWHERE


class Found(msgspec.Struct, frozen=True):
    """One thing read: a question, or another record of the bank. Questions are not yet validated."""

    value: QuestionDocument | Record
    place: Place


Item = Found | Diagnostic


class AnswerStyle(StrEnum):
    """What a key written as a letter, number or text means."""

    LETTER = "letter"
    TEXT = "text"
    ZERO_BASED = "0-based"
    ONE_BASED = "1-based"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person said of a file: `mapping` is field -> the file's own key or column."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: AnswerStyle | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its name as the person knows it, and its bytes, seekable and at their start.

    `copies` are the private files a reader made of it; whoever opened the source closes them.
    """

    name: str
    stream: BinaryIO
    path: Path | None = None
    copies: list[BinaryIO] = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way a file's keys could be meant, with what it makes of a sample question."""

    style: AnswerStyle
    sample: tuple[QuestionDocument, ...]


class Undecided(Exception):
    """The file does not say what its keys mean: the readings a person may choose from."""

    def __init__(self, reason: str, readings: tuple[Reading, ...]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.readings = readings


class Unreadable(Exception):
    """The file cannot be read as a whole: the reason, where, and what helps."""

    def __init__(self, reason: str, place: Place = _NOWHERE, hint: str | None = None) -> None:  # frozen
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.hint = hint


class Reader(Protocol):
    """A module that reads one format."""

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield what the file holds, in its order; a bad item is a diagnostic and the reading goes on.

        Memory stays flat in the length of the file. Raises Undecided and Unreadable.
        """
        ...


class Loss(msgspec.Struct, frozen=True):
    """Something of a question that a written file does not hold. `code` is stable; `message` is one line.

    `number` is the question's place among those given to the writer, from 1, and 0 for what is no question;
    `question` is its id, where it has one.
    """

    code: str
    message: str
    number: int
    question: str | None = None


Pictures = Callable[[str], MediaDocument | None]
"""Gives the file of a `qbank://media/SHA256` address by its hash; None for one that is not kept."""
Beside = Callable[[str, bytes], str]
"""Puts a file beside the one being written, under a name like the one given; gives its relative address."""


Description = FieldDocument | CategoryDocument | SourceDocument | SavedQueryDocument
"""A record that tells more of what questions name, or a query that a bank keeps."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a person asks of a written file: its title, and what the format alone knows, by name.

    `told` holds only names and values that the module's `OPTIONS` has. `format` is the name the module was
    asked for by, where it writes several. `records` tell more of the fields, categories and documents that
    questions name. `beside` is None where there is no place for a second file.
    """

    title: str = "Questions"
    told: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    records: Sequence[Description] = ()
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class WriteOption:
    """One option that a format alone knows: `--option name=value`. The first of `values` is the default.

    Without `values` it takes any text, and `default` is that of the help.
    """

    name: str
    help: str
    values: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Carries:
    """What a format can hold of a question: types by name, and the parts a loss is said of otherwise."""

    types: frozenset[QuestionType]
    parts: frozenset[str] = frozenset()
    """Names of `qbank.formats.losses.PARTS`."""
    texts: frozenset[TextFormat] | None = None
    """The markups it keeps as they are; None for all with the part `rich_text`, for plain text without."""


class Writer(Protocol):
    """A module that writes one format; most readers are one too.

    It may have `OPTIONS`, a sequence of WriteOption; without, `--option` is refused.
    """

    CARRIES: Carries

    def write(
        self,
        questions: Iterable[QuestionDocument],
        stream: BinaryIO,
        pictures: Pictures,
        options: WriteOptions,
    ) -> Iterator[Loss]:
        """Write questions as they come, and yield what the file does not hold of them as it is found out.

        A passage (a `description` that others name as their stimulus) comes before the first of them.
        Whoever calls exhausts the losses: only then is the file whole. Memory stays flat where the format
        allows. Every question ends up in the file or in a loss with the code `not_written`; nothing is cut in
        silence. What the reader of the same format kept in `extensions` under the format's name goes back
        unchanged while the modelled part is what it was.
        """
        ...
