"""Markdown of a text says what its HTML said, and nothing in a text turns into Markdown by accident."""

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text
from qbank.formats.html_markdown import escaped, to_markdown
from qbank.formats.rich_html import to_html

CASES = {
    "<p>a</p><p>b</p>": "a\n\nb",
    "a<br>b": "a\\\nb",
    "<b>a</b> <em> b </em>c": "**a**  *b* c".replace("  ", " "),
    "<b> </b>": "",
    "<code>a*b`c</code>": "``a*b`c``",
    "<pre>x\n  y</pre>": "```\nx\n  y\n```",
    "<pre>```</pre>": "````\n```\n````",
    "<ul><li>a</li><li>b<ol start=3><li>c</li></ol></li></ul>": "- a\n\n- b\n\n  3. c",
    "<blockquote>a<p>b</p></blockquote>": "> a\n>\n> b",
    "H<sub>2</sub>O": "H<sub>2</sub>O",
    "<a href='https://x.org/a'>b</a>": "[b](https://x.org/a)",
    "<img src='a b.png' alt='c [d]'>": "![c [d]](<a b.png>)",
    '<span class="math">\\(x_1 &lt; 2\\)</span>': "$x_1 < 2$",
    '<span class="math display">\\[x\\]</span>': "$$x$$",
    "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>": (
        "| a | b\\|c |\n| --- | --- |\n| 1 |  |"
    ),
    "<table><tr><td colspan='2'>a_b</td></tr></table>": (
        '<table><tr><td colspan="2">a&#95;b</td></tr></table>'
    ),
    "<h2>a</h2>": "## a",
    "<hr>": "* * *",
    "1. a<br># b<br>- c<br>+ d": "1\\. a\\\n\\# b\\\n\\- c\\\n\\+ d",
    "*a* _b_ [c] &lt;d&gt; `e` $5 ~f~ a|b a^b \\ &amp;amp;": (
        "\\*a\\* \\_b\\_ [c] \\<d\\> \\`e\\` \\$5 \\~f\\~ a\\|b a\\^b \\\\ &amp;amp;"
    ),
    "[a](b) [a][b] [a]: b": "[a\\](b) [a\\][b] [a\\]: b",
    "<math><mo>*</mo><mi>x</mi><mo>*</mo></math>": "<math><mo>&#42;</mo><mi>x</mi><mo>&#42;</mo></math>",
}


@pytest.mark.parametrize("html", CASES)
def test_html_is_written_as_a_person_would_write_it_in_markdown(html: str) -> None:
    assert to_markdown(html) == CASES[html]


PRINTED = {
    '<ol class="gaps"><li><span class="box"></span><span class="letter">A</span>a</li></ol>': "- ☐ **A** a",
    '<div class="text"><p>a</p><p>b</p></div>': "a\n\nb",
    '<span class="blank"><sup>1</sup></span>.': "\\_\\_\\_\\_\\_\\_\\_\\_(1).",
    '<p class="task">Choose one.</p>': "*Choose one.*",
    '<h2>Question 1 <span class="points">2 points</span></h2>': "## Question 1 (2 points)",
    '<li><span class="tick">✓</span><div class="text">a<div class="feedback">b</div></div></li>': "✓ a\n\nb",
}  # fmt: skip


@pytest.mark.parametrize("html", PRINTED)
def test_what_a_printed_page_draws_is_written_with_signs(html: str) -> None:
    assert to_markdown(html) == PRINTED[html]


def test_no_depth_of_elements_is_too_deep() -> None:
    assert to_markdown("<ul><li>" * 2000 + "x" + "</li></ul>" * 2000).endswith("x")


words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=40)


@given(words)
def test_any_text_is_read_back_from_its_markdown_word_for_word(text: str) -> None:
    said = to_markdown(to_html(" ".join(text.split()), TextFormat.PLAIN))
    read = reader_text(to_html(said, TextFormat.MARKDOWN), TextFormat.HTML)
    assert read.split() == text.split()


@given(st.text(st.sampled_from("<>/abpliuotdr\"'= &;*_`#-1.\n\\$[]()|~"), max_size=80))
def test_no_html_stops_it(html: str) -> None:
    assert isinstance(to_markdown(to_html(html, TextFormat.HTML)), str)
    assert isinstance(to_markdown(html), str)


@given(words)
def test_escaped_words_hold_no_bare_sign(text: str) -> None:
    bare = escaped(text).replace("\\\\", "")
    assert all(bare[place - 1] == "\\" for place, sign in enumerate(bare) if sign in "*_<>`$")
