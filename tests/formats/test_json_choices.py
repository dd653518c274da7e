import pytest
from hypothesis import given, strategies as st

from qbank.formats.choice_labels import without_labels
from qbank.formats.json_choices import choices_of, inline_choices
from qbank.formats.json_mapping import Mapper, Shape
from qbank.formats.truth_words import is_true_false_pair, truth

WORDS = st.text("abcdefgh xyz", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(WORDS, min_size=2, max_size=8), st.sampled_from(["{}) ", "({}) ", "{}. ", "[{}] "]))
def test_consecutive_labels_are_taken_off_and_remembered(texts: list[str], form: str) -> None:
    labelled = [form.format("ABCDEFGH"[at]) + text for at, text in enumerate(texts)]
    assert without_labels(labelled) == (texts, list("ABCDEFGH"[: len(texts)]))


@pytest.mark.parametrize(
    "choices", [["A) x", "C) y"], ["A) x", "y"], ["1.5", "2.5"], ["U. S. navy", "U. K. navy"], ["A) x"]]
)
def test_choices_that_only_look_labelled_are_left_alone(choices: list[str]) -> None:
    assert without_labels(choices) == (choices, None)


def test_choices_are_found_at_the_end_of_a_stem_only() -> None:
    found = inline_choices("Which?\nOptions:\n(A) one\n(B) two")
    assert found is not None
    assert found[0] == "Which?"
    assert found[1].texts == ["one", "two"]
    assert inline_choices("(A) one\n(B) two\nWhich of these?") is None
    assert inline_choices("Is (A) right?") is None


def test_empty_choices_are_left_out_at_the_end_only() -> None:
    shape = Shape({"options": "options"})
    found = choices_of({"options": ["", "x", None, "y", "", None]}, shape)
    assert found is not None
    assert found.texts == ["", "x", "", "y"]
    assert choices_of({"options": [None, ""]}, shape) is None


@pytest.mark.parametrize(
    ("record", "is_question"),
    [
        ({"question": "Q?"}, True),
        ({"text": "Q?", "options": ["a", "b"]}, True),
        ({"title": "Exam", "description": "About"}, False),
        ({"name": "x", "value": "y"}, False),
        ({"title": "Exam", "result": 4}, False),
        ({"question": ["", " "]}, False),
        ({"options": ["a", "b"], "answer": "a"}, False),
    ],
)
def test_a_record_is_a_question_by_what_it_holds(record: dict[str, object], is_question: bool) -> None:
    mapper = Mapper({})
    assert mapper.shape(mapper.parts(record)).is_question is is_question


@pytest.mark.parametrize(
    ("word", "value"), [("TRUE", True), ("falsch", False), ("Нет", False), (" oui. ", True)]
)
def test_words_for_true_and_false_are_known_in_many_languages(word: str, value: bool) -> None:
    assert truth(word) is value


@pytest.mark.parametrize("value", [1, 0, "1", "maybe", None, [True]])
def test_numbers_and_other_words_are_no_truth(value: object) -> None:
    assert truth(value) is None


def test_yes_and_no_are_not_the_choices_true_and_false() -> None:
    assert is_true_false_pair(["False", "True"])
    assert not is_true_false_pair(["Yes", "No"])
    assert not is_true_false_pair(["True", "True"])
