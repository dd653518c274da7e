from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain import jsontext
from qbank.domain.field_values import FieldType, is_blank, read

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text("ab"), parts, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("type", "told", "stored"),
    [
        (FieldType.TEXT, " so ", " so "),
        (FieldType.TEXT, 3, "3"),
        (FieldType.TEXT, Decimal("1.50"), "1.50"),
        (FieldType.NUMBER, "2.50", Decimal("2.50")),
        (FieldType.NUMBER, " -3 ", -3),
        (FieldType.NUMBER, 0.1, Decimal("0.1")),
        (FieldType.NUMBER, "1e3", Decimal("1E+3")),
        (FieldType.INTEGER, "+12", 12),
        (FieldType.INTEGER, Decimal("3.0"), 3),
        (FieldType.BOOLEAN, "Yes", True),
        (FieldType.BOOLEAN, " false ", False),
        (FieldType.BOOLEAN, True, True),
        (FieldType.DATE, " 2026-02-28", "2026-02-28"),
        (FieldType.CHOICE, "ÉCLAIR ", "Eclair"),
        (FieldType.CHOICE, 2, "2"),
    ],
)
def test_what_means_a_value_becomes_its_one_form(type: FieldType, told: Any, stored: Any) -> None:
    found = read(type, told, ("Eclair", "2"))
    assert (found, found.__class__) == (stored, stored.__class__)


@pytest.mark.parametrize(
    ("type", "told", "reason"),
    [
        (FieldType.TEXT, True, "true is no text"),
        (FieldType.TEXT, [1], "[1] is no text"),
        (FieldType.NUMBER, "3,5", "'3,5' is no number"),
        (FieldType.NUMBER, "1e400", "'1e400' is no number"),
        (FieldType.NUMBER, "nan", "'nan' is no number"),
        (FieldType.NUMBER, "٣", "'٣' is no number"),
        (FieldType.NUMBER, False, "false is no number"),
        (FieldType.INTEGER, 2.5, "2.5 is no whole number"),
        (FieldType.INTEGER, 2**63, "9223372036854775808 is no whole number"),
        (FieldType.BOOLEAN, 1, "1 is neither true nor false"),
        (FieldType.DATE, "2026-02-30", "'2026-02-30' is no date such as 2026-03-01"),
        (FieldType.DATE, "20260228", "'20260228' is no date such as 2026-03-01"),
        (FieldType.CHOICE, "a1", "'a1' is none of A, B"),
        (FieldType.CHOICE, {"a": 1}, """{"a":1} is none of A, B"""),
        (FieldType.CHOICE, "x" * 99, f"'{'x' * 38}… is none of A, B"),
    ],
)
def test_what_means_none_is_refused_with_the_reason(type: FieldType, told: Any, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read(type, told, ("A", "B"))
    assert str(refusal.value) == reason


@given(st.sampled_from(FieldType), JSON)
def test_a_value_that_was_read_reads_as_itself_however_often_it_is_stored(type: FieldType, told: Any) -> None:
    try:
        found = read(type, told, ("A", "3", "true"))
    except ValueError:
        return
    stored = jsontext.encode(found)
    again = read(type, jsontext.decode_exact(stored), ("A", "3", "true"))
    assert jsontext.encode(again) == stored


@pytest.mark.parametrize(("value", "blank"), [(None, True), (" \n", True), ("x", False), (0, False)])
def test_only_null_and_blanks_say_nothing(value: Any, blank: bool) -> None:
    assert is_blank(value) is blank
