"""A server is given the words that SQLite's index takes by itself: both find the same."""

import sqlite3
import unicodedata

from hypothesis import given, strategies as st

from qbank.domain.search_words import LONGEST, spelt, words

KNOWN_TO_BOTH = unicodedata.ucd_3_2_0
"""A Unicode that is older than the tables of either."""
OTHERWISE = {"\u01e0", "\u01e1", "\u1885", "\u1886"}
"""Two letters with two accents, and two Mongolian marks that were letters then."""


def index(*texts: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    tokens = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"
    connection.execute(f"CREATE VIRTUAL TABLE f USING fts5(t, tokenize='{tokens}')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(f, 'instance')")
    connection.executemany("INSERT INTO f (rowid, t) VALUES (?, ?)", enumerate(texts))
    return connection


def test_every_character_makes_and_parts_words_as_it_does_in_sqlite() -> None:
    characters = [
        chr(point)
        for point in range(1, 0x110000)
        if KNOWN_TO_BOTH.category(chr(point)) not in ("Cn", "Cs") and chr(point) not in OTHERWISE
    ]
    texts = [f"a{character}b {character}" for character in characters]
    found: list[list[str]] = [[] for _ in texts]
    for word, row in index(*texts).execute("SELECT term, doc FROM v ORDER BY doc, offset"):
        if word:  # an accent that stands alone is a word without a letter there
            found[row].append(word)
    assert len(texts) > 200_000
    assert [text for text, told in zip(texts, found, strict=True) if words(text) != told] == []


SOME = st.text("ab É,éß-İ_1²½\u0301\u0328😀中文\n'\"%\\", max_size=30)


@given(SOME, st.text("abÉß1 中-", min_size=1, max_size=4))
def test_a_phrase_is_found_in_what_is_spelt_where_sqlite_finds_it(text: str, phrase: str) -> None:
    wanted = phrase.replace('"', '""')
    found = index(text).execute("SELECT 1 FROM f WHERE f MATCH ?", [f'"{wanted}"']).fetchall()
    assert (bool(words(phrase)) and spelt(phrase) in spelt(text)) == bool(found)


def test_what_a_server_cannot_hold_of_a_word_is_cut() -> None:
    assert words("x" * 3000 + " y") == ["x" * LONGEST, "y"]


def test_a_text_without_words_is_spelt_as_nothing() -> None:
    assert (spelt("…"), spelt("Énergie, 2.5")) == ("", " energie 2 5 ")
