"""GIFT, the text format of Moodle's question banks, read block by block as Moodle 4.5 reads it.

Source: docs.moodle.org on the GIFT format, and how Moodle 4.5.6 behaves.
"""

from collections.abc import Iterator

from qbank.domain.records import CategoryDocument
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source
from qbank.formats.encoding import decoded
from qbank.formats.gift_blocks import Block, blocks, id_and_tags, remarks
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
        yield from reader.items(block)
    yield from reader.end()


class _Reader:
    """Where the reading of a file stands: the category, and how many questions were met."""

    def __init__(self) -> None:
        self._category: str | None = None
        self._unused: Place | None = None
        self._count = 0
        self._left_out = 0

    def items(self, block: Block) -> Iterator[Item]:
        """Read one block."""
        if block.text.startswith(_CATEGORY):
            yield from self._new_category(block)
        elif block.text:
            yield from self._question(block)
        else:
            self._left_out += len(remarks(block.comments))

    def end(self) -> Iterator[Item]:
        """Give what is left to say when there are no more blocks."""
        yield from self._empty_category()
        if self._left_out:
            lines = f"{self._left_out} line{'s' * (self._left_out > 1)} of comments"
            yield Diagnostic(Severity.NOTE, "comments", f"{lines} that belong to no question: left out")

    def _question(self, block: Block) -> Iterator[Item]:
        self._count += 1
        self._unused = None
        doubts: Doubts = {}
        try:
            document = question_of(block.text, doubts)
        except Problem as problem:
            place = Place(block.line_of(problem.piece), self._count)
            yield Diagnostic(Severity.ERROR, problem.code, str(problem), place)
            return
        place = Place(block.line, self._count)
        for code, message in doubts.items():
            yield Diagnostic(Severity.WARNING, code, message, place)
        document.category = self._category
        if block.comments:
            document.external_id, document.tags = id_and_tags(block.comments)
            if kept := remarks(block.comments):
                document.extensions.setdefault("gift", {})["comments"] = kept
        yield Found(document, place)

    def _new_category(self, block: Block) -> Iterator[Item]:
        """Take the path of a category; what stands below it in the same block is read as a block of its own."""
        yield from self._empty_category()
        path, _, below = block.text.partition("\n")
        self._category = category_of(path[len(_CATEGORY) :])
        self._unused = Place(block.line)
        self._left_out += len(remarks(block.comments)) if not below else 0
        if below.strip():
            message = "no blank line below the category: Moodle takes what follows for a part of its name"
            yield Diagnostic(Severity.WARNING, "category_not_apart", message, Place(block.line))
            yield from self.items(Block(block.line + 1, below, block.comments))

    def _empty_category(self) -> Iterator[Item]:
        if self._unused is not None and self._category is not None:
            yield Found(CategoryDocument(path=self._category), self._unused)
        self._unused = None
