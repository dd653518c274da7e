import pytest
from hypothesis import given, strategies as st

from qbank.formats.answer_keys import KeyColumn, KeyProblem, UndecidedKeys, positions
from qbank.formats.base import AnswerStyle, Unreadable
from qbank.formats.key_readings import every_reading, readings

LETTER, TEXT = AnswerStyle.LETTER, AnswerStyle.TEXT
ZERO, ONE = AnswerStyle.ZERO_BASED, AnswerStyle.ONE_BASED
FOUR = ["red", "green", "blue", "black"]
BLOOD = ["O", "A", "B", "AB"]


def decided(*keys: tuple[object, list[str]]) -> AnswerStyle:
    column = KeyColumn()
    for key, choices in keys:
        column.add(key, choices)
    return column.decide()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("A", [0]),
        ("d", [3]),
        ("(B)", [1]),
        ("B)", [1]),
        ("Option C", [2]),
        ("A,C", [0, 2]),
        ("A and C", [0, 2]),
        ("ACD", [0, 2, 3]),
        (["C", "A"], [0, 2]),
        ("blue", [2]),
        ("B) green", [1]),
    ],
)
def test_letters_are_read_however_they_are_written(key: object, expected: list[int]) -> None:
    assert positions(key, FOUR, LETTER) == expected


@pytest.mark.parametrize("key", [2, "2", 2.0, "2.0", "২"])
def test_a_number_is_read_in_every_notation(key: object) -> None:
    assert positions(key, FOUR, ONE) == [1]
    assert positions(key, FOUR, ZERO) == [2]


@pytest.mark.parametrize("key", ["Fish &amp; chips", " fish & CHIPS ", "b. Fish & chips"])
def test_a_text_is_found_whatever_its_case_blanks_entities_and_label(key: str) -> None:
    assert positions(key, ["Stew", "Fish & chips"], TEXT) == [1]


@pytest.mark.parametrize("key", [True, "T", "yes", "wahr", "صح"])
def test_words_for_true_name_the_true_choice(key: object) -> None:
    assert positions(key, ["False", "True"], TEXT) == [1]


def test_a_list_of_booleans_marks_each_choice() -> None:
    assert positions([False, True, False, True], FOUR, TEXT) == [1, 3]


@pytest.mark.parametrize("key", ["E", "mauve", 7, "A,E", "AAB", [0, 1, 2, 9], "B) black", None, "", []])
def test_a_key_that_is_no_choice_is_refused(key: object) -> None:
    for style in AnswerStyle:
        with pytest.raises(KeyProblem):
            positions(key, FOUR, style)


def test_the_refusal_names_the_key_and_the_number_of_choices() -> None:
    with pytest.raises(KeyProblem, match="the key 'E' is none of the 4 choices"):
        positions("E", FOUR, LETTER)


def test_a_text_that_two_choices_share_is_refused() -> None:
    with pytest.raises(KeyProblem, match="text of 2 choices"):
        positions("same", ["same", "same", "other"], TEXT)


def test_labels_are_the_choices_own_names() -> None:
    assert positions("খ", ["x", "y"], LETTER, ["ক", "খ"]) == [1]
    assert positions(102, ["x", "y"], LETTER, ["101", "102"]) == [1]


def test_a_number_that_is_no_label_does_not_count_the_choices_instead() -> None:
    with pytest.raises(KeyProblem):
        positions(0, ["x", "y"], ZERO, ["1", "2"])


def test_a_zero_anywhere_proves_that_counting_begins_at_0() -> None:
    assert decided((1, FOUR), (2, FOUR), (0, FOUR)) is ZERO


def test_the_number_of_choices_as_a_key_proves_that_counting_begins_at_1() -> None:
    assert decided((1, FOUR), (4, FOUR)) is ONE


def test_both_proofs_in_one_file_contradict_each_other() -> None:
    with pytest.raises(Unreadable, match="question 2 counts the choices from 0, question 1 from 1"):
        decided((4, FOUR), (0, FOUR))


def test_numbers_without_proof_are_undecided() -> None:
    with pytest.raises(UndecidedKeys) as caught:
        decided((1, FOUR), (2, FOUR), (3, FOUR))
    assert caught.value.styles == (ZERO, ONE)
    assert caught.value.samples == (0, 1)


def test_a_number_that_is_also_a_choices_text_is_undecided() -> None:
    with pytest.raises(UndecidedKeys) as caught:
        decided(("2", ["2", "4", "8"]))
    assert set(caught.value.styles) == {TEXT, ZERO, ONE}


def test_one_number_that_can_only_be_a_text_decides_for_texts() -> None:
    assert decided(("2", ["2", "4", "8"]), ("8", ["2", "4", "8"])) is TEXT


def test_numbers_that_can_only_count_decide_against_texts() -> None:
    assert decided((2, ["2", "4", "8"]), (0, FOUR)) is ZERO


def test_a_number_may_not_be_a_text_here_and_a_place_there() -> None:
    with pytest.raises(UndecidedKeys):
        decided((2, ["2", "4", "8"]), (0, FOUR), (77, ["77", "78"]))


def test_a_letter_that_is_also_a_choices_text_is_decided_by_the_others() -> None:
    with pytest.raises(UndecidedKeys):
        decided(("B", BLOOD))
    assert decided(("B", BLOOD), ("C", FOUR)) is LETTER
    assert decided(("B", BLOOD), ("green", FOUR)) is TEXT


def test_texts_may_stand_among_letters() -> None:
    style = decided(("True", ["True", "False"]), ("B", FOUR))
    assert positions("True", ["True", "False"], style) == [0]
    assert positions("B", FOUR, style) == [1]


def test_what_the_person_says_rules() -> None:
    column = KeyColumn()
    column.add(1, FOUR)
    assert column.decide(ONE) is ONE


def test_a_key_past_the_last_choice_is_not_read_from_the_other_origin() -> None:
    with pytest.raises(KeyProblem):
        positions(4, FOUR, ZERO)
    with pytest.raises(KeyProblem):
        positions(4, ["1", "2", "3", "4"], ZERO)


@given(
    answers=st.lists(st.integers(0, 3), min_size=1, max_size=30),
    first=st.integers(0, 1),
)
def test_counted_keys_are_read_right_or_not_at_all(answers: list[int], first: int) -> None:
    column = KeyColumn()
    for answer in answers:
        column.add(answer + first, FOUR)
    try:
        style = column.decide()
    except UndecidedKeys:
        assert 0 not in answers or first == 1
        assert 3 not in answers or first == 0
        return
    assert [positions(answer + first, FOUR, style) for answer in answers] == [[answer] for answer in answers]


@given(st.lists(st.text(min_size=1, max_size=5), min_size=2, max_size=6, unique=True), st.data())
def test_a_key_names_positions_that_exist_in_ascending_order(choices: list[str], data: st.DataObject) -> None:
    key = data.draw(st.one_of(st.sampled_from(choices), st.text(max_size=4), st.integers(-1, 8)))
    for style in AnswerStyle:
        try:
            found = positions(key, choices, style)
        except KeyProblem:
            continue
        assert found == sorted(set(found))
        assert 0 <= found[0] <= found[-1] < len(choices)


@given(
    st.text("ABCabcTtfy012,; ", min_size=1, max_size=6) | st.sampled_from(["AC", "ABD", "a, c", "1, 2"]),
    st.lists(
        st.text("ABabTF1 ,&\n", max_size=5) | st.sampled_from(["True", "no", "a&nbsp;b", "A,  C", "Paris"]),
        max_size=4,
    ),
)
def test_a_key_that_is_plainly_a_mark_is_read_as_any_key_is(key: str, choices: list[str]) -> None:
    assert readings(key, choices) == every_reading(key, choices)


def test_a_key_as_long_as_a_book_is_a_text_and_no_list() -> None:
    book = "A," * 1_000_000
    assert readings(book, [book, "x"]) == {TEXT: [0]}
    assert readings(book, ["x", "y"]) == {}


def test_what_keys_are_read_as_is_told_of_what_they_are_and_not_of_what_was_asked_for() -> None:
    column = KeyColumn()
    column.add("A", ["x", "y"])
    assert column.read_as(ZERO) == [LETTER]
    column.add("y", ["x", "y"])
    column.add(1, ["x", "y", "z"])
    assert column.read_as(ONE) == [
        ONE,
        LETTER,
        TEXT,
    ]
    assert KeyColumn().read_as(LETTER) == []
