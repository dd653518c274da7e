"""Cells become what is stored, or say why not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain.printed import plain
from qbank.domain.question_key import Key
from qbank.errors import QbankError
from qbank.services.updating_values import (
    Refused,
    is_blank,
    key_of,
    mapped,
    own_of,
    scalar,
    tags_of,
    value_maps,
)

FULL = "3f2a91bc-4a0e-4c59-9d1b-2b9d5f0e6a41"


@pytest.mark.parametrize("length", [4, 7, 8, 9, 13, 20, 35, 36])
def test_an_id_or_its_beginning_is_a_key(length: int) -> None:
    assert key_of(Key.ID, f" {FULL[:length].upper()} ") == FULL[:length]


def test_an_id_that_looks_like_a_float_is_still_an_id() -> None:
    assert key_of(Key.ID, "1234567e-12") == "1234567e-12"
    assert key_of(Key.EXT, "0012") == "0012"
    assert key_of(Key.EXT, 12) == "12"
    assert key_of(Key.TITLE, " Énergie ") == "energie"


@pytest.mark.parametrize("key", list(Key))
@pytest.mark.parametrize("cell", ["2026-03-04", "4-Mar", "1.23E+05", "3.0", Decimal("3.0")])
def test_a_key_that_a_spreadsheet_has_changed_is_named(key: Key, cell: Any) -> None:
    with pytest.raises(Refused, match="looks like what a spreadsheet makes of another value"):
        key_of(key, cell)


@pytest.mark.parametrize("cell", ["3f2", "zzzz", "3f2a-91bc", "3f2a91bcd", f"{FULL}0", "ext:3"])
def test_what_is_no_id_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match="is no id"):
        key_of(Key.ID, cell)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("difficulty", "H", "hard"),
        ("difficulty", "None", None),
        ("status", "rev", "review"),
        ("rating", "4,5", 4.5),
        ("rating", 4, 4.0),
        ("points", Decimal("2.50"), 2.5),
        ("points", "none", None),
        ("points", "1e-05", 1e-05),
        ("author", "  Ann  Ä ", "Ann Ä"),
        ("language", "pt-BR", "pt-BR"),
        ("document", "Book", "Book"),
        ("document", "none", None),
        ("category", "none", "none"),
        ("category", "A/B", "A/B"),
    ],
)
def test_a_cell_is_read_as_it_is_stored(field: str, cell: Any, value: Any) -> None:
    assert scalar(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("difficulty", "hrd", "there is no difficulty 'hrd': it is one of easy, medium, hard"),
        ("difficulty", "3.0", "looks like what a spreadsheet makes of another value: a float"),
        ("difficulty", "4-Mar", "another value: a date"),
        ("rating", "4-May", "another value: a date"),
        ("rating", "7", "from 0 to 5"),
        ("points", "-1", "points cannot be -1"),
        ("points", "1,234", "is no number"),
        ("points", "1e999", "is no number"),
        ("status", "none", "status cannot be none"),
        ("author", "a\x07b", "control character"),
        ("author", ["Ann"], "'Ann' is no author"),
        ("difficulty", True, "'yes' is no difficulty"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_says_why(field: str, cell: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        scalar(field, cell)


@given(st.floats(0, 1e12) | st.floats(0, 5))
def test_a_number_is_read_with_all_its_digits(number: float) -> None:
    assert scalar("points", plain(number)) == number


def test_tags_are_words_with_commas_or_a_json_list() -> None:
    assert tags_of("tags", "b, a  c,b,") == ["b", "a c"]
    assert tags_of("tags", '["a, b", "c"]') == ["a, b", "c"]
    assert tags_of("tags", "[draft]") == ["[draft]"]
    assert tags_of("tags", ["a", "É"]) == ["a", "É"]
    assert tags_of("tags", "NONE") == []
    for wrong in ([1], {"a": 1}, 5, "a\x07"):
        with pytest.raises(Refused, match="add_tags: "):
            tags_of("add_tags", wrong)


def test_an_own_field_takes_anything_that_can_be_kept() -> None:
    assert own_of("None") is None
    assert own_of({"a": [1, "\\u0000"]}) == {"a": [1, "\\u0000"]}
    for wrong in ("a\0", ["\ud800"]):
        with pytest.raises(Refused):
            own_of(wrong)


def test_an_empty_cell_leaves_what_is_there() -> None:
    blank: list[Any] = [None, "", "  ", [], {}]
    said: list[Any] = [0, False, "none", [""]]
    assert [is_blank(cell) for cell in (*blank, *said)] == [True] * 5 + [False] * 4


def test_words_of_the_file_mean_what_the_person_says() -> None:
    maps = value_maps(["difficulty:1=easy, 2 = medium,X=none", "field.topic:a=b", "difficulty:3=hard"])
    assert [mapped(maps, "difficulty", cell) for cell in ("1", 2, "x", " 3", "4")] == [
        "easy", "medium", "none", "hard", "4"
    ]  # fmt: skip
    assert mapped(maps, "field.topic", "A") == "b"
    assert mapped(maps, "rating", "1") == "1"


@pytest.mark.parametrize(
    "told",
    ["difficulty", "difficulty:", "difficulty:1", "difficulty:=easy", "difficulty:1=", "dificulty:1=easy",
     "difficulty:1=esy", "rating:a=9", "tags:a=b", "status:x=none"],
)  # fmt: skip
def test_a_value_map_that_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(QbankError, match="--value-map"):
        value_maps([told])
