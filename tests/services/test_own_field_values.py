"""Own fields take new values beside those that stay."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain import jsontext
from qbank.domain.printed import plain
from qbank.services.own_field_values import merged

STORED = '{"n":1.50,"week":4,"done":true,"list":["a","b"],"deep":{"x":1},"word":"None","text":"a"}'


def test_what_is_not_said_keeps_its_digits_and_its_place() -> None:
    assert merged(STORED, {"text": "b"}) == STORED.replace('"text":"a"', '"text":"b"')
    assert merged("{}", {"a": "x", "b": [1]}) == '{"a":"x","b":[1]}'


def test_none_takes_a_field_away() -> None:
    assert merged('{"a":1,"b":2}', {"a": None, "c": None}) == '{"b":2}'


def test_a_word_none_that_a_listing_printed_stays() -> None:
    assert merged(STORED, {"word": None}) == STORED


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ({"week": "5"}, '"week":5'),
        ({"week": "five"}, '"week":"five"'),
        ({"n": "2.50"}, '"n":2.50'),
        ({"done": "no"}, '"done":false'),
        ({"done": "maybe"}, '"done":"maybe"'),
        ({"list": "b, c"}, '"list":["b","c"]'),
        ({"deep": "x"}, '"deep":"x"'),
        ({"text": "5"}, '"text":"5"'),
        ({"done": 1}, '"done":1'),
    ],
)
def test_a_text_becomes_what_the_field_was(said: dict[str, Any], there: str) -> None:
    assert there in merged(STORED, said)


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(
        st.characters(exclude_categories=["Cs"])
    ).filter(str.strip),
    lambda inner: st.lists(inner, min_size=1, max_size=3)
    | st.dictionaries(st.text("ab"), inner, min_size=1, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(VALUES)
def test_a_value_as_a_listing_prints_it_leaves_it(value: Any) -> None:
    stored = jsontext.encode_text({"a": value})
    printed = plain(jsontext.decode(stored)["a"])
    said = None if printed.strip().casefold() == "none" else printed
    assert merged(stored, {"a": said}) == stored
