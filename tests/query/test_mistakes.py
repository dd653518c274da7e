import shlex

import pytest

from qbank.domain.kinds import QuestionType
from qbank.query.mistakes import SHOWN, escaped, nearest_first, quoted, shown, typed


def test_what_cannot_be_printed_is_escaped() -> None:
    assert escaped("a\tb\0\x1b\udcff\u202e é") == r"a\tb\x00\x1b\udcff\u202e é"


def test_a_long_text_is_cut() -> None:
    assert shown("x" * SHOWN) == f"'{'x' * SHOWN}'"
    assert shown("x" * 10_000) == f"'{'x' * (SHOWN - 3)}...'"


@pytest.mark.parametrize("text", ['"note: open"', "it's", "a b", "$x `y`", "!"])
def test_a_hint_is_typed_so_that_a_shell_gives_it_back(text: str) -> None:
    assert shlex.split(typed(text)) == [text]


def test_quoting_escapes_quotes_and_backslashes() -> None:
    assert quoted('a "b" \\') == '"a \\"b\\" \\\\"'


@pytest.mark.parametrize(
    ("word", "first"),
    [("mcq", "multiple_choice"), ("MC", "multiple_choice"), ("tf", "true_false"), ("sa", "short_answer")],
)
def test_what_initials_stand_for_comes_first(word: str, first: str) -> None:
    assert nearest_first(word, [each.value for each in QuestionType])[0] == first


def test_the_nearest_come_first_and_equals_keep_their_order() -> None:
    assert nearest_first("HRD", ["easy", "medium", "hard"])[0] == "hard"
    assert nearest_first("xyz", ["b", "a", "c"]) == ["b", "a", "c"]
