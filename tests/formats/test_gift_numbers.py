from decimal import Decimal

import pytest

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.formats.gift_numbers import numbers
from qbank.formats.gift_text import Doubts, Problem


def read(body: str) -> tuple[list[AcceptedNumber], Doubts]:
    doubts: Doubts = {}
    return numbers(body, TextFormat.MOODLE, doubts), doubts


def test_numbers_keep_their_digits_tolerances_and_ends() -> None:
    found, doubts = read("#=1822:5 =%50%3.10 =-5..-1 =1e5:.5")
    assert [(each.value, each.tolerance, each.low, each.high) for each in found] == [
        (Decimal("1822"), Decimal("5"), None, None),
        (Decimal("3.10"), None, None, None),
        (None, None, Decimal("-5"), Decimal("-1")),
        (Decimal("1e5"), Decimal(".5"), None, None),
    ]
    assert str(found[1].value) == "3.10"
    assert [each.fraction for each in found] == [1.0, 0.5, 1.0, 1.0]
    assert not doubts


def test_a_single_number_needs_no_equals_sign() -> None:
    assert read("# 5 : 0.1 #right")[0] == [
        AcceptedNumber(value=Decimal(5), tolerance=Decimal("0.1"), feedback="right")
    ]


def test_feedback_for_all_other_numbers_stands_after_a_tilde() -> None:
    assert read("#5~#no")[0][1] == AcceptedNumber(fraction=0.0, feedback="no")
    assert read("#=5 =%10%*#any")[0][1] == AcceptedNumber(fraction=0.1, feedback="any")


@pytest.mark.parametrize(
    ("body", "code", "kept"),
    [
        ("#3,14", "decimal_comma", Decimal("3.14")),
        ("#5:-1", "negative_tolerance", Decimal(5)),
        ("#=5 =abc", "not_a_number", Decimal(5)),
        ("#=5 =1..x", "not_a_number", Decimal(5)),
        ("#=5 =1_000", "not_a_number", Decimal(5)),
        ("#=5 =٣", "not_a_number", Decimal(5)),
        ("#=5 ~6", "ignored_text", Decimal(5)),
    ],
)
def test_what_moodle_would_misread_is_told(body: str, code: str, kept: Decimal) -> None:
    found, doubts = read(body)
    assert found[0].value == kept
    assert list(doubts) == [code]


def test_a_range_is_read_from_its_lower_end() -> None:
    found, doubts = read("#5..3")
    assert (found[0].low, found[0].high) == (Decimal(3), Decimal(5))
    assert list(doubts) == ["reversed_range"]


def test_a_body_without_a_number_is_a_problem() -> None:
    for body in ("#", "#~#no"):
        with pytest.raises(Problem):
            read(body)
