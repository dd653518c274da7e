"""GIFT, the text format of Moodle's question banks, read block by block as Moodle 4.5 reads it, and written.

Source: docs.moodle.org on the GIFT format, and how Moodle 4.5.6 behaves.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument
from qbank.errors import Kind, QbankError
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
from qbank.formats.gift_blocks import Block, blocks, comments_of, line_of
from qbank.formats.gift_category import MARK, category_of, path_of
from qbank.formats.gift_cloze import TELLING, cloze_of, doubt_gaps
from qbank.formats.gift_questions import question_of
from qbank.formats.gift_text import NAMES, Doubts, Problem
from qbank.formats.gift_writing import NAME, NotWritten, Page, block_of
from qbank.formats.gift_written_answers import WRITERS, body_of
from qbank.formats.json_media import MediaTaker
from qbank.formats.losses import NOT_WRITTEN, losses

CARRIES = Carries(
    frozenset(WRITERS),
    frozenset({
        "title", "rich_text", "feedback", "explanation", "partial_credit", "tolerance", "wildcards", "media",
        "category", "tags", "external_id", "order",
    }),
    NAMES,
)  # fmt: skip
"""What GIFT holds: pictures inside its texts, ids and tags in comments."""


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a file in its order, at flat memory; a block Moodle refuses is a diagnostic.

    What Moodle reads is read the same; what it would surprise its author with is a warning beside it. Raises
    QbankError (usage) for a mapping other than `gaps=cloze`, which reads gaps of Cloze text as such.
    """
    reader = _Reader(_reading(options))
    stream, told = decoded(source)
    if told is not None:
        yield told
    for block in blocks(stream):
        if block[1].startswith(MARK):
            yield from reader.category(block)
        elif block[1]:
            item = reader.question(block)
            if reader.said:
                yield from reader.said
            yield item
        else:
            reader.comments(block)
    yield from reader.end()


_Making = Callable[[str, Doubts], QuestionDocument]
"""Makes a question of a block's text. Raises Problem."""


def _reading(options: ReadOptions) -> _Making:
    if not options.mapping:
        return question_of
    if dict(options.mapping) == {"gaps": "cloze"}:
        return lambda text, doubts: cloze_of(text, doubts) or question_of(text, doubts)
    told = ", ".join(f"{field}={key}" for field, key in options.mapping.items())
    raise QbankError(Kind.USAGE, f"--map {told} says nothing of GIFT", hint=TELLING)


class _Reader:
    """Where the reading of a file stands: the category, and how many questions were met.

    `said` is what comes before the question that was read last: what there is to say of it, its pictures.
    """

    def __init__(self, make: _Making) -> None:
        self._make = make
        self._category: str | None = None
        self._empty: Place | None = None
        self._count = 0
        self._left_out = 0
        self.said: list[Item] = []

    def question(self, block: Block) -> Item:
        """Read a block that is a question, and say what there is to say of it."""
        line, text, comments = block
        self._count += 1
        self._empty = None
        self.said = []
        doubts: Doubts = {}
        try:
            document = self._make(text, doubts)
        except Problem as problem:
            place = Place(line_of(problem.piece, block), self._count)
            return Diagnostic(Severity.ERROR, problem.code, str(problem), place)
        document.category = self._category
        if comments:
            _take_comments(document, comments)
        place = Place(line, self._count)
        if doubts or "base64," in text:
            self._say(document, text, doubts, place)
        return Found(document, place)

    def _say(self, document: QuestionDocument, text: str, doubts: Doubts, place: Place) -> None:
        """Take the pictures out of a question's texts, and tell them and what is odd about it."""
        taker = MediaTaker()
        taker.take_from(document)
        if taker.broken:
            doubts["picture"] = "a picture in its text is damaged: left as it is written"
        doubt_gaps(text, doubts)
        self.said += [Diagnostic(Severity.WARNING, code, doubt, place) for code, doubt in doubts.items()]
        self.said += [Found(picture, place) for picture in taker.found.values()]

    def category(self, block: Block) -> Iterator[Item]:
        """Take the path of a category; what stands below it without a blank line is read by itself."""
        line, text, comments = block
        lines = text.split("\n")
        paths = next((n for n, each in enumerate(lines) if not each.startswith(MARK)), len(lines))
        for number in range(paths):
            yield from self._left_empty()
            self._category = category_of(lines[number].removeprefix(MARK))
            self._empty = Place(line + number)
        below = "\n".join(lines[paths:])
        if not below.strip():
            self.comments(block)
            return
        message = "no blank line below the category: Moodle takes what follows for a part of its name"
        yield Diagnostic(Severity.WARNING, "category_not_apart", message, Place(line))
        question = self.question((line + paths, below.strip(), comments))
        yield from self.said
        yield question

    def comments(self, block: Block) -> None:
        """Count the comments of a block that holds no question."""
        self._left_out += len(comments_of(block[2]).remarks)

    def end(self) -> Iterator[Item]:
        """Give what is left to say when there are no more blocks."""
        yield from self._left_empty()
        if self._left_out:
            lines = f"{self._left_out} line{'s' * (self._left_out > 1)} of comments"
            yield Diagnostic(Severity.NOTE, "comments", f"{lines} that belong to no question: left out")

    def _left_empty(self) -> Iterator[Item]:
        """Give the category that a file made and put nothing in."""
        if self._empty is not None and self._category is not None:
            yield Found(CategoryDocument(path=self._category), self._empty)
        self._empty = None


def _take_comments(document: QuestionDocument, lines: list[str]) -> None:
    document.external_id, document.tags, remarks = comments_of(lines)
    if remarks:
        document.extensions.setdefault(NAME, {})["comments"] = remarks


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write questions as blocks, each category above its first question; memory is one question's."""
    category: str | None = None
    for number, document in enumerate(questions, start=1):
        common = list(losses(document, CARRIES, number, NAME))
        yield from common
        if any(loss.code == NOT_WRITTEN for loss in common):
            continue
        page = Page(document, pictures)
        try:
            written = block_of(page, body_of(page))
        except NotWritten as problem:
            yield Loss(NOT_WRITTEN, f"not written: {problem}", number, document.id)
            continue
        if document.category is not None and document.category != category:
            category = document.category
            stream.write(f"{MARK} {path_of(category)}\n\n".encode())
        elif document.category is None and category is not None:
            page.lose("category", f"it has no category, and would be read into {category}")
        stream.write(f"{written}\n\n".encode())
        for code, message in page.lost:
            yield Loss(code, message, number, document.id)
