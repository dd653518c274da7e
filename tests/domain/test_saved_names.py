"""A saved query has a name that can be typed in a query."""

import pytest

from qbank.domain.saved_names import tidy_name
from qbank.errors import QbankError


@pytest.mark.parametrize(
    ("told", "name"), [("to-check", "to-check"), ("  June   exam ", "June exam"), ("é.2", "é.2"), ("x", "x")]
)
def test_a_name_is_kept_in_one_form(told: str, name: str) -> None:
    assert tidy_name(told) == name


@pytest.mark.parametrize("told", ["", " ", "a,b", 'a"b', "-x", "=x", "x*", "any", "NONE", "a:b", "x-"])
def test_one_that_a_query_could_not_hold_is_refused(told: str) -> None:
    with pytest.raises(QbankError):
        tidy_name(told)
