"""Questions written as a page for people, HTML and Markdown: whole, with the key where it is wanted."""

import io
from collections.abc import Callable
from html import unescape
from types import ModuleType
from typing import Any

import pytest

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import Details, QuestionDocument, WrittenResponse
from qbank.domain.records import MediaDocument
from qbank.domain.validation import checked
from qbank.errors import Kind, QbankError
from qbank.formats import html_page, markdown_page
from qbank.formats.base import Loss, WriteOptions

SHA = "ab" * 32
KEPT = {SHA: MediaDocument(sha256=SHA, mime="image/png", data=b"\x89PNG")}
PAGES = [html_page, markdown_page]
Write = Callable[..., tuple[str, list[Loss]]]


def question(type: QuestionType, *options: Any, **rest: Any) -> QuestionDocument:
    return checked(QuestionDocument(type=type, options=list(options), **{"stem": "Why?", **rest}))


CHOICE = question(
    QuestionType.SINGLE_CHOICE,
    Choice(text="because", fraction=1.0),
    Choice(text="x < y", feedback="no"),
    Choice(text="none of these"),
    id="7c0f3a52",
    explanation="So it is.",
    points=2.0,
)
ESSAY = question(QuestionType.ESSAY, stem="Discuss.")
PASSAGE = question(QuestionType.DESCRIPTION, id="1111aaaa", title="The text", stem="Long ago …")
ABOUT = question(QuestionType.ESSAY, stem="Who?", stimulus="1111aaaa")


def written(module: ModuleType, *documents: QuestionDocument, **told: str) -> tuple[str, list[Loss]]:
    stream = io.BytesIO()
    options = WriteOptions("Mid*term", {name.replace("_", "-"): value for name, value in told.items()})
    losses = list(module.write(documents, stream, KEPT.get, options))
    return stream.getvalue().decode(), losses


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_key_gives_nothing_away(page: ModuleType) -> None:
    text, losses = written(page, CHOICE, ESSAY)
    assert "because" in text
    assert not any(word in text for word in ("So it is", "✓", "Answer key"))
    assert losses == []


@pytest.mark.parametrize("page", PAGES)
def test_the_key_says_of_which_question_there_is_none(page: ModuleType) -> None:
    unkeyed = question(
        QuestionType.SINGLE_CHOICE, Choice(text="so"), Choice(text="or so"), status=Status.DRAFT
    )
    for key in ("inline", "end"):
        text, losses = written(page, CHOICE, unkeyed, ESSAY, key=key)
        assert text.count("no key") == 1
        assert [(loss.number, loss.code) for loss in losses] == [(2, "no_key")]


@pytest.mark.parametrize("page", PAGES)
def test_the_key_stands_below_each_question_or_at_the_end(page: ModuleType) -> None:
    inline, end = (written(page, CHOICE, ESSAY, key=key)[0] for key in ("inline", "end"))
    assert inline.index("So it is") < inline.index("Discuss")
    assert end.index("So it is") > end.index("Answer key") > end.index("Discuss")


@pytest.mark.parametrize("page", PAGES)
def test_questions_are_numbered_as_told(page: ModuleType) -> None:
    digits, letters, none = (
        unescape(written(page, CHOICE, ESSAY, numbering=numbering)[0]) for numbering in ("1", "a", "none")
    )
    assert "Question 2" in digits
    assert "b)" in letters
    assert "Question" not in none.replace("Questions", "")


@pytest.mark.parametrize("page", PAGES)
def test_the_same_seed_gives_the_same_page(page: ModuleType) -> None:
    pages = [written(page, CHOICE, shuffle_options="yes", seed=seed)[0] for seed in ("1", "1", "2", "3", "4")]
    assert pages[0] == pages[1]
    assert len(set(pages)) > 1
    assert all(text.rindex("none of these") > text.rindex("because") for text in pages)


def test_lines_are_those_told_where_the_question_tells_none() -> None:
    own = question(QuestionType.ESSAY, details=Details(response=WrittenResponse(lines=5)))
    for told, lines in (("3", 3), ("0", 0)):
        assert written(html_page, ESSAY, lines=told)[0].count('<div class="line">') == lines
        assert written(markdown_page, ESSAY, lines=told)[0].count("\\_" * 40) == lines
    assert written(html_page, own, lines="3")[0].count('<div class="line">') == 5


@pytest.mark.parametrize("page", PAGES)
def test_a_passage_stands_once_and_is_named_by_the_questions_about_it(page: ModuleType) -> None:
    text, _ = written(page, PASSAGE, ABOUT, ABOUT)
    assert text.count("Long ago") == 1
    assert unescape(text).count("About:") == 2


@pytest.mark.parametrize("page", PAGES)
def test_a_picture_that_is_not_kept_and_the_rest_of_a_question_of_another_program_are_losses(
    page: ModuleType,
) -> None:
    gone = question(QuestionType.ESSAY, stem=f"![x](qbank://media/{'cd' * 32})", format=TextFormat.MARKDOWN)
    kept = question(QuestionType.OPAQUE, stem="?", extensions={"moodle-xml": "<question/>"})
    _, losses = written(page, CHOICE, gone, kept)
    assert [(loss.code, loss.number) for loss in losses] == [("media", 2), ("extensions", 3)]


def pictured() -> QuestionDocument:
    return question(QuestionType.ESSAY, stem=f"![a cell](qbank://media/{SHA})", format=TextFormat.MARKDOWN)


@pytest.mark.parametrize("page", PAGES)
def test_a_picture_is_in_the_page_where_there_is_no_place_beside_it(page: ModuleType) -> None:
    text, losses = written(page, pictured())
    assert "data:image/png;base64,iVBORw==" in text
    assert losses == []


def test_the_pictures_of_a_markdown_page_stand_beside_it_unless_told_otherwise() -> None:
    put: list[tuple[str, bytes]] = []

    def beside(name: str, data: bytes) -> str:
        put.append((name, data))
        return f"x_files/{name}"

    stream = io.BytesIO()
    list(markdown_page.write([pictured()], stream, KEPT.get, WriteOptions(beside=beside)))
    assert "![a cell](x_files/abababababab.png)" in stream.getvalue().decode()
    assert put == [("abababababab.png", b"\x89PNG")]
    inside = WriteOptions(told={"pictures": "data"}, beside=beside)
    list(markdown_page.write([pictured()], io.BytesIO(), KEPT.get, inside))
    assert len(put) == 1


def test_files_beside_stdout_are_refused() -> None:
    with pytest.raises(QbankError) as caught:
        written(markdown_page, pictured(), pictures="files")
    assert caught.value.kind is Kind.USAGE


def test_the_title_and_texts_of_a_markdown_page_are_words() -> None:
    text, _ = written(markdown_page, CHOICE)
    assert text.startswith("# Mid\\*term\n\n## Question 1 (2 points)\n\nWhy?\n")
    assert "- ☐ **B** x \\< y" in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", ["none", "inline", "end"])
def test_no_questions_make_a_page_with_its_title_alone(page: ModuleType, key: str) -> None:
    text, losses = written(page, key=key)
    assert "Mid" in text
    assert "Answer key" not in text
    assert losses == []
