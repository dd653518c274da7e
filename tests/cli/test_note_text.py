"""Which words of `note add` are the query, and which the note."""

import pytest

from qbank.cli.note_text import words_and_text
from qbank.errors import QbankError


@pytest.mark.parametrize(
    ("words", "text", "everything", "expected"),
    [
        (["tag:cell", "check this"], None, False, (["tag:cell"], "check this")),
        (["tag:cell", "rating:3..", "check: B"], None, False, (["tag:cell", "rating:3.."], "check: B")),
        (["tag:cell", "answer: B is right"], None, False, (["tag:cell"], "answer: B is right")),
        (["-", "redraw"], None, False, (["-"], "redraw")),
        (["tag:cell", "krebs"], "tag:x is wrong", False, (["tag:cell", "krebs"], "tag:x is wrong")),
        (["tag:cell"], None, False, (["tag:cell"], None)),
        (["check all"], None, True, ([], "check all")),
        ([], None, True, ([], None)),
        ([], None, False, ([], None)),
    ],
)
def test_the_last_of_several_is_the_note(
    words: list[str], text: str | None, everything: bool, expected: tuple[list[str], str | None]
) -> None:
    assert words_and_text(words, text, everything=everything) == expected


@pytest.mark.parametrize("last", ["difficulty:hard", "-tag:x", "]", "OR", "-"])
def test_a_part_of_the_query_is_not_taken_for_the_note(last: str) -> None:
    with pytest.raises(QbankError, match="reads as a part of the query"):
        words_and_text(["tag:cell", last], None, everything=False)
