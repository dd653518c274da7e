"""A page of questions: laid out as on an exam paper, the key on a page of its own, nothing to load or run."""

import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Gap,
    GapKind,
    Match,
    Pair,
    Shape,
    Step,
)
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, Unit, WrittenResponse
from qbank.domain.validation import checked
from qbank.formats.paper import Key, Paper
from qbank.formats.print_page import PrintedPage, policy
from qbank.formats.print_text import Picture

SHA = "ab" * 32
PICTURES = {SHA: Picture("image/png", b"\x89PNG")}


def document(type: QuestionType, *options: Any, stem: str = "Stem?", **rest: Any) -> QuestionDocument:
    return checked(QuestionDocument(id="7c0f3a52", type=type, stem=stem, options=list(options), **rest))


def page(
    *documents: QuestionDocument, with_key: bool = False, passage: QuestionDocument | None = None
) -> str:
    written = PrintedPage("Midterm", Paper(Key.END if with_key else Key.NONE))
    pieces = [written.begin(), *(written.question(each, passage, PICTURES) for each in documents)]
    return b"".join([*pieces, *written.end()]).decode()


def words(html: str) -> str:
    """The words of a page in a row, blanks of an exam as `____`, boxes as `[]`."""
    body = html.partition("<body>")[2]
    body = re.sub(r'<span class="blank[^>]*>', "____", body)
    body = body.replace('<span class="box', "[]<span")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


class Checked(HTMLParser):
    """Looks whether every element is closed in its order, as a browser need not guess."""

    VOID = ("meta", "img", "br", "hr", "col", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


RIGHT_GAS = Choice(text="gas", fraction=1.0)
CHOICES = (Choice(text="Venus", feedback="The second."), Choice(text="Mercury", fraction=1.0))
QUESTIONS = {
    QuestionType.SINGLE_CHOICE: document(QuestionType.SINGLE_CHOICE, *CHOICES),
    QuestionType.MULTIPLE_CHOICE: document(
        QuestionType.MULTIPLE_CHOICE, Choice(text="2", fraction=0.5), Choice(text="9", fraction=-0.5)
    ),
    QuestionType.TRUE_FALSE: document(
        QuestionType.TRUE_FALSE, Choice(text="True", fraction=1.0), Choice(text="False")
    ),
    QuestionType.SHORT_ANSWER: document(
        QuestionType.SHORT_ANSWER, AcceptedAnswer(text="F<e.*", match=Match.REGEX, case_sensitive=True)
    ),
    QuestionType.NUMERICAL: document(
        QuestionType.NUMERICAL,
        AcceptedNumber(value=Decimal("9.81"), tolerance=Decimal("0.05")),
        details=Details(units=[Unit(name="m/s²"), Unit(name="cm/s²", factor=0.01)]),
    ),
    QuestionType.MATCHING: document(
        QuestionType.MATCHING, Pair(left="Danube", right="Black Sea"), Pair(left="", right="Red Sea")
    ),
    QuestionType.ORDERING: document(QuestionType.ORDERING, Step(text="first"), Step(text="second")),
    QuestionType.CLOZE: document(
        QuestionType.CLOZE,
        Gap(name="answer_gas", kind=GapKind.CHOICE, choices=[Choice(text="liquid"), RIGHT_GAS]),
        Gap(name="b", kind=GapKind.SHORT, answers=[AcceptedAnswer(text="steam")]),
        Gap(name="c", kind=GapKind.NUMBER, numbers=[AcceptedNumber(value=Decimal(100))]),
        Gap(name="d", kind=GapKind.DRAG, choices=[Choice(text="kettle", fraction=1.0), Choice(text="pot")]),
        stem="A [[answer_gas]] called [[b]] at [[c]] °C in a [[d]].",
    ),
    QuestionType.ESSAY: document(
        QuestionType.ESSAY,
        details=Details(
            response=WrittenResponse(
                lines=3, template="Dear …", grader_info="Army 3.", sample_answer="Because."
            )
        ),
    ),
    QuestionType.UPLOAD: document(
        QuestionType.UPLOAD, details=Details(response=WrittenResponse(attachments=2, file_types=[".jpg"]))
    ),
    QuestionType.HOTSPOT: document(
        QuestionType.HOTSPOT,
        Area(shape=Shape.RECTANGLE, coordinates=[1, 1, 4, 4], text="red", fraction=1.0),
        details=Details(image=f"qbank://media/{SHA}"),
    ),
    QuestionType.DESCRIPTION: document(QuestionType.DESCRIPTION, title="Foxes"),
    QuestionType.DYNAMIC: document(QuestionType.DYNAMIC, extensions={"xml": "<question/>"}),
    QuestionType.OPAQUE: document(QuestionType.OPAQUE, extensions={"qti": "<item/>"}),
}  # fmt: skip
ON_PAPER = {
    QuestionType.SINGLE_CHOICE: "Stem? Choose one. [] A Venus [] B Mercury",
    QuestionType.MULTIPLE_CHOICE: "Stem? Choose all that apply. [] A 2 [] B 9",
    QuestionType.TRUE_FALSE: "Stem? [] True [] False",
    QuestionType.SHORT_ANSWER: "Stem?",
    QuestionType.NUMERICAL: "Stem? ____ m/s² or cm/s²",
    QuestionType.ORDERING: "Stem? Put in order: write 1 to 2 in the boxes. [] A second [] B first",
    QuestionType.ESSAY: "Stem? Dear …",
    QuestionType.UPLOAD: "Stem? To be handed in: 2 files (.jpg).",
    QuestionType.HOTSPOT: "Stem? Mark the place in the picture.",
    QuestionType.DYNAMIC: "Stem? The rest of this question is kept as xml and cannot be shown on paper.",
    QuestionType.OPAQUE: "Stem? The rest of this question is kept as qti and cannot be shown on paper.",
}
IN_KEY = {
    QuestionType.SINGLE_CHOICE: "A Venus The second. ✓ B Mercury",
    QuestionType.MULTIPLE_CHOICE: "✓ A 2 50 % B 9 -50 %",
    QuestionType.TRUE_FALSE: "✓ True",
    QuestionType.SHORT_ANSWER: "✓ F<e.* regex, case-sensitive",
    QuestionType.NUMERICAL: "✓ 9.81 ± 0.05 m/s²",
    QuestionType.ORDERING: "✓ 1 – B first ✓ 2 – A second",
    QuestionType.CLOZE: "✓ 1 gas ✓ 2 steam ✓ 3 100 ✓ 4 kettle",
    QuestionType.ESSAY: "Sample answer Because. For the grader Army 3.",
    QuestionType.HOTSPOT: "✓ red – rectangle 1, 1 to 4, 4",
}


@pytest.mark.parametrize("type", QuestionType)
def test_every_type_makes_a_page_whose_elements_are_closed_in_order(type: QuestionType) -> None:
    html = page(QUESTIONS[type], with_key=True)
    checker = Checked()
    checker.feed(html.partition("<body>")[2].replace("</body>\n</html>\n", ""))
    assert checker.open == []


@pytest.mark.parametrize("type", ON_PAPER)
def test_a_question_stands_on_paper_with_room_for_its_answer(type: QuestionType) -> None:
    assert words(page(QUESTIONS[type])) == f"Midterm Question 1 {ON_PAPER[type]}"


@pytest.mark.parametrize("type", IN_KEY)
def test_the_key_tells_what_is_right_and_what_is_said_of_the_rest(type: QuestionType) -> None:
    assert words(page(QUESTIONS[type], with_key=True)).endswith(f"Answer key 1. 7c0f3a52 {IN_KEY[type]}")


def test_pairs_stand_in_two_columns_and_the_key_says_which_letter_belongs_to_which() -> None:
    html = page(QUESTIONS[QuestionType.MATCHING], with_key=True)
    found = re.search(
        r"1 ____ Danube (A|B) (\w+ Sea) B? ?(\w+ Sea) Answer key .* ✓ 1 – (A|B) Black Sea", words(html)
    )
    assert found
    assert found[4] == ("A" if found[2] == "Black Sea" else "B")


def test_gaps_are_numbered_blanks_whose_names_tell_nothing() -> None:
    shown = words(page(QUESTIONS[QuestionType.CLOZE]))
    assert "A ____ 1 called ____ 2 at ____ 3 °C in a ____ 4 ." in shown
    assert "Choose for each gap: 1 [] liquid [] gas" in shown
    assert "answer_gas" not in shown
    assert "steam" not in shown


def test_without_the_key_nothing_tells_what_is_right() -> None:
    told = page(
        document(
            QuestionType.SINGLE_CHOICE,
            *CHOICES,
            title="Mercury it is",
            explanation="Look it up.",
            details=Details(hints=[Hint(text="Not Venus.")], feedback=OutcomeFeedback(correct="Yes!")),
        )
    )
    for secret in ("The second.", "Mercury it is", "Look it up.", "Not Venus.", "Yes!", "✓"):
        assert secret not in told


def test_the_key_has_the_title_explanation_hints_and_feedback() -> None:
    told = words(
        page(
            document(
                QuestionType.SINGLE_CHOICE,
                *CHOICES,
                title="Planets",
                points=2.0,
                explanation="Look it up.",
                details=Details(hints=[Hint(text="Not Venus.")], feedback=OutcomeFeedback(incorrect="No.")),
            ),
            with_key=True,
        )
    )
    assert "1. Planets 7c0f3a52 · 2 points" in told
    assert told.endswith("Explanation Look it up. Hint 1 Not Venus. When wrong No.")


def test_as_many_lines_as_an_essay_asks_for_but_no_page_of_millions() -> None:
    assert page(QUESTIONS[QuestionType.ESSAY]).count('class="line"') == 3
    endless = document(QuestionType.ESSAY, details=Details(response=WrittenResponse(lines=10**9)))
    assert page(endless).count('class="line"') == 40


def test_a_hotspot_has_its_picture_in_the_page() -> None:
    assert '<img src="data:image/png;base64,iVBORw=="' in page(QUESTIONS[QuestionType.HOTSPOT])


def test_a_passage_stands_once_before_the_first_question_about_it_and_has_no_number() -> None:
    passage = QUESTIONS[QuestionType.DESCRIPTION]
    asking = [document(QuestionType.ESSAY, stem=f"Why {n}?") for n in (1, 2)]
    for each in asking:
        each.stimulus = passage.id
    shown = words(page(*asking, passage, passage=passage))
    assert shown == "Midterm Foxes Stem? Question 1 About: Foxes Why 1? Question 2 About: Foxes Why 2?"


def test_numbers_count_questions_and_points_are_said_as_a_reader_says_them() -> None:
    shown = words(
        page(
            document(QuestionType.ESSAY, points=1.0),
            QUESTIONS[QuestionType.DESCRIPTION],
            document(QuestionType.ESSAY, points=2.5),
        )
    )
    assert "Question 1 1 point" in shown
    assert "Question 2 2.5 points" in shown


def test_texts_carry_the_language_of_their_question() -> None:
    assert '<div class="body" lang="de" dir="auto">' in page(document(QuestionType.ESSAY, language="de"))


def test_the_gaps_of_a_cloze_text_that_is_kept_as_written_stand_in_the_key_alone() -> None:
    raw = document(
        QuestionType.ESSAY, stem="Capital: {1:SA:=Paris}", format=TextFormat.CLOZE, status=Status.DRAFT
    )
    assert "Paris" not in page(raw)
    assert words(page(raw, with_key=True)).endswith("1 {1:SA:=Paris}")


def test_the_page_forbids_all_but_its_own_pictures_and_style() -> None:
    html = page(QUESTIONS[QuestionType.ESSAY])
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert policy(style) in html
    assert policy(style).startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert "<script" not in html
    assert " style=" not in html
    assert "url(" not in style


def test_a_title_is_text() -> None:
    written = PrintedPage("<script>x</script>")
    assert b"<script" not in written.begin()
