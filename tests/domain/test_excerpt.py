import pytest
from hypothesis import given, strategies as st

from qbank.domain.excerpt import WIDTH, Excerpt, Sought, excerpt
from qbank.domain.reading import Reading

EMPTY = Reading("", "", "", "", "", "", "")


def marked(reading: Reading, *sought: Sought) -> str:
    """Give the excerpt with its field, the marks as brackets."""
    found = excerpt(reading, sought)
    text = found.text
    for start, end in reversed(found.marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return f"{found.field}: {text}"


@pytest.mark.parametrize(
    ("text", "sought", "shown"),
    [
        ("The Krebs cycle.", Sought("krebs"), "stem: The [Krebs] cycle."),
        ("The Krebs cycle.", Sought("krebs cycle"), "stem: The [Krebs cycle]."),
        ("Krebs's cycle", Sought("krebs"), "stem: [Krebs]'s cycle"),
        ("Mitochondria", Sought("mito", prefix=True), "stem: [Mitochondria]"),
        ("in the mitosis", Sought("the mito", prefix=True), "stem: in [the mitosis]"),
        ("naïve", Sought("NAIVE"), "stem: [naïve]"),
        ("细胞膜和细胞", Sought("细胞"), "stem: [细胞]膜和[细胞]"),
        ("ที่กินข้าว", Sought("กิน"), "stem: ที่[กิน]ข้าว"),
        ("세포의 구조", Sought("세포"), "stem: [세포]의 구조"),
        ("Wasser, CO₂", Sought("co2"), "stem: Wasser, [CO₂]"),
        ("हिन्दी में", Sought("हिन्दी"), "stem: [हिन्दी] में"),
        ("9 km or 12 m", Sought("[0-9]+ k?m", pattern=True), "stem: [9 km] or [12 m]"),
        ("a\n  line", Sought("line"), "stem: a [line]"),
        ("nothing", Sought("cell"), "stem: nothing"),
    ],
)
def test_what_was_found_is_marked(text: str, sought: Sought, shown: str) -> None:
    assert marked(EMPTY._replace(stem=text), sought) == shown


def test_the_field_that_holds_most_of_the_words_is_shown_and_the_stem_before_others() -> None:
    reading = EMPTY._replace(title="cell", stem="a cell", answers="a cell wall", tags="wall")
    assert marked(reading, Sought("cell")) == "stem: a [cell]"
    assert marked(reading, Sought("cell"), Sought("wall")) == "answer: a [cell] [wall]"
    assert marked(reading, Sought("cell", ("title",))) == "title: [cell]"


def test_a_long_text_is_cut_at_words_around_the_match() -> None:
    text = "before " * 60 + "the Krebs cycle " + "after " * 60
    found = excerpt(EMPTY._replace(stem=text), [Sought("krebs")])
    assert found.text.startswith("… before ")
    assert found.text.endswith(" after …")
    assert len(found.text) <= WIDTH + 4
    assert [found.text[start:end] for start, end in found.marks] == ["Krebs"]


WORDS = st.sampled_from(
    ["cell", "细胞", "กิน", "é", "e\u0301", "ß", "CO₂", "세포", ".", "\n", " ", "x" * 300, "\u200b"]
)


@given(
    st.lists(WORDS, max_size=60).map("".join),
    st.lists(st.sampled_from(["cell", "细", "กิน", "e", "x"]), max_size=3),
)
def test_marks_are_in_order_and_inside_the_text(text: str, words: list[str]) -> None:
    found = excerpt(EMPTY._replace(stem=text), [Sought(word, prefix=True) for word in words])
    ends = [place for mark in found.marks for place in mark]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(found.text) for place in ends)
    assert str(found) == found.text
    assert isinstance(found, Excerpt)
