"""Blocks of text become lines that fit."""

from hypothesis import given, strategies as st

from qbank.cli.styled_text import Segment, TextBlock, block_lines, plain_line
from qbank.domain.text_width import cell_width


def lines(block: TextBlock, width: int | None = None) -> list[str]:
    return [plain_line(line) for line in block_lines(block, width)]


def test_further_lines_stand_under_the_first() -> None:
    assert lines(TextBlock("one two three\nfour", lead="漢: "), 11) == [
        "漢: one two",
        "    three",
        "    four",
    ]


def test_code_is_not_wrapped() -> None:
    code = "    print('a line of code that is long')"
    assert lines(TextBlock(f"What does this print?\n{code}"), 20) == ["What does this", "print?", code]


def test_a_text_without_a_width_keeps_its_lines_but_not_their_ends() -> None:
    assert lines(TextBlock(f"{'word ' * 50}\n\nend", lead="  ")) == [
        "  " + "word " * 49 + "word",
        "",
        "  end",
    ]


def test_a_lead_and_its_text_have_styles_of_their_own() -> None:
    assert list(block_lines(TextBlock("easy", "easy", "Difficulty  ", "dim"), None)) == [
        (Segment("Difficulty  ", "dim"), Segment("easy", "easy"))
    ]


@given(
    st.text("ab 漢\u0301", max_size=80), st.integers(min_value=10, max_value=40), st.text("ab漢", max_size=5)
)
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(text: str, width: int, lead: str) -> None:
    seen = lines(TextBlock("x" + text, lead=lead), width + cell_width(lead))
    assert all(cell_width(line) <= width + cell_width(lead) for line in seen)
    assert "".join("".join(seen).split()) == "".join(f"{lead}x{text}".split())


def test_no_text_and_no_lead_drives_the_terminal() -> None:
    assert lines(TextBlock("\x1b[2J", lead="\x9b\n")) == ["\\u009b␊␛[2J"]
