"""A regular expression runs beside the program, which can end it."""

import pytest

from qbank.errors import Kind, QbankError
from qbank.services import replacing_matches
from qbank.services.replacing_matches import Match, matcher
from qbank.services.replacing_request import ReplaceRequest, require_sensible

SLOW = "a" * 40 + "b"


def regex(find: str, new: str = r"<\1>") -> ReplaceRequest:
    return ReplaceRequest(find, new, regex=True)


async def test_groups_stand_in_the_replacement_and_empty_matches_do_not_count() -> None:
    async with matcher(regex(r"(\w)x|(?=y)")) as finding:
        found = await finding.find([["axbx", "é😀x\ud800y"], []])
    assert found == [[[Match(0, 2, "<a>"), Match(2, 4, "<b>")], []], []]


async def test_a_question_that_takes_too_long_is_given_up_and_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replacing_matches, "BUDGET", 0.5)
    async with matcher(regex("(a+)+$")) as finding:
        found = await finding.find([["aa"], [SLOW], ["ba"]])
        assert found == [[[Match(0, 2, "<aa>")]], None, [[Match(1, 2, "<a>")]]]
        with pytest.raises(QbankError, match=r"takes more than 0\.5 s for one question") as caught:
            await finding.find([[SLOW]] * 4)
    assert caught.value.kind is Kind.USAGE


@pytest.mark.parametrize(
    ("find", "new", "said"),
    [
        ("(a", "", "cannot be read"),
        ("a", r"\1", "cannot be read: invalid group reference"),
        ("a", r"\q", "cannot be read: bad escape"),
        ("a*", "", "matches where there is nothing"),
        ("^", "", "matches where there is nothing"),
        ("", "", "--find is empty"),
    ],
)
def test_an_expression_that_makes_no_sense_is_refused(find: str, new: str, said: str) -> None:
    with pytest.raises(QbankError, match=r".") as caught:
        require_sensible(regex(find, new))
    assert caught.value.kind is Kind.USAGE
    assert said in caught.value.message


def test_a_group_that_took_no_part_is_empty_and_flags_may_stand_in_front() -> None:
    require_sensible(regex("(?i)(a)|b", r"\1\g<0>"))
    require_sensible(regex("(?x) a  # a letter", ""))
