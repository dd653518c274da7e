"""Two questions are one or not: by what differs, and not by how much is the same."""

from collections.abc import Sequence

import pytest

from qbank.domain.likeness import Likeness
from qbank.services.resemblance import Seen, resemblance, seen
from qbank.services.word_forms import is_akin, is_slip

CITIES = ("Paris", "Madrid", "Rome", "Berlin")
TRUTH = ("True", "False")
FEW, MANY = 1, 1000


def choice(stem: str, key: str, options: Sequence[str] = CITIES, beside: str = "") -> Seen:
    return seen("id", "choice", stem, [key], [option for option in options if option != key], beside)


def typed(stem: str, *answers: str) -> Seen:
    return seen("id", "typed", stem, answers, [], "")


def written(stem: str) -> Seen:
    return seen("id", "written", stem, [], [], "")


def kind(one: Seen, other: Seen, sharing: int = FEW) -> Likeness | None:
    found = resemblance(one, other, lambda _: sharing)
    mirrored = resemblance(other, one, lambda _: sharing)
    assert (found and found.kind) == (mirrored and mirrored.kind)
    return None if found is None else found.kind


FRANCE = choice("What is the capital of France?", "Paris")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FRANCE, choice("What is the capital of Spain?", "Madrid")),
        (typed("What is the capital of France?", "Paris"), typed("What is the capital of Spain?", "Madrid")),
        (written("What is the capital of France?"), written("What is the capital of Spain?")),
        (
            choice("法国的首都是哪里？", "巴黎", ("巴黎", "罗马")),
            choice("意大利的首都是哪里？", "罗马", ("巴黎", "罗马")),
        ),
        (
            typed("A car goes 60 km in 2 h. How fast?", "30"),
            typed("A car goes 80 km in 2 h. How fast?", "40"),
        ),
        (
            typed("A car goes 60 km in 2 h. How fast?", "30"),
            typed("A car goes 90 km in 3 h. How fast?", "30"),
        ),
        (choice("Which is a mammal?", "Paris"), choice("Which is not a mammal?", "Paris")),
        (choice("Is x > 3?", "True", TRUTH), choice("Is x < 3?", "True", TRUTH)),
        (choice("Who wrote the play Hamlet?", "Paris"), choice("Who wrote the play Othello?", "Paris")),
        (written("Convert Celsius to Fahrenheit"), written("Convert Fahrenheit to Celsius")),
        (choice("Name sulfate", "Paris"), choice("Name sulfite", "Rome")),
        (choice("It is x", "Paris", beside="a"), choice("It is x", "Paris", beside="b")),
        (
            choice("Which of the following is true?", "a", ("a", "b", "c")),
            choice("Which is true?", "d", ("d", "e", "f")),
        ),
    ],
)
def test_word_overlap_alone_makes_no_duplicates(one: Seen, other: Seen) -> None:
    assert kind(one, other) is None


def test_letters_in_another_order_make_another_formula() -> None:
    one, other = (choice(f"Classify this sugar: {drawn}", "Paris") for drawn in ("H OH H", "OH H H"))
    assert kind(one, other, MANY) is None


def test_statements_of_one_template_are_no_duplicates() -> None:
    one, other = (
        choice("Paris is a city in France", "True", TRUTH),
        choice("Rome is a city in Italy", "True", TRUTH),
    )
    assert kind(one, other, MANY) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FRANCE, choice("what is the capital of france", "Rome")),
        (choice("Der Himmel ist blau", "True", TRUTH), choice("Der Himmel ist blau.", "False", TRUTH)),
        (
            choice("Which genotype is it?", "Aa", ("AA", "Aa", "aa")),
            choice("Which genotype is it?", "aa", ("AA", "Aa", "aa")),
        ),
        (choice("Name the largest planet", "Paris"), choice("Name the largset planet", "Rome")),
        (
            typed("Name the capital of Australia", "Canberra"),
            typed("Name the capital of Australia.", "Sydney"),
        ),
        (
            seen("a", "ordering", "Put the phases in order", ["one", "two", "three"], [], ""),
            seen("b", "ordering", "Put the phases in order", ["two", "one", "three"], [], ""),
        ),
        (
            seen("a", "matching", "Match the capitals", ["France – Paris", "Italy – Rome"], [], ""),
            seen("b", "matching", "Match the capitals", ["France – Rome", "Italy – Paris"], [], ""),
        ),
    ],
)
def test_the_same_options_with_another_key_are_an_error_to_fix(one: Seen, other: Seen) -> None:
    assert kind(one, other) is Likeness.OTHER_KEY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FRANCE, choice("Which city is the capital of France?", "Paris")),
        (FRANCE, choice("France has which capital?", "Paris", CITIES[::-1])),
        (FRANCE, choice("WHAT IS THE CAPITAL OF FRANCE", "Paris")),
        (
            choice(
                "Where are proteins made?",
                "In the ribosomes",
                ("In the ribosomes", "In the nucleus", "Nowhere"),
            ),
            choice(
                "Where are proteins synthesised?",
                "in the ribosome.",
                ("In the nucleus", "Nowhere", "in the ribosome."),
            ),
        ),
        (
            written("Explain the causes of the French revolution"),
            written("Explain the cause of the french revolution."),
        ),
        (
            typed("Name the capital of Australia", "Canberra"),
            typed("What is the name of the capital of Australia?", "canberra"),
        ),
        (
            choice("法国的首都是哪里？", "巴黎", ("巴黎", "罗马", "柏林")),
            choice("法国的首都是哪个城市？", "巴黎", ("柏林", "巴黎", "罗马")),
        ),
    ],
)
def test_the_same_item_in_other_words_is_found(one: Seen, other: Seen) -> None:
    assert kind(one, other) is Likeness.REWORDED


def test_the_same_stem_with_other_options_is_told_apart() -> None:
    other = choice("What is the capital of France?", "Paris", ("Paris", "Lyon", "Nice", "Lille"))
    found = resemblance(FRANCE, other, lambda _: FEW)
    assert found == (Likeness.OTHER_OPTIONS, 1.0, 0.25, 1.0)


@pytest.mark.parametrize(
    ("one", "other"), [("a human being", "human"), ("Homo sapiens", "sapiens"), ("5 kg", "5")]
)
def test_a_typed_answer_that_says_more_of_the_same_is_no_other_key(one: str, other: str) -> None:
    stem = "Name what stands on the balance"
    assert kind(typed(stem, one), typed(stem, other)) is Likeness.OTHER_OPTIONS


@pytest.mark.parametrize(
    ("one", "other"), [("human", "not human"), ("5 kg", "6 kg"), ("carbon dioxide", "carbon monoxide")]
)
def test_a_typed_answer_that_says_something_else_is_another_key(one: str, other: str) -> None:
    stem = "Name what stands on the balance"
    assert kind(typed(stem, one), typed(stem, other)) is Likeness.OTHER_KEY


def test_an_instruction_that_many_questions_share_makes_none_of_them_one() -> None:
    one = choice("Find the mistake in the sentence.", "a", ("a", "b", "c"))
    other = choice("Find the mistake in the sentence.", "d", ("d", "e", "f"))
    assert kind(one, other, FEW) is Likeness.OTHER_OPTIONS
    assert kind(one, other, MANY) is None


@pytest.mark.parametrize(
    ("one", "other"), [("planet", "planets"), ("which", "whihc"), ("mitochondria", "mitocondria")]
)
def test_a_letter_too_many_or_swapped_is_a_slip(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sulfate", "sulfite"),
        ("afferent", "efferent"),
        ("methane", "ethane"),
        ("alkane", "alkene"),
        ("x1", "x2"),
    ],
)
def test_a_letter_for_another_one_makes_another_word(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_akin(one, other)
