import pytest

from qbank.errors import Kind, QbankError
from qbank.formats.paper import MOST_LINES, Key, Numbering, Paper, paper_of


def test_nothing_told_is_the_plain_exam_paper() -> None:
    assert paper_of({}) == Paper(Key.NONE, Numbering.DIGITS, shuffle=False, seed="", lines=8)


def test_every_option_is_read() -> None:
    told = {"key": "inline", "numbering": "a", "shuffle-options": "yes", "seed": "7", "lines": "3"}
    assert paper_of(told) == Paper(Key.INLINE, Numbering.LETTERS, shuffle=True, seed="7", lines=3)


@pytest.mark.parametrize("lines", ["x", "-1", "2.5", "", "99999"])
def test_a_number_of_lines_that_is_none_is_refused(lines: str) -> None:
    with pytest.raises(QbankError) as caught:
        paper_of({"lines": lines})
    assert caught.value.kind is Kind.USAGE


def test_no_page_has_millions_of_lines() -> None:
    assert paper_of({"lines": "9999"}).lines == MOST_LINES


def test_questions_are_called_by_digits_letters_or_not_at_all_and_the_key_numbers_them_all_the_same() -> None:
    papers = [Paper(numbering=each) for each in (Numbering.DIGITS, Numbering.LETTERS, Numbering.NONE)]
    assert [paper.heading(27) for paper in papers] == ["Question 27", "aa)", ""]
    assert [paper.mark(27) for paper in papers] == ["27.", "aa)", "27."]
