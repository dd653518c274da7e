"""What fits into the cells of a terminal."""

from hypothesis import given, strategies as st

from qbank.domain.text_width import cell_width, one_line


@given(st.text(), st.integers(min_value=-1, max_value=30))
def test_one_line_fits_its_width(text: str, width: int) -> None:
    line = one_line(text, width)
    assert "\n" not in line and cell_width(line) <= max(width, 0)


def test_one_line_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert one_line("漢字漢字", 6) == "漢字…"
    assert one_line("e\u0301" * 4, 4) == "e\u0301" * 4
    assert one_line("  two\n words ", 20) == "two words"
