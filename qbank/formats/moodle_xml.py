"""Moodle XML, read question by question as Moodle reads it: docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element

from qbank.domain.category_path import join_path
from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.records import CategoryDocument
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source
from qbank.formats.moodle_names import MARKUPS
from qbank.formats.moodle_parts import word_of
from qbank.formats.moodle_reading import Read, read_question
from qbank.formats.moodle_usual import usual
from qbank.formats.moodle_writing import CARRIES, write
from qbank.formats.xml_pieces import Fragment, Piece, Splitter, parsed
from qbank.formats.xml_reading import Malformed, mended, parse_element, utf_8, with_words

__all__ = ["CARRIES", "read", "write"]


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the categories, files and questions of a file in its order, at flat memory.

    A question that is damaged is a diagnostic with its line, and the next ones are read; one that the model
    cannot hold is kept as it is. Raises Unreadable for a file with a DOCTYPE or in no known encoding.
    """
    stream, said = utf_8(source)
    if said is not None:
        yield said
    splitter = Splitter(stream, "question", own="type", nest="subquestions", known=usual)
    reader = _Reader()
    for piece, element in parsed(splitter):
        if isinstance(piece, Piece) and isinstance(piece.known, QuestionDocument):
            yield reader.usual(piece.known, piece.line)
        else:
            yield from reader.items(piece, element)
    if not splitter.ended:
        message = "the file ends before its last tag is closed: questions may be missing"
        yield Diagnostic(Severity.WARNING, "cut_off", message, Place(item=reader.item or None))


class _Reader:
    """Goes over a file's elements and remembers the category that the last pseudo-question named."""

    def __init__(self) -> None:
        self.item = 0
        self.category: str | None = None
        self._told: dict[str, bool] = {}

    def usual(self, document: QuestionDocument, line: int) -> Found:
        """Give a question of which there is nothing to say."""
        self.item += 1
        document.category = self.category
        return Found(document, Place(line, self.item))

    def items(self, piece: Piece | Fragment, element: _Element | None) -> list[Item]:
        """Give what one piece of the file holds; `element` is None where it is not well-formed."""
        if isinstance(piece, Fragment):
            return [self._damaged(f"this question is not whole: {piece.reason}", piece.line, piece.line)]
        data = piece.data
        said: list[Item] = []
        if element is None:
            try:
                data, element, flaw = _mended(data, piece.line)
            except Malformed as error:
                return [self._damaged(error.reason, error.line, piece.line)]
            message = f"it is not well-formed XML ({flaw}): read with that mended"
            said.append(Diagnostic(Severity.WARNING, "mended", message, Place(piece.line, self.item + 1)))
        if element.get("type") == "category":
            return self._category(element, piece.line)
        self.item += 1
        place = Place(piece.line, self.item)
        read = read_question(element, data, self.category)
        if read.said or read.media:
            said += _beside(read, place)
        said.append(Found(read.document, place))
        return said

    def _damaged(self, reason: str, line: int, begins: int) -> Diagnostic:
        self.item += 1
        since = f" (the question begins in line {begins})" if line != begins else ""
        return Diagnostic(Severity.ERROR, "bad_xml", f"{reason}{since}", Place(line, self.item))

    def _category(self, element: _Element, line: int) -> list[Item]:
        """Take a category; it is told once, and again where only then it has a description."""
        parts = {child.tag: child for child in element}
        self.category = category_path(word_of(parts["category"]) if "category" in parts else "")
        if self.category is None:
            return []
        said: list[Item] = []
        if "idnumber" in parts and (number := word_of(parts["idnumber"])):
            message = f"category {self.category}: its id number {number[:40]!r} is left out"
            said.append(Diagnostic(Severity.NOTE, "category_id", message, Place(line)))
        description = _description(parts["info"]) if "info" in parts else ""
        if self.category not in self._told or (description and not self._told[self.category]):
            self._told[self.category] = bool(description)
            category = CategoryDocument(path=self.category, description=description or None)
            said.append(Found(category, Place(line)))
        return said


def _mended(data: bytes, line: int) -> tuple[bytes, _Element, str]:
    """Parse a question with what programs get wrong mended, and tell what that was. Raises Malformed."""
    better = mended(data)
    try:
        return better, parse_element(better, line), "`&` or a control character"
    except Malformed:
        better = mended(with_words(data, "text"))
        if better == mended(data):
            raise
        return better, parse_element(better, line), "HTML that is not escaped"


def _beside(read: Read, place: Place) -> Iterator[Item]:
    """Yield what comes before a question: what is said of it, and its files."""
    for code, message in read.said.items():
        yield Diagnostic(Severity.WARNING, code, message, place)
    for media in read.media:
        yield Found(media, place)


def _description(info: _Element) -> str:
    return reader_text(word_of(info), MARKUPS.get(info.get("format", ""), TextFormat.HTML)).strip()


@lru_cache(4096)
def category_path(written: str) -> str | None:
    """Give the path of a category as Moodle writes it: `$course$/top/A/B//C` is `A/B//C`.

    None for the top of a context: a question there has no category.
    """
    names = written.replace("//", "\0").split("/")
    names = [" ".join(name.replace("\0", "/").split()) for name in names]
    names = [name.strip("/ ") for name in names]
    if names and names[0].startswith("$") and names[0].endswith("$"):
        names = names[1:]
        if names and names[0].lower() == "top":
            names = names[1:]
    return join_path([name for name in names if name]) or None
