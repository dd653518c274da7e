"""Plain lists of questions, as people type them."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats import plain_questions, text_form
from qbank.formats.text_form_lines import lines_of

Q = QuestionType


def read(text: str) -> list[QuestionDocument]:
    reading = text_form.read(text)
    assert reading.mistakes == []
    return [found.document for found in reading.questions]


def told(document: QuestionDocument) -> tuple[str, str, list[str], str]:
    """Give type, stem, choices and the letters of the right ones."""
    options: list[Any] = document.options
    right = "".join(chr(65 + place) for place, option in enumerate(options) if option.fraction > 0)
    return document.type.value, document.stem, [str(option.text) for option in options], right


@pytest.mark.parametrize(
    "text",
    [
        "Capital of France?\nA. Rome\nB. Paris\nC. Bonn\nANSWER: B\n",
        "1. Capital of France?\na) Rome\nb) Paris\nc) Bonn\nAnswer: b\n",
        "1) Capital of France?\n\n(A) Rome\n(B) Paris\n(C) Bonn\n\nCorrect answer: Paris\n",
        "Capital of France?\nA. Rome\n*B. Paris\nC. Bonn\n",
        "Capital of France?\nA. Rome\nB. Paris\nC. Bonn\nAnswer B\n",
        "Capital of France?\nA. Rome\n* B. Paris\nC. Bonn\n",
        "Capital of France?\n1. Rome\n2. Paris\n3. Bonn\nans: 2\n",
        "Q7. Capital of France?\n  A) Rome\n  B) Paris\n  C) Bonn\nKey = B) Paris\n",
        "Question 7: Capital of France?\r\nA: Rome\r\nB: Paris\r\nC: Bonn\r\nANSWER: (B)\r\n",
        "Capital of France?\nA) Rome\n*B) Paris\nC) Bonn\nANSWER: B\n",
    ],
)
def test_the_usual_ways_of_writing_a_choice_question_are_one(text: str) -> None:
    assert told(read(text)[0]) == ("single_choice", "Capital of France?", ["Rome", "Paris", "Bonn"], "B")


@pytest.mark.parametrize("key", ["B, D", "B and D", "BD", "b,d", "B; D"])
def test_several_right_choices_share_the_points(key: str) -> None:
    [document] = read(f"Which?\nA. a\nB. b\nC. c\nD. d\nAnswer: {key}\n")
    assert told(document) == ("multiple_choice", "Which?", ["a", "b", "c", "d"], "BD")
    assert [each.fraction for each in document.options] == [0, 0.5, 0, 0.5]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The sky is blue.\nAnswer: True\n", Q.TRUE_FALSE),
        ("The sky is blue.\nAnswer: f\n", Q.TRUE_FALSE),
        ("The sky is blue.\nA. True\nB. False\nAnswer: A\n", Q.TRUE_FALSE),
        ("How many?\nAnswer: 42\n", Q.NUMERICAL),
        ("How much?\nAnswer: 9.81 ± 0.01\n", Q.NUMERICAL),
        ("Who?\nAnswer: Ada Lovelace\n", Q.SHORT_ANSWER),
    ],
)
def test_a_key_alone_is_a_typed_answer_a_number_or_a_truth(text: str, kind: QuestionType) -> None:
    assert read(text)[0].type is kind


def test_questions_follow_each_other_with_or_without_blank_lines_and_numbers() -> None:
    text = (
        "1. One\nof two lines?\nA) a\nB) b\nANSWER: A\n2. Two?\nA) a\nB) b\nANSWER: B\n\nThree?\n\nA) a\n\n"
        "B) b\n\nANSWER: A\nExplanation: since\nit is so.\n\nFour?\n*A) a\nB) b\n\nFive?\nANSWER: xy\n"
    )
    found = read(text)
    assert [each.stem for each in found] == ["One\nof two lines?", "Two?", "Three?", "Four?", "Five?"]
    assert [each.explanation for each in found] == [None, None, "since\nit is so.", None, None]


def test_a_further_line_of_a_choice_begins_with_blanks() -> None:
    [document] = read("Which?\nA) one\n   and a half\nB) two\nANSWER: A\n")
    assert document.options[0].text == "one\nand a half"


def test_a_head_above_a_list_says_more_of_all_its_questions() -> None:
    found = read("category: A/B\ntags: x\n\nOne?\nA) a\nB) b\nANSWER: A\n\nTwo?\nANSWER: y\n")
    assert [(each.category, each.tags) for each in found] == [("A/B", ["x"])] * 2


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Which?\nA) a\nB) b\n", 1, "no key"),
        ("Which?\nA) a\nB) b\nANSWER: C\n", 4, "none of the 2 choices"),
        (
            "Which?\nA) a\nC) c\nANSWER: A\n\nWhy?\nA) a\nB) b\nANSWER: A\n",
            3,
            "C stands where B was expected",
        ),
        ("Which?\nA) a\nB) b\nANSWER: A\nANSWER: B\n", 5, "line 4 gave one already"),
        ("Which?\nA) a\n*B) b\nANSWER: A\n", 4, "other choices than the stars"),
        ("A) a\nB) b\nANSWER: A\n", 1, "a choice without a question above it"),
        ("Which?\nA) a\nB) b\noops\nANSWER: A\n", 4, "neither a choice nor a key"),
        ("Which?\nANSWER: B\n", 2, "there are no choices"),
        ("One?\nANSWER: xy\n\nTwo?\n", 4, "neither choices nor a key"),
        ("Which?\nA) a\nANSWER: A\n", 1, "two choices"),
        ("Which?\nA) dog\nB) dog\nC) c\nANSWER: dog\n", 5, "text of 2 choices"),
    ],
)
def test_what_is_undecidable_is_told_at_its_line(text: str, line: int, reason: str) -> None:
    mistake = text_form.read(text).mistakes[0]
    assert (mistake.place.line, reason in mistake.message) == (line, True), mistake


def test_a_mistake_in_one_question_leaves_the_others_readable() -> None:
    reading = text_form.read("One?\nA) a\nB) b\n\nTwo?\nANSWER: y\n\nThree?\nA) a\nB) b\nANSWER: D\n")
    assert [found.document.stem for found in reading.questions] == ["Two?"]
    assert [mistake.place.line for mistake in reading.mistakes] == [1, 11]


words = st.text("abcdefgh", min_size=3, max_size=9)


@given(st.lists(st.tuples(words, st.lists(words, min_size=2, max_size=6, unique=True), st.integers(0, 5)),
                min_size=1, max_size=5), st.booleans(), st.booleans())  # fmt: skip
def test_a_list_is_read_as_it_was_written(
    questions: list[tuple[str, list[str], int]], numbered: bool, starred: bool
) -> None:
    blocks = []
    for number, (stem, choices, right) in enumerate(questions, start=1):
        place = right % len(choices)
        lines = [f"{number}. {stem}?" if numbered else f"{stem}?"]
        lines += [
            f"{'*' if starred and at == place else ''}{chr(65 + at)}) {text}"
            for at, text in enumerate(choices)
        ]
        blocks.append("\n".join([*lines, *([] if starred else [f"ANSWER: {chr(65 + place)}"])]))
    expected = [
        ("single_choice", f"{stem}?", choices, chr(65 + right % len(choices)))
        for stem, choices, right in questions
    ]
    assert [told(document) for document in read("\n\n".join(blocks))] == expected


lines = st.sampled_from(
    [
        "A) a", "B) b", "*C. c", "1. x", "2) y", "ANSWER: B", "answer:", "Why?", "", "  z", "Explanation: e",
        "(d) d", "B", "1.", "*",
    ]
)  # fmt: skip


@given(st.lists(lines, max_size=12).map("\n".join))
def test_whatever_is_typed_gives_questions_or_mistakes(text: str) -> None:
    numbered = lines_of(text)
    found, mistakes = plain_questions.read(numbered)
    assert found or mistakes or not text.strip()
    assert all(1 <= mistake.line <= len(numbered) for mistake in mistakes)
