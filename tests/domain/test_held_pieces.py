"""Pieces kept out of a text come back as they were."""

from hypothesis import given, strategies as st

from qbank.domain.held_pieces import HeldPieces

texts = st.text(st.characters(exclude_characters="\0"))


@given(st.lists(st.tuples(texts, texts)))
def test_pieces_are_restored_where_they_were_taken_out(pairs: list[tuple[str, str]]) -> None:
    held = HeldPieces()
    text = "".join(words + held.keep(piece) for words, piece in pairs)
    assert held.restored(text) == "".join(words + piece for words, piece in pairs)


@given(texts, texts)
def test_a_piece_may_hold_another(outer: str, inner: str) -> None:
    held = HeldPieces()
    assert held.restored(held.keep(outer + held.keep(inner))) == outer + inner
