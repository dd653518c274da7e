import io

import pytest
from hypothesis import given, strategies as st

from qbank.formats import gift_blocks
from qbank.formats.gift_blocks import blocks, comments_of, line_of


def read(text: str) -> list[tuple[int, str, list[str]]]:
    return list(blocks(io.BytesIO(text.encode())))


def test_blocks_are_what_stands_between_blank_lines() -> None:
    assert read("a\n  b \n\n\t\nc") == [(1, "a\nb", []), (5, "c", [])]


def test_comments_are_taken_out_and_the_line_is_that_of_the_text() -> None:
    assert read("// x\n// y\na\n//z\nb\n") == [(3, "a\n \nb", ["// x", "// y", "//z"])]
    assert read("// x\n") == [(1, "", ["// x"])]


@given(st.lists(st.sampled_from(["", " ", "a", " bb ", "// c", "d//e"]), max_size=40), st.integers(1, 7))
def test_blocks_are_the_same_however_the_file_is_cut_into_pieces(lines: list[str], size: int) -> None:
    whole = read("\n".join(lines))
    kept = gift_blocks._PIECE
    gift_blocks._PIECE = size
    try:
        assert read("\n".join(lines)) == whole
    finally:
        gift_blocks._PIECE = kept


def test_a_piece_of_a_block_has_its_line() -> None:
    assert line_of("{", (5, "a\nb {\nc", [])) == 6
    assert line_of("nowhere", (5, "a\nb", [])) == 5


def test_marks_in_comments_may_hold_brackets_and_must_be_closed() -> None:
    found = comments_of(["// [id:a\\]b] [tag:x] text [tag:[y]", "// note", "// [tag:open"])
    assert found == ("a]b", ["x", "[y"], ["// note"])


def test_what_moodle_writes_above_a_question_is_no_remark() -> None:
    assert comments_of(["// question: 12  name: A cell"]).remarks == []


@pytest.mark.parametrize(
    ("line", "kept"), [("//", []), ("// ----- *", []), ("// 7", ["// 7"]), ("// 数", ["// 数"])]
)
def test_a_comment_without_a_word_is_no_remark(line: str, kept: list[str]) -> None:
    assert comments_of([line]).remarks == kept
