"""Questions as one HTML page to print, written for people: an exam paper, with its key where it is wanted."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats import page_writing
from qbank.formats.base import Loss, Pictures, WriteOptions
from qbank.formats.html_cleaning import require_cleaner
from qbank.formats.paper import OPTIONS as OPTIONS, paper_of
from qbank.formats.print_page import PrintedPage

CARRIES = page_writing.CARRIES


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write a page that loads and runs nothing; what cannot be shown on it is a loss."""
    require_cleaner()
    page = PrintedPage(options.title, paper_of(options.told))
    passages: dict[str, QuestionDocument] = {}
    stream.write(page.begin())
    for number, document in enumerate(questions, start=1):
        if document.type is QuestionType.DESCRIPTION and document.id is not None:
            passages[document.id] = document
        before = len(page.absent)
        shown = page_writing.pictures_of(document, pictures)
        stream.write(page.question(document, passages.get(document.stimulus or ""), shown))
        yield from page_writing.absences(document, number, page.absent[before:])
    for piece in page.end():
        stream.write(piece)
