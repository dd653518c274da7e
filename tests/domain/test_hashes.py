"""Who is whose twin, and what a body hash covers."""

import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from qbank.domain.hashes import _squeezed, body_hash, identity_hash
from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import read
from qbank.domain.validation import checked

CHOICES: list[Any] = [{"text": "Ärger", "fraction": 1.0}, {"text": "b"}, {"text": "c"}]


def identity(own: str = "me", passage: bytes = b"", **said: Any) -> bytes:
    known: dict[str, Any] = {"type": QuestionType.SINGLE_CHOICE, "stem": "Which one?", "options": CHOICES}
    document = checked(QuestionDocument(**{**known, **said}))
    return identity_hash(document, *read(document), own=own, passage=passage)


@pytest.mark.parametrize(
    "said",
    [
        {"stem": " Which \n one? "},
        {"options": CHOICES[::-1]},
        {"options": [{"text": "A\u0308rger", "fraction": 1.0}, *CHOICES[1:]]},
        {"title": "A", "tags": ["x"], "explanation": "since", "points": 2.0},
        {"options": [{**CHOICES[0], "feedback": "yes", "id": "z"}, *CHOICES[1:]]},
    ],
)
def test_blanks_order_and_what_is_said_about_it_make_no_other_question(said: dict[str, Any]) -> None:
    assert identity(**said) == identity(own="other")


@pytest.mark.parametrize(
    "said",
    [
        {"stem": "which one?"},
        {"type": QuestionType.MULTIPLE_CHOICE},
        {"options": [*CHOICES, {"text": "d"}]},
        {"options": [{"text": "Ärger"}, {"text": "b", "fraction": 1.0}, {"text": "c"}]},
        {"options": [{"text": "Arger", "fraction": 1.0}, *CHOICES[1:]]},
        {"passage": b"other"},
    ],
)
def test_case_type_key_and_passage_make_another_question(said: dict[str, Any]) -> None:
    assert identity(**said) != identity()


def test_steps_in_another_order_are_another_question() -> None:
    steps: list[Any] = [{"text": "a"}, {"text": "b"}]
    one, other = (identity(type=QuestionType.ORDERING, options=order) for order in (steps, steps[::-1]))
    assert one != other


def test_a_number_written_another_way_is_the_same_and_its_unit_counts() -> None:
    def number(value: str, unit: str) -> bytes:
        details = {"units": [{"name": unit}]}
        said = {"type": "numerical", "stem": "How far?", "options": [{"value": value}], "details": details}
        document = checked(msgspec.convert(said, QuestionDocument))
        return identity_hash(document, *read(document), own="")

    assert number("1.5", "m") == number("15E-1", "m") == number("+1.5", "m")
    assert number("1.5", "m") != number("1.5", "km")


def test_a_picture_that_nobody_can_find_makes_a_question_nobodys_twin() -> None:
    lost: dict[str, Any] = {"stem": "<img src='flask.png'>", "format": "html"}
    kept: dict[str, Any] = {"stem": f"<img src='qbank://media/{'0' * 64}'>", "format": "html"}
    assert identity(own="a", **lost) != identity(own="b", **lost)
    assert identity(own="a", **kept) == identity(own="b", **kept)


@given(
    st.lists(
        st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1f")),
        min_size=9,
        max_size=9,
    ),
    st.integers(0, 8),
)
def test_a_body_hash_tells_every_column_and_absence_from_emptiness(
    columns: list[str | None], place: int
) -> None:
    other = list(columns)
    other[place] = None if columns[place] is not None else ""
    assert body_hash(*columns) != body_hash(*other)
    assert len(body_hash(*columns)) == 16


@given(
    st.lists(
        st.text(st.sampled_from("ab \t\n\x1f\xa0\u2003\u3000\u0301\u0308aeé\u1100\u1161.|")),
        min_size=1,
        max_size=4,
    )
)
def test_texts_are_squeezed_together_as_each_would_be_alone(texts: list[str]) -> None:
    alone = [unicodedata.normalize("NFC", " ".join(text.split())) for text in texts]
    assert _squeezed(texts) == alone
