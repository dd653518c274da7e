from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from qbank.domain.options import AcceptedNumber, ToleranceKind
from qbank.formats.moodle_numbers import (
    GRADES,
    exact_percent,
    factor_of,
    multiplier_of,
    nearest_grade,
    read_number,
    share,
    stated,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("100", 1.0), ("33.33333", 0.3333333), ("-16,66667", -0.1666667), ("true", 1.0), ("false", 0.0),
        ("", 0.0), (" 50 % ", 0.5), ("150", 1.0), ("1e2", 1.0), ("x", None), ("NaN", None),
        ("1e999999", None),
        ("Infinity", None), ("1_0", None),
    ],
)  # fmt: skip
def test_a_percentage_is_a_share(written: str, meant: float | None) -> None:
    assert share(written) == meant


@given(st.floats(-1, 1))
def test_a_share_written_as_a_percentage_is_read_as_the_same_number(given_share: float) -> None:
    assert share(exact_percent(given_share)) == given_share


def test_moodles_own_grades_are_written_as_moodle_writes_them() -> None:
    written = [exact_percent(grade) for grade in GRADES]
    assert {
        "100",
        "83.33333",
        "66.66667",
        "33.33333",
        "16.66667",
        "14.28571",
        "12.5",
        "11.11111",
        "5",
        "0",
    } <= {*written}


@given(st.floats(-1, 1))
def test_the_nearest_grade_is_one_moodle_takes(given_share: float) -> None:
    grade = nearest_grade(given_share)
    distances = [abs(abs(grade) - own) for own in GRADES]
    assert min(distances) < 0.00001
    assert abs(grade - given_share) <= min(abs(abs(given_share) - own) for own in GRADES) + 1e-9


def test_a_third_stays_a_third_and_a_share_between_goes_to_the_nearest() -> None:
    assert nearest_grade(1 / 3) == 1 / 3
    assert nearest_grade(0.33) == 0.3333333
    assert nearest_grade(-0.34) == -0.3333333


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3.50", "3.50"), ("3,5", "3.5"), ("-1e-3", "-0.001"), ("6.0x10^23", "6.0E+23"),
        ("2 × 10^(-3)", "0.002"),
        ("\u22125", "-5"), ("1,000", None), ("1,000.5", None), ("1,2,3", None), ("zero", None), ("", None),
        ("1e999", None), ("9" * 2000, None), ("nan", None),
    ],
)  # fmt: skip
def test_a_number_is_read_where_it_has_one_meaning(written: str, meant: str | None) -> None:
    assert read_number(written) == (None if meant is None else Decimal(meant))


@given(st.floats(1e-12, 1e12))
def test_a_units_factor_comes_back_from_its_multiplier(factor: float) -> None:
    assert factor_of(Decimal(multiplier_of(factor))) == factor


def test_a_hundred_centimetres_are_a_metre() -> None:
    assert (multiplier_of(0.01), multiplier_of(1.0)) == ("100", "1")
    assert factor_of(Decimal(1000)) == 0.001


def test_tolerances_of_every_kind_become_absolute_and_that_is_said() -> None:
    relative = AcceptedNumber(
        value=Decimal(200), tolerance=Decimal("0.05"), tolerance_kind=ToleranceKind.RELATIVE
    )
    digits = AcceptedNumber(value=Decimal("31.4"), tolerance=Decimal(3), tolerance_kind=ToleranceKind.DIGITS)
    between = AcceptedNumber(low=Decimal(1), high=Decimal(4))
    open_ended = AcceptedNumber(low=Decimal(1))
    assert [(one.value, one.tolerance) for one in map(stated, (relative, digits, between, open_ended))] == [
        (200, 10),
        (Decimal("31.4"), Decimal("0.05")),
        (Decimal("2.5"), Decimal("1.5")),
        (1, None),
    ]
    assert all(stated(one).converted for one in (relative, digits, between, open_ended))
    assert stated(AcceptedNumber(value=Decimal(1), tolerance=Decimal(2))) == (Decimal(1), Decimal(2), "")
    assert stated(AcceptedNumber()) == (None, None, "")
