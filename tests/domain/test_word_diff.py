from hypothesis import given, strategies as st

from qbank.domain.word_diff import MOST, Mark, marked

TEXTS = st.text(alphabet="ab c\nä.細胞", max_size=40)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = marked(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.OLD) == after
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_and_itself_have_nothing_marked(text: str) -> None:
    assert {piece.mark for piece in marked(text, text)} <= {Mark.SAME}


def test_only_the_words_that_differ_are_marked() -> None:
    assert marked("The capitol of Peru?", "The capital of Peru?") == [
        (Mark.SAME, "The "),
        (Mark.OLD, "capitol"),
        (Mark.NEW, "capital"),
        (Mark.SAME, " of Peru?"),
    ]


def test_a_phrase_that_changed_is_one_piece() -> None:
    assert marked("a red cell", "a white body") == [
        (Mark.SAME, "a "),
        (Mark.OLD, "red cell"),
        (Mark.NEW, "white body"),
    ]


def test_scripts_without_blanks_are_compared_by_the_character() -> None:
    assert (Mark.OLD, "膜") in marked("細胞膜", "細胞壁")


def test_a_very_long_text_is_compared_by_the_line() -> None:
    long = "word " * MOST
    assert marked(f"{long}\nsame\n", f"{long}x\nsame\n")[-1] == (Mark.SAME, "same\n")
