"""In passing most pairs are left out, and none that a closer look would take for one."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from qbank.services.duplicate_outlines import (
    Outlines,
    may_be_one,
    neighbours_worth_a_look,
    worth_a_look,
)
from qbank.services.resemblance import Seen, resemblance, seen
from qbank.services.word_forms import says_the_same

CITIES = ("Paris", "Madrid", "Rome", "Berlin")
RIVERS = ("Seine", "Manzanares", "Tiber", "Spree")
FEW, MANY = 1, 1000


def choice(stem: str, key: str, options: Sequence[str] = CITIES) -> Seen:
    return seen("id", "choice", stem, [key], [option for option in options if option != key], "")


def written(stem: str) -> Seen:
    return seen("id", "written", stem, [], [], "")


def outlined(questions: Sequence[Seen], sharing: int = FEW) -> Outlines:
    outlines = Outlines(len(questions))
    for place, question in enumerate(questions):
        terms = {sum(map(ord, word)) for word in question.said.content}
        outlines.put(place, question, question.asked, terms)
        outlines.weigh(place, sharing)
    return outlines


def is_let_through(one: Seen, other: Seen, sharing: int = FEW) -> bool:
    outlines = outlined([one, other], sharing)
    there, back = may_be_one(outlines[0], outlines[1]), may_be_one(outlines[1], outlines[0])
    assert there == back
    return there


CAPITAL = choice("Which city is the capital of France today?", "Paris")


@pytest.mark.parametrize("sharing", [FEW, MANY])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CAPITAL, choice("Which ctiy is the capital of France today?", "Paris")),
        (CAPITAL, choice("Which city is the capital of France today?", "Rome")),
        (CAPITAL, choice("Which city is the captial of France today?", "Seine", RIVERS)),
        (CAPITAL, choice("The capital of France today: which city is it?", "Paris")),
        (CAPITAL, choice("Which city is the capital of France?", "Pariss", ("Pariss", *CITIES[1:]))),
        (CAPITAL, choice("Which city is the capital of France now?", "Paris")),
        (
            choice(
                "What makes energy in cells?", "mitochondria", ("mitochondria", "nucleus", "a wall", "sap")
            ),
            choice(
                "What makes energy?", "the mitochondria", ("the mitochondria", "nucleus", "the wall", "sap")
            ),
        ),
        (written("Describe how cells divide"), written("Describe in detail how cells divide")),
        (written("细胞是怎样分裂的"), written("细胞是怎样分裂的？")),
        (
            seen("a", "typed", "Name the gas plants take in", ["carbon dioxide"], [], ""),
            seen("b", "typed", "Name the gas green plants take in", ["carbon dioxid"], [], ""),
        ),
    ],
)
def test_what_resembles_is_let_through(one: Seen, other: Seen, sharing: int) -> None:
    if resemblance(one, other, lambda _: sharing) is not None:
        assert is_let_through(one, other, sharing)
    else:
        assert sharing == MANY


def test_what_options_of_its_own_say_is_let_through_whatever_the_wording() -> None:
    other = choice("Where does the president of the republic have her palace?", "Paris")
    assert is_let_through(CAPITAL, other, FEW)
    assert not is_let_through(CAPITAL, other, MANY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CAPITAL, choice("Which river flows through the capital of France?", "Seine", RIVERS)),
        (CAPITAL, written("Which city is the capital of France, and why is it there today?")),
        (written("Describe how cells divide"), written("Describe how stars collapse")),
    ],
)
def test_what_is_another_question_needs_no_look(one: Seen, other: Seen) -> None:
    assert resemblance(one, other, lambda _: FEW) is None
    assert not is_let_through(one, other)


WORDS = ["photosynthesis", "mitochondria", "energy", "plants", "sunlight", "sugar", "leaves", "chlorophyll"]


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 3), st.booleans()), max_size=3),
)
def test_slips_of_the_pen_are_let_through(words: list[str], slips: list[tuple[int, int, bool]]) -> None:
    slipped = list(words)
    for place, at, is_swap in slips:
        word = words[place % len(words)]
        slipped[place % len(words)] = word[:at] + (
            word[at + 1] + word[at] + word[at + 2 :] if is_swap else word[at + 1 :]
        )
    one, other = written(" ".join(words)), choice(" ".join(slipped), "Paris")
    if says_the_same(one.said.content, other.said.content):
        assert is_let_through(one, other)


def test_pairs_of_a_block_are_those_with_a_new_question() -> None:
    outlines = outlined([CAPITAL] * 5)
    found = list(worth_a_look([0, 1, 3, 4], outlines, 3, closely=False))
    assert found == [(0, 3), (0, 4), (1, 3), (1, 4), (3, 4)]
    assert list(worth_a_look([0, 1, 3, 4], outlines, 0, closely=True)) == [], (
        "one stem, which says it already"
    )


def test_neighbours_are_so_many_steps_apart() -> None:
    stems = [f"Describe how cells divide {word}" for word in random.Random(1).sample(WORDS, 5)]
    outlines = outlined([written("Describe how cells divide"), *map(written, stems)])
    assert set(neighbours_worth_a_look([1, 0, 2, 3], outlines, 0, 1)) == {(1, 0), (0, 2), (2, 3)}
    assert set(neighbours_worth_a_look([1, 0, 2, 3], outlines, 2, 2)) == {(1, 2), (0, 2), (0, 3), (2, 3)}
