from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from qbank.domain.searchable import BREAK, searchable, searchable_row


def words(text: str) -> list[str]:
    return searchable(text).replace(BREAK, " ").split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("细胞膜的DNA复制", ["细", "胞", "膜", "的", "DNA", "复", "制"]),
        ("ที่กินข้าว", ["ที่", "กิ", "น", "ข้", "า", "ว"]),
        ("세포의 구조", ["세", "포", "의", "구", "조"]),
        ("カタカナ", ["カ", "タ", "カ", "ナ"]),
        ("ខ្មែរ", ["ខ្", "មែ", "រ"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
    ],
)
def test_scripts_without_blanks_are_taken_letter_by_letter(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾃｽﾄ", "テスト"),
        ("Ａ１", "A1"),
        ("CO₂ und x²", "CO2 und x2"),
        ("Straße", "Strasse"),
        ("ﬁnd", "find"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("Zell\u00admembran", "Zellmembran"),
        ("5 µm", "5 μm"),
    ],
)
def test_what_is_written_in_several_ways_is_looked_for_in_one(one: str, other: str) -> None:
    assert searchable(one) == searchable(other)


@pytest.mark.parametrize("text", ["", "cell", "Müller, été", "Ελλάδα", "клетка", "हिन्दी", "“quoted” – …"])
def test_most_texts_are_as_they_are_looked_for(text: str) -> None:
    assert searchable(text) is text
    assert searchable_row((text,) * 7) == (*(text,) * 7, None)


def test_the_texts_as_read_are_kept_where_their_form_is_another() -> None:
    *forms, as_read = searchable_row(("细", "b", "", "", "", "", "标"))
    assert forms == [f"{BREAK}细{BREAK}", "b", "", "", "", "", f"{BREAK}标{BREAK}"]
    assert as_read == BREAK.join(("细", "b", "", "", "", ""))


def test_strange_tags_alone_leave_nothing_to_keep() -> None:
    assert searchable_row(("a", "", "", "", "", "", "标"))[-1] is None


@given(st.text(st.sampled_from("a1 细胞กินที่세포カﾃß½\u200b\u1039မ一\U00020000é"), max_size=30))
def test_the_form_is_its_own_form_but_for_breaks(text: str) -> None:
    assert words(searchable(text)) == words(text)


@given(st.text(), st.text("细胞膜的", min_size=1))
def test_what_stands_in_a_text_is_a_phrase_of_it(around: str, phrase: str) -> None:
    whole, part = words(f"{around}{phrase}{around}"), words(phrase)
    assert any(whole[begin : begin + len(part)] == part for begin in range(len(whole)))
    assert all(len(each) == 1 for each, _ in pairwise(part))
