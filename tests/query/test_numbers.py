from collections.abc import Callable
from decimal import Decimal

import pytest

from qbank.errors import QbankError
from qbank.query.tree import Between, Node

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]


@pytest.mark.parametrize(
    "value, low, high, low_open, high_open",
    [
        ("3", 3, 3, False, False),
        ("=3", 3, 3, False, False),
        ("3..", 3, None, False, False),
        ("..4", None, 4, False, False),
        ("2..4", 2, 4, False, False),
        ("2 .. 4", 2, 4, False, False),
        (">=3", 3, None, False, False),
        ("> 3", 3, None, True, False),
        ("<=3", None, 3, False, False),
        ("<3", None, 3, False, True),
    ],
)
def test_a_number_a_range_and_a_comparison_are_read(
    value: str, low: int | None, high: int | None, low_open: bool, high_open: bool, read: Read
) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    assert read(f"rating:{value}") == Between("rating", ends[0], ends[1], low_open, high_open)


def test_points_take_fractions_and_signs(read: Read) -> None:
    half = Decimal("0.5")
    assert read("points:-0.5..0.5") == Between("points", -half, half, False, False)
    assert read("points:0.10") == Between("points", Decimal("0.1"), Decimal("0.1"), False, False)


@pytest.mark.parametrize(
    "value", ["x", "..", ">", "3-4", "1,5", "3+", "nan", "1e3", "inf", "٣", "3..x", "1" * 16, ".5"]
)
def test_what_is_no_number_is_refused_with_the_right_forms(value: str, refusal: Refusal) -> None:
    error = refusal(f"points:{value}")
    assert error.message.endswith("is no number for points:")
    assert "points:2..4" in (error.hint or "")


def test_a_backward_range_is_refused_with_the_right_one(refusal: Refusal) -> None:
    error = refusal("rating:4..2")
    assert error.message == "rating:4..2 runs backwards"
    assert (error.hint or "").endswith("rating:2..4")


@pytest.mark.parametrize("value", ["6", "5.01..", "..7", "-1..3"])
def test_a_rating_nothing_can_have_is_refused(value: str, refusal: Refusal) -> None:
    assert refusal(f"rating:{value}").hint == "a rating runs from 0 to 5"
