"""Aiken: a line for a question, one for each choice, and `ANSWER: B`; read as Moodle does, and more freely.

Source: docs.moodle.org on the Aiken format, and how Moodle 4.5.6 behaves.
"""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind as ErrorKind, QbankError
from qbank.formats.aiken_gathering import Gathering
from qbank.formats.aiken_questions import Draft, Problem, question_of
from qbank.formats.aiken_writing import NotWritten, written
from qbank.formats.base import (
    Carries,
    Diagnostic,
    Found,
    Item,
    Loss,
    Pictures,
    Place,
    ReadOptions,
    Severity,
    Source,
    WriteOptions,
)
from qbank.formats.encoding import decoded
from qbank.formats.losses import NOT_WRITTEN, losses

NAME = "aiken"
CARRIES = Carries(frozenset({QuestionType.SINGLE_CHOICE, QuestionType.TRUE_FALSE}), frozenset({"order"}))
"""What Aiken holds: a line of plain text for a question and for each choice, and which one is right."""
_HOW = "--map reading=strict takes only what Moodle reads; without it the rest is read with warnings"


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a file in its order, at flat memory.

    What Moodle reads is read the same. What it would refuse or misread is read by what it seems to mean, with
    a warning; with the mapping `reading=strict` it is an error instead. Raises QbankError (usage) for
    another mapping.
    """
    strict = _is_strict(options)
    stream, told = decoded(source)
    if told is not None:
        yield told
    for count, draft in enumerate(_drafts(stream), start=1):
        yield from _items(draft, count, strict=strict)


def _is_strict(options: ReadOptions) -> bool:
    told = dict(options.mapping)
    if told.pop("reading", "lenient") not in ("strict", "lenient") or told:
        said = ", ".join(f"{name}={value}" for name, value in options.mapping.items())
        raise QbankError(ErrorKind.USAGE, f"--map {said} says nothing of Aiken", hint=_HOW)
    return options.mapping.get("reading") == "strict"


def _drafts(stream: BinaryIO) -> Iterator[Draft]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline=None)
    gathering = Gathering()
    try:
        for number, line in enumerate(text, start=1):
            gathering.add(line, number)
            if gathering.whole:
                yield from gathering.whole
                gathering.whole.clear()
        gathering.end()
        yield from gathering.whole
    finally:
        text.detach()


def _items(draft: Draft, count: int, *, strict: bool) -> Iterator[Item]:
    place = Place(draft.line, count)
    try:
        document = question_of(draft)
    except Problem as problem:
        yield Diagnostic(Severity.ERROR, problem.code, problem.reason, place)
        return
    severity = Severity.ERROR if strict else Severity.WARNING
    for code, message in draft.doubts.items():
        yield Diagnostic(severity, code, message, place)
        if strict:
            return
    yield Found(document, place)


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write questions as they come, strictly: as Moodle reads them."""
    for number, document in enumerate(questions, start=1):
        common = list(losses(document, CARRIES, number, NAME))
        yield from (loss for loss in common if loss.code != "no_key")  # it is not written at all
        if any(loss.code == NOT_WRITTEN for loss in common):
            continue
        lost: dict[str, str] = {}
        try:
            lines = written(document, lost)
        except NotWritten as problem:
            yield Loss(NOT_WRITTEN, f"not written: {problem}", number, document.id)
            continue
        stream.write("".join(f"{line}\n" for line in (*lines, "")).encode())
        for code, message in lost.items():
            yield Loss(code, message, number, document.id)
