"""Reads and writes flashcards: a line each, of front, answers and tags, with tabs between them."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
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
    WriteOption,
    WriteOptions,
)
from qbank.formats.encoding import decoded
from qbank.formats.losses import NOT_WRITTEN, losses

CARRIES = Carries(frozenset({QuestionType.SHORT_ANSWER}), frozenset({"tags", "order"}))
OPTIONS = (WriteOption("tags", "Whether tags are written.", ("yes", "no")),)


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield a question for each line; one that is no card is said, and the reading goes on."""
    stream, said = decoded(source)  # UTF-8 whatever the file is in, and what there is to say of that
    if said is not None:
        yield said
    for number, raw in enumerate(stream, start=1):
        line = raw.decode("utf-8", "replace").strip("\r\n")
        if line.strip() and not line.startswith("#"):
            yield _card(line, Place(line=number))


def _card(line: str, place: Place) -> Item:
    front, *rest = line.split("\t")
    if not rest or not front.strip():
        return Diagnostic(Severity.ERROR, "no_card", "a card has a front, a tab and an answer", place)
    answers = [AcceptedAnswer(text=text.strip()) for text in rest[0].split("|") if text.strip()]
    tags = rest[1].split(",") if len(rest) > 1 else []
    document = QuestionDocument(type=QuestionType.SHORT_ANSWER, stem=front, options=answers, tags=tags)
    return Found(document, place)


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write a card for each short answer; `losses` tells what a card has no place for."""
    stream.write(b"#flashcards\n")
    with_tags = options.told.get("tags", "yes") == "yes"
    for number, document in enumerate(questions, start=1):
        lost = list(losses(document, CARRIES, number, options.format))
        if document.tags and not with_tags:
            lost.append(Loss("tags", "without tags", number, document.id))
        if _breaks_a_line(document):
            lost = [Loss(NOT_WRITTEN, "not written: a card has no place for its signs", number, document.id)]
        yield from lost
        if all(loss.code != NOT_WRITTEN for loss in lost):
            stream.write(_line(document, with_tags=with_tags))


def _breaks_a_line(document: QuestionDocument) -> bool:
    """Tell whether a question's own characters would be read as those that part a card."""
    if document.type is not QuestionType.SHORT_ANSWER:
        return False
    signs = any(sign in answer.text for answer in document.options for sign in "|\t\n\r")
    return signs or document.stem.lstrip().startswith("#") or any("," in tag for tag in document.tags)


def _line(document: QuestionDocument, *, with_tags: bool) -> bytes:
    answers = "|".join(answer.text for answer in document.options if answer.fraction > 0)
    tags = f"\t{','.join(document.tags)}" if document.tags and with_tags else ""
    return f"{' '.join(reader_text(document.stem, document.format).split())}\t{answers}{tags}\n".encode()
