import shlex

import pytest
from hypothesis import given, strategies as st

from qbank.cli.completion.shell_words import REDIRECTION, escaped, split_line, unquoted

BREAKS = " \t\n\"'@><=;|&(:"
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ")).filter(str.strip)


@pytest.mark.parametrize(
    ("typed", "words", "current"),
    [
        ("qbank ", ["qbank"], ""),
        ("qbank que", ["qbank"], "que"),
        ("qbank 'a b' c", ["qbank", "a b"], "c"),
        ('qbank "a \\" b', ["qbank"], 'a " b'),
        ("qbank a\\ b", ["qbank"], "a b"),
        ("qbank '' x", ["qbank", ""], "x"),
        ("qbank x >out", ["qbank", "x", REDIRECTION], "out"),
        ("qbank a\\", ["qbank"], "a"),
        ('qbank "a\\', ["qbank"], "a"),
        ('qbank "a\\b', ["qbank"], "a\\b"),
        ("", [], ""),
    ],
)
def test_a_line_is_taken_apart_as_a_shell_does(typed: str, words: list[str], current: str) -> None:
    line = split_line(typed, BREAKS)
    assert (line.words, line.current) == (words, current)


@pytest.mark.parametrize(
    ("typed", "text", "inserted"),
    [
        ("qbank category:Bio", "category:Biology", "Biology"),
        ("qbank Plant\\ b", "Plant biology", "Plant\\ biology"),
        ("qbank category:'Plant b", "category:Plant biology", "Plant biology"),
        ("qbank category:'Plant biology'/C", "category:Plant biology/Cells", "Plant\\ biology/Cells"),
        ('qbank "cost', "cost $5", "cost \\$5"),
        ("qbank 'it", "it's", "it'\\''s"),
        ("qbank --category=Zoo:l", "--category=Zoo:logy", "logy"),
    ],
)
def test_what_is_put_in_fits_what_the_shell_leaves_alone(typed: str, text: str, inserted: str) -> None:
    assert split_line(typed, BREAKS).inserted(text) == inserted


@given(text=TEXTS)
def test_an_escaped_text_is_one_word_again(text: str) -> None:
    assert shlex.split(escaped(text)) == [text]
    assert unquoted(escaped(text)) == text


@given(text=TEXTS, quote=st.sampled_from(["", "'", '"']), data=st.data())
def test_a_completed_line_says_the_candidate(text: str, quote: str, data: st.DataObject) -> None:
    begun = text[: data.draw(st.integers(0, len(text)))]
    typed = f"qbank {quote}{_typed(begun, quote)}"
    line = split_line(typed, BREAKS)
    assert line.current == begun
    left = typed[: len(typed) - len(_rest(typed, line.quote, line.inserted(begun)))]
    assert split_line(f"{left}{line.inserted(text)}{quote} ", BREAKS).words == ["qbank", text]


def _typed(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote:
        return "".join(f"\\{char}" if char in '"\\$`' else char for char in text)
    return escaped(text)


def _rest(typed: str, quote: str, spelt: str) -> str:
    """What a shell replaces is spelt as qbank spells it, since the test typed it so."""
    assert typed.endswith(spelt)
    return spelt
