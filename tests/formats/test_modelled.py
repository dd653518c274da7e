from decimal import Decimal

from qbank.domain.options import AcceptedNumber, Choice
from qbank.formats.modelled import plain


def test_a_default_counts_the_same_whether_it_is_the_very_same_object_or_an_equal_one() -> None:
    told = Choice(id="a", text="x", fraction=float("0.0"))
    assert plain(told) == plain(Choice(text="x"))
    assert plain(told)["fraction"] == 0.0


def test_ids_do_not_count_and_digits_do() -> None:
    assert plain([Choice(id="a", text="x")]) == plain([Choice(id="b", text="x")])
    assert plain(AcceptedNumber(value=Decimal("1.50"))) != plain(AcceptedNumber(value=Decimal("1.5")))
