"""Aiken: what Moodle reads is read the same, the rest by what it seems to mean, with warnings."""

import io
import os
import random

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.errors import Kind, QbankError
from qbank.formats import aiken
from qbank.formats.base import Diagnostic, Found, Item, Loss, ReadOptions, Severity, Source, WriteOptions

FUZZ = int(os.environ.get("QBANK_FUZZ", "300"))
GOOD = "Which?\nA) a\nB) b\nANSWER: B\n"


def items(text: str, **mapping: str) -> list[Item]:
    return list(aiken.read(Source("t.txt", io.BytesIO(text.encode())), ReadOptions(mapping)))


def found(text: str, **mapping: str) -> list[QuestionDocument]:
    values = [each.value for each in items(text, **mapping) if isinstance(each, Found)]
    return [checked(each) for each in values if isinstance(each, QuestionDocument)]


def told(text: str, **mapping: str) -> list[str]:
    return [each.code for each in items(text, **mapping) if isinstance(each, Diagnostic)]


def one(text: str) -> tuple[str, list[tuple[str, float]]]:
    (document,) = found(text)
    return document.stem, [(choice.text, choice.fraction) for choice in document.options]


def test_a_question_is_a_line_with_a_choice_a_line_and_a_key() -> None:
    (document,) = found("Is <b> bold?\nA) yes & so\nB.no\nANSWER: A\n")
    assert (document.type, document.format) == (QuestionType.SINGLE_CHOICE, TextFormat.PLAIN)
    assert document.stem == "Is <b> bold?"
    assert [(each.text, each.fraction) for each in document.options] == [("yes & so", 1.0), ("no", 0.0)]
    assert told(GOOD + GOOD) == []
    assert len(found(GOOD + GOOD)) == 2


def test_places_are_lines_and_questions_counted_from_one() -> None:
    places = [each.place for each in items(f"\n{GOOD}\n{GOOD}") if isinstance(each, Found)]
    assert [(place.line, place.item) for place in places] == [(2, 1), (7, 2)]


@pytest.mark.parametrize(
    ("text", "stem", "texts", "codes"),
    [
        ("One\ntwo\n\nthree?\nA) a\nB) b\nANSWER: A", "One\ntwo\n\nthree?", ["a", "b"], ["stem_lines"]),
        ("x?\nA) a\ngoes on\nB) b\nand on\nANSWER: A", "x?", ["a\ngoes on", "b\nand on"], ["choice_lines"]),
        ("x?\n\na) a\n\nb) b\nAnswer : a", "x?", ["a", "b"], ["labels", "key_line", "key"]),
        ("x?\n(A) a\n(B) b\nANSWER: A", "x?", ["a", "b"], ["labels"]),
        ("1. x?\n1) a\n2) b\nANSWER: 1", "1. x?", ["a", "b"], ["labels"]),
        ("x?\nα) a\nβ) b\nΑπάντηση: α", "x?", ["a", "b"], ["labels", "key_line", "key"]),
        ("x?\nA) a\nB) b\nANSWER A", "x?", ["a", "b"], ["key_line"]),
        ("A. Einstein was?\nA) a\nB) b\nANSWER: A", "A. Einstein was?", ["a", "b"], ["stem_label"]),
        (
            "Take\n1. one\n2. two\nA) a\nB) b\nANSWER: A",
            "Take\n1. one\n2. two",
            ["a", "b"],
            ["stem_label", "stem_lines"],
        ),
        ("x?\n-\nA) a\nB) b\nANSWER: A", "x?", ["a", "b"], ["short_line"]),
        ("x?\nA) a\nB) b\nNUMBERING: abc\nANSWER: A", "x?", ["a", "b"], ["setting"]),
    ],
)
def test_what_moodle_refuses_is_read_with_a_warning(
    text: str, stem: str, texts: list[str], codes: list[str]
) -> None:
    assert one(text) == (stem, [(each, float(place == 0)) for place, each in enumerate(texts)])
    assert told(text) == codes


@pytest.mark.parametrize(
    ("key", "right", "codes"),
    [
        ("b", [1], ["key"]),
        ("B) bee", [1], []),
        ("B.", [1], []),
        ("A, C", [0, 2], ["key"]),
        ("A and C", [0, 2], ["key"]),
        ("AC", [0, 2], ["key"]),
        ("cee", [2], ["key"]),
        ("Both", [1], ["key"]),
        ("E", [], ["no_key"]),
        ("A, E", [], ["no_key"]),
        ("", [], ["no_key"]),
        ("42", [], ["no_key"]),
    ],
)
def test_a_key_is_read_by_what_it_seems_to_mean(key: str, right: list[int], codes: list[str]) -> None:
    text = f"x?\nA) ay\nB) bee\nC) cee\nANSWER: {key}\n"
    (document,) = found(text)
    assert [place for place, each in enumerate(document.options) if each.fraction > 0] == right
    assert told(text) == codes
    assert (document.status is Status.DRAFT) is (right == [])


def test_a_question_without_a_key_is_a_draft_and_the_next_one_begins_anew() -> None:
    questions = found("first?\nA) a\nB) b\n\nsecond?\nA) c\nB) d\nANSWER: B\n\nthird?\nA) e\nB) f\n")
    assert [each.stem for each in questions] == ["first?", "second?", "third?"]
    assert [each.status for each in questions] == [Status.DRAFT, None, Status.DRAFT]


def test_feedback_below_the_key_is_the_explanation_unless_choices_follow() -> None:
    (document,) = found(GOOD + "Feedback: because\n")
    assert document.explanation == "because"
    assert told(GOOD + "Feedback: because\n") == ["explanation"]
    both = found(GOOD + "Feedback: what is it?\nA) a\nB) b\nANSWER: A\n")
    assert [each.stem for each in both] == ["Which?", "Feedback: what is it?"]


def test_words_of_a_key_are_a_question_where_no_choices_stand_before() -> None:
    assert one("Answer: which?\nA) a\nB) b\nANSWER: A")[0] == "Answer: which?"


def test_what_makes_no_question_is_an_error_and_the_rest_is_read() -> None:
    text = f"A) a\nB) b\nANSWER: A\n\nx?\nA) a\nANSWER: A\n\n{GOOD}\nANSWER: A\n\nonly text\n"
    assert [each.stem for each in found(text)] == ["Which?"]
    errors = [each for each in items(text) if isinstance(each, Diagnostic)]
    assert [(each.severity, each.code, each.place.line) for each in errors] == [
        (Severity.ERROR, "no_stem", 1),
        (Severity.ERROR, "too_few_choices", 5),
        (Severity.ERROR, "no_stem", 14),
        (Severity.ERROR, "too_few_choices", 16),
    ]


def test_strictly_nothing_is_read_that_moodle_would_not_read_the_same() -> None:
    text = f"One\ntwo?\nA) a\nB) b\nANSWER: A\n{GOOD}"
    assert [each.stem for each in found(text, reading="strict")] == ["Which?"]
    (error,) = [each for each in items(text, reading="strict") if isinstance(each, Diagnostic)]
    assert (error.severity, error.code) == (Severity.ERROR, "stem_lines")
    assert len(found(text, reading="lenient")) == 2


@pytest.mark.parametrize("mapping", [{"reading": "loose"}, {"stem": "x"}])
def test_another_mapping_is_refused_with_the_one_there_is(mapping: dict[str, str]) -> None:
    with pytest.raises(QbankError) as caught:
        items(GOOD, **mapping)
    assert caught.value.kind is Kind.USAGE
    assert caught.value.hint and "reading=strict" in caught.value.hint


def written(*documents: QuestionDocument) -> tuple[str, list[Loss]]:
    stream = io.BytesIO()
    lost = list(aiken.write([checked(each) for each in documents], stream, lambda _: None, WriteOptions()))
    return stream.getvalue().decode(), lost


_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
_stems = st.one_of(_words, st.sampled_from(["A) x", "ANSWER: B", "a) x", "?", "(1) y", "Key: z"])).filter(
    lambda text: bool(text.strip())
)


@given(_stems, st.lists(_words, min_size=2, max_size=30), st.data())
def test_a_question_reads_back_as_it_was_or_a_loss_says_otherwise(
    stem: str, texts: list[str], data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, len(texts) - 1))
    options = [Choice(text=text, fraction=float(place == right)) for place, text in enumerate(texts)]
    document = checked(QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem=stem, options=options))
    text, lost = written(document)
    if any(loss.code == "not_written" for loss in lost):
        assert text == "" and len(texts) > 26
        return
    assert [code for code in told(text) if code != "empty_choice"] == []
    (back,) = found(text)
    assert [choice.fraction for choice in back.options] == [choice.fraction for choice in options]
    if not lost:
        trimmed = [each.strip(" \t\n\r\0\v") for each in (stem, *texts)]
        assert [back.stem, *(choice.text for choice in back.options)] == trimmed


AB = [Choice(text="a", fraction=1.0), Choice(text="b")]


def test_what_aiken_cannot_hold_is_told() -> None:
    document = QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem="x?", options=AB, tags=["t"])
    document.explanation = "y"
    assert [loss.code for loss in written(document)[1]] == ["explanation", "tags"]


def test_markup_becomes_one_plain_line_and_is_told() -> None:
    options = [Choice(text="a<sub>1</sub>", fraction=1.0), Choice(text=RichText("b\nc", TextFormat.PLAIN))]
    document = QuestionDocument(
        type=QuestionType.SINGLE_CHOICE, stem="<p>x</p><p>y</p>", format=TextFormat.HTML, options=options
    )
    text, lost = written(document)
    assert text == "x y\nA) a₁\nB) b c\nANSWER: A\n\n"
    assert [loss.code for loss in lost] == ["rich_text", "lines"]


def test_true_and_false_become_choices_and_are_told() -> None:
    options = [Choice(text="True"), Choice(text="False", fraction=1.0)]
    text, lost = written(QuestionDocument(type=QuestionType.TRUE_FALSE, stem="x?", options=options))
    assert text.endswith("A) True\nB) False\nANSWER: B\n\n")
    assert [loss.code for loss in lost] == ["true_false"]


def test_a_question_that_would_be_taken_for_a_choice_has_a_dash_before_it() -> None:
    text, lost = written(QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem="A) x", options=AB))
    assert text.startswith("– A) x\n")
    assert [loss.code for loss in lost] == ["stem"]


def test_a_question_without_one_key_is_not_written() -> None:
    both = [Choice(text="a", fraction=1.0), Choice(text="b", fraction=1.0)]
    none = QuestionDocument(
        type=QuestionType.SINGLE_CHOICE, stem="x", options=[Choice(text="a"), Choice(text="b")]
    )
    none.status = Status.DRAFT
    several = QuestionDocument(type=QuestionType.SINGLE_CHOICE, stem="x", options=both)
    text, lost = written(none, several)
    assert text == ""
    assert [loss.code for loss in lost] == ["status", "not_written", "not_written"]


_LINES = [
    "Which?", "A) a", "B) b", "ANSWER: A", "", "a) x", "1. y", "Answer = b", "Feedback: f", "NUMBERING: 1",
    "-", "ANSWER:", "text", "תשובה: א", "(C) z", "\xa0", "A)", "ANSWER: A, B", "\0",
]  # fmt: skip


def test_lines_in_any_order_give_questions_and_diagnostics_only() -> None:
    chance = random.Random(5)
    for _ in range(FUZZ):
        text = "\n".join(chance.choices(_LINES, k=chance.randint(1, 25)))
        for each in items(text):
            if isinstance(each, Found) and isinstance(each.value, QuestionDocument):
                checked(each.value)


@pytest.mark.parametrize(
    "text",
    [
        "A) x\n" * 50_000,
        "x?\n" * 50_000,
        "x?\nA) a\n" + "more\n" * 50_000 + "B) b\nANSWER: A\n",
        "x?\nA) a\nB) b\nANSWER: A" + " " * 100_000 + "!\n",
        "x?\nA) a\nB) b\nANSWER: " + "A " * 50_000,
        "(" * 100_000,
        "x" + " " * 100_000 + ":",
    ],
)
def test_hostile_files_are_read_in_linear_time(text: str) -> None:
    assert items(text)
