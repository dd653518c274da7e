from hypothesis import given, strategies as st

from qbank.formats.gift_escapes import WHITE, escaped, line_safe, restored, shielded, shielded_marks

_texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\:#=~{}n/\n0 "), max_size=20)


@given(_texts)
def test_an_escaped_text_comes_back_without_its_outer_white_space(text: str) -> None:
    meant = text.replace("\r\n", "\n").replace("\r", "\n").strip(WHITE)
    for written in (escaped(text), line_safe(escaped(text))):
        assert restored(shielded(written)) == meant
        assert restored(shielded_marks(written)) == meant
        assert restored(written) == meant


@given(_texts)
def test_an_escaped_text_holds_no_mark_and_no_line_that_reading_would_change(text: str) -> None:
    shut = shielded(escaped(text))
    assert not set("=~#{}:") & set(shut)
    if "\n" in shut:
        assert all(line == line.strip(WHITE) and line not in ("", "0") for line in shut.split("\n"))


def test_an_escape_after_an_escaped_backslash_is_none() -> None:
    assert restored(shielded(r"\\:\\\=\\n\q")) == r"\:\=\n\q"


def test_no_text_is_taken_for_a_comment_where_a_line_begins() -> None:
    assert line_safe("//x") == "\\n//x"
    assert line_safe("x//") == "x//"
