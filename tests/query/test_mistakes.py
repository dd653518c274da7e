import shlex

import pytest

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


def test_the_nearest_come_first_and_equals_keep_their_order() -> None:
    assert nearest_first("HRD", ["easy", "medium", "hard"])[0] == "hard"
    assert nearest_first("xyz", ["b", "a", "c"]) == ["b", "a", "c"]
