"""The order on paper is the same every time, and no order gives the key away."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Choice, Gap, GapKind, Pair, Step
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.validation import checked
from qbank.formats.paper import Paper
from qbank.formats.print_order import (
    asked,
    choices_in_order,
    gap_choices,
    right_sides,
    steps_in_order,
    words_to_drag,
)

IDS = st.uuids().map(str)


def question(type: QuestionType, options: list[object], id: str = "1", **rest: object) -> QuestionDocument:
    return checked(QuestionDocument(id=id, type=type, stem="[[1]]", options=options, **rest))  # type: ignore[arg-type]  # details alone


@given(IDS, st.integers(2, 9))
def test_steps_are_all_there_and_never_in_their_right_order(id: str, count: int) -> None:
    document = question(QuestionType.ORDERING, [Step(text=str(n)) for n in range(count)], id)
    steps = [str(step.text) for step in steps_in_order(document)]
    assert sorted(steps) == [str(n) for n in range(count)]
    assert steps != sorted(steps)
    assert steps == [step.text for step in steps_in_order(document)]


@given(IDS, st.integers(2, 9))
def test_right_sides_are_never_in_the_order_of_their_left_sides(id: str, count: int) -> None:
    pairs: list[object] = [Pair(left=f"l{n}", right=f"r{n}") for n in range(count)]
    sides = right_sides(question(QuestionType.MATCHING, pairs, id))
    assert [side.letter for side in sides] == list("ABCDEFGHI")[:count]
    assert [side.text for side in sides] != [f"r{n}" for n in range(count)]
    assert sorted(str(side.text) for side in sides) == [f"r{n}" for n in range(count)]


def test_a_right_side_that_belongs_to_two_stands_once_and_distractors_ask_nothing() -> None:
    pairs: list[object] = [
        Pair(left="cat", right="mammal"),
        Pair(left="dog", right="mammal"),
        Pair(left="", right="bird"),
    ]
    document = question(QuestionType.MATCHING, pairs)
    assert sorted(str(side.text) for side in right_sides(document)) == ["bird", "mammal"]
    assert [pair.left for pair in asked(document)] == ["cat", "dog"]


def test_choices_stay_as_they_are_unless_the_question_lets_them_be_mixed() -> None:
    choices: list[object] = [Choice(text=str(n), fraction=float(n == 0)) for n in range(6)]
    document = question(QuestionType.SINGLE_CHOICE, choices)
    assert [choice.text for choice in choices_in_order(document)] == list("012345")
    document.details = Details(shuffle=True)
    mixed = [choice.text for choice in choices_in_order(document)]
    assert mixed != list("012345")
    assert sorted(str(text) for text in mixed) == list("012345")


def test_a_fixed_choice_keeps_its_place_among_mixed_ones() -> None:
    choices: list[object] = [
        Choice(text="a", fraction=1.0),
        Choice(text="b"),
        Choice(text="c"),
        Choice(text="none of these", fixed=True),
    ]
    document = question(QuestionType.SINGLE_CHOICE, choices, details=Details(shuffle=True))
    assert choices_in_order(document)[-1].text == "none of these"


def _copies(document: QuestionDocument) -> list[QuestionDocument]:
    return [msgspec.structs.replace(document, id=str(number)) for number in range(20)]


def test_the_words_of_drag_gaps_stand_once_for_all_gaps() -> None:
    words = [Choice(id=text, text=text) for text in "xyz"]
    gaps = [Gap(name="1", kind=GapKind.DRAG, choices=words), Gap(name="2", kind=GapKind.DRAG, choices=words)]
    document = QuestionDocument(id="1", type=QuestionType.CLOZE, stem="[[1]] [[2]]", options=list(gaps))
    assert sorted(map(str, words_to_drag(gaps, document))) == ["x", "y", "z"]
    shuffled = Gap(name="1", kind=GapKind.CHOICE, choices=words, shuffle=True)
    orders = {"".join(str(each.text) for each in gap_choices(shuffled, again)) for again in _copies(document)}
    assert len(orders) > 2


def mixed(*texts: str, paper: Paper, **details: Any) -> list[str]:
    document = QuestionDocument(
        id="7c0f3a52",
        type=QuestionType.SINGLE_CHOICE,
        stem="?",
        options=[Choice(id=str(place), text=text) for place, text in enumerate(texts)],
        details=Details(**details),
    )
    return [str(choice.text) for choice in choices_in_order(document, paper)]


def test_a_paper_mixes_all_choices_but_those_whose_question_forbids_it() -> None:
    paper = Paper(shuffle=True)
    assert sorted(mixed("a", "b", "c", paper=paper)) == ["a", "b", "c"]
    assert mixed("a", "b", "c", paper=paper) != ["a", "b", "c"]
    assert mixed("a", "b", "c", paper=paper, shuffle=False) == ["a", "b", "c"]


def test_the_same_seed_gives_the_same_order_and_another_seed_mostly_another() -> None:
    words = [f"option {number}" for number in range(9)]
    orders = [mixed(*words, paper=Paper(shuffle=True, seed=seed)) for seed in ("7", "7", "8", "")]
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3


@pytest.mark.parametrize("seed", ["", "1", "2", "3", "4", "5"])
def test_all_of_the_above_stays_where_it_is_and_letters_keep_their_meaning(seed: str) -> None:
    paper = Paper(shuffle=True, seed=seed)
    assert mixed("x", "y", "z", "All of the above", paper=paper)[-1] == "All of the above"
    assert mixed("x", "y", "Both A and B", "none", paper=paper) == ["x", "y", "Both A and B", "none"]


def test_a_seed_mixes_steps_and_right_sides_too() -> None:
    steps = [Step(id=str(number), text=f"step {number}") for number in range(8)]
    document = QuestionDocument(id="7c0f3a52", type=QuestionType.ORDERING, stem="?", options=steps)
    pairs = [Pair(left=f"l{number}", right=f"r{number}") for number in range(8)]
    matching = QuestionDocument(id="7c0f3a52", type=QuestionType.MATCHING, stem="?", options=pairs)
    one, two = Paper(seed="1"), Paper(seed="2")
    assert steps_in_order(document, one) == steps_in_order(document, one) != steps_in_order(document, two)
    assert right_sides(matching, one) != right_sides(matching, two)
