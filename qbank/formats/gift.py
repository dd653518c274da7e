"""GIFT, the text format of Moodle's question banks, read block by block as Moodle 4.5 reads it.

Source: docs.moodle.org on the GIFT format, and how Moodle 4.5.6 behaves.
"""

from collections.abc import Iterator, Sequence

from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source
from qbank.formats.encoding import decoded
from qbank.formats.gift_blocks import Block, blocks, id_and_tags, line_of, remarks
from qbank.formats.gift_category import category_of
from qbank.formats.gift_questions import question_of
from qbank.formats.gift_text import Doubts, Problem

_CATEGORY = "$CATEGORY:"


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a file in its order, at flat memory; a block Moodle refuses is a diagnostic.

    What Moodle reads is read the same; what it would surprise its author with is a warning beside it.
    """
    stream, told = decoded(source)
    if told is not None:
        yield told
    reader = _Reader()
    for block in blocks(stream):
        if block[1].startswith(_CATEGORY):
            yield from reader.category(block)
        elif block[1]:
            yield from reader.question(block)
        else:
            reader.comments(block)
    yield from reader.end()


class _Reader:
    """Where the reading of a file stands: the category, and how many questions were met."""

    def __init__(self) -> None:
        self._category: str | None = None
        self._empty: Place | None = None
        self._count = 0
        self._left_out = 0

    def question(self, block: Block) -> Sequence[Item]:
        """Read a block that is a question: what there is to say of it, then the question."""
        self._count += 1
        self._empty = None
        line, text, comments = block
        doubts: Doubts = {}
        try:
            document = question_of(text, doubts)
        except Problem as problem:
            place = Place(line_of(problem.piece, block), self._count)
            return [Diagnostic(Severity.ERROR, problem.code, str(problem), place)]
        document.category = self._category
        if comments:
            _take_comments(document, comments)
        found = Found(document, place := Place(line, self._count))
        if not doubts:
            return (found,)
        said = [Diagnostic(Severity.WARNING, code, doubt, place) for code, doubt in doubts.items()]
        return [*said, found]

    def category(self, block: Block) -> Iterator[Item]:
        """Take the path of a category; what stands below it without a blank line is read by itself."""
        yield from self._left_empty()
        line, text, comments = block
        path, _, below = text.partition("\n")
        self._category = category_of(path[len(_CATEGORY) :])
        self._empty = place = Place(line)
        under = (line + 1, below.strip(), comments)
        if not under[1]:
            self.comments(block)
            return
        message = "no blank line below the category: Moodle takes what follows for a part of its name"
        yield Diagnostic(Severity.WARNING, "category_not_apart", message, place)
        yield from self.category(under) if under[1].startswith(_CATEGORY) else self.question(under)

    def comments(self, block: Block) -> None:
        """Count the comments of a block that holds no question."""
        self._left_out += len(remarks(block[2]))

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


def _take_comments(document: QuestionDocument, comments: list[str]) -> None:
    document.external_id, document.tags = id_and_tags(comments)
    if kept := remarks(comments):
        document.extensions.setdefault("gift", {})["comments"] = kept
