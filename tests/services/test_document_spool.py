"""What is put aside comes out as it was, in its order, passages before what is about them."""

from collections.abc import Iterator

import pytest

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.records import BankHeader, CategoryDocument, MediaDocument
from qbank.domain.validation import checked
from qbank.services.document_spool import DocumentSpool


@pytest.fixture
def spool() -> Iterator[DocumentSpool]:
    with DocumentSpool() as made:
        yield made


def essay(stem: str, **rest: str) -> QuestionDocument:
    return checked(QuestionDocument(type=QuestionType.ESSAY, stem=stem, **rest))  # type: ignore[arg-type]  # texts alone


def passage(id: str) -> QuestionDocument:
    return checked(QuestionDocument(type=QuestionType.DESCRIPTION, stem=f"passage {id}", id=id))


def stems(spool: DocumentSpool) -> list[str]:
    return [document.stem for document in spool.documents()]


def test_questions_come_out_as_they_were_as_often_as_wanted(spool: DocumentSpool) -> None:
    options = [Choice(text="a", fraction=1.0), Choice(text="b", feedback="c")]
    choice = checked(QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem="ü\n?", options=options))
    for document in (choice, essay("x"), choice):
        spool.add(document)
    assert list(spool.documents()) == list(spool.documents()) == [choice, essay("x"), choice]
    assert spool.count == 3


def test_a_passage_stands_before_the_first_question_about_it_and_once(spool: DocumentSpool) -> None:
    documents = [essay("1", stimulus="p"), passage("q"), essay("2", stimulus="q"), essay("3"), passage("p")]
    for document in [*documents, essay("4", stimulus="p"), essay("5", stimulus="nowhere")]:
        spool.add(document)
    assert stems(spool) == ["passage p", "1", "passage q", "2", "3", "4", "5"]
    assert len(stems(spool)) == spool.count


def test_lines_of_an_export_are_taken_as_they_come(spool: DocumentSpool) -> None:
    media = MediaDocument(sha256="ab" * 32, mime="image/png", data=b"\0\xff")
    category = CategoryDocument(path="A")
    for record in (BankHeader(), category, media):
        spool.take(jsontext.encode(record) + b"\n")
    lines = [jsontext.encode(document) + b"\n" for document in (essay("1"), passage("p"), essay("2"))]
    spool.take(b"".join(lines))
    assert stems(spool) == ["1", "passage p", "2"]
    assert spool.records == [category]
    assert spool.picture("ab" * 32) == media
    assert spool.picture("cd" * 32) is None


def test_pictures_are_given_while_questions_are_read_and_kept_once(spool: DocumentSpool) -> None:
    files = [MediaDocument(sha256=str(n) * 64, mime="x/y", data=bytes([n]) * 9) for n in range(3)]
    for each in (*files, *files):
        spool.add_media(each)
    for n in range(3):
        spool.add(essay(str(n)))
    seen = [(document.stem, spool.picture(document.stem * 64)) for document in spool.documents()]
    assert seen == [(str(n), files[n]) for n in range(3)]
