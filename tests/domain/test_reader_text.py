"""What a reader sees of a text, whatever its markup."""

import re

import pytest
from hypothesis import example, given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text, referenced_images

HTML, MARKDOWN, LATEX = TextFormat.HTML, TextFormat.MARKDOWN, TextFormat.LATEX

MARKUP = [
    "<",
    ">",
    "<p>",
    "</p>",
    "<br>",
    "<sub>",
    "</sub>",
    "<sup>",
    "</sup>",
    "<li>",
    "<td>",
    "<tr>",
    "</td>",
    "<pre>",
    "<math>",
    "</math>",
    "<mfrac>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<![x",
    "<img src='a.png' alt=",
    '"',
    "'",
    "=",
    "&amp;",
    "&#",
    "99999999999",
    ";",
    "`",
    "```\n",
    "*",
    "_",
    "# ",
    "$",
    "\\(",
    "\\)",
    "![",
    "](",
    ")",
    "[[",
    "]]",
    "{1:SA:=",
    "}",
    "\\textbf{",
    "\\includegraphics{",
    "\0",
    "\0000\0",
    "\ud800",
    "\n",
    " ",
    "word",
    "é漢",
]
hostile = st.lists(st.sampled_from(MARKUP), max_size=40).map("".join)
formats = st.sampled_from(TextFormat)


@pytest.mark.parametrize(
    ("text", "format", "sources"),
    [
        ("<img src='a%20b.png'><img src=data:x><!-- <img src=no.png> -->", HTML, ["a%20b.png", "data:x"]),
        (r'<img src="/eq/1" data-equation-content="x">', HTML, []),
        ("![x](a_b_c.png) `![no](no.png)` <img src='d.png'>", MARKDOWN, ["a_b_c.png", "d.png"]),
        (r"\includegraphics{one} \includegraphics[width=1cm]{two.pdf}", LATEX, ["one", "two.pdf"]),
        ("<img src='a.png'>", TextFormat.PLAIN, []),
    ],
)
def test_every_picture_referred_to_is_given_as_written(
    text: str, format: TextFormat, sources: list[str]
) -> None:
    assert referenced_images(text, format) == sources


@given(hostile, formats)
@example("&#" + "9" * 5000 + ";", HTML)
@example("<table><tr><td></td><td>", HTML)
def test_no_text_is_too_malformed_to_be_seen(text: str, format: TextFormat) -> None:
    assert isinstance(reader_text(text, format), str)
    assert all(isinstance(source, str) for source in referenced_images(text, format))


@given(st.text(st.characters(exclude_characters="<&*_`#[\\~\0")), formats)
def test_text_without_markup_is_unchanged(text: str, format: TextFormat) -> None:
    assert reader_text(text, format) == text


@given(hostile, formats)
def test_seen_text_without_markup_is_seen_the_same_again(text: str, format: TextFormat) -> None:
    seen = reader_text(text, format)
    if not re.search(r"[<&*_`#\[\\~]", seen):
        assert reader_text(seen, format) == seen


@pytest.mark.parametrize("format", [TextFormat.MOODLE, HTML, MARKDOWN, TextFormat.CLOZE])
@pytest.mark.parametrize("tag", ["<link>", "<a>", "</ul>", "<input />", "<H1>"])
def test_a_text_that_is_nothing_but_a_tag_is_that_tag(tag: str, format: TextFormat) -> None:
    assert reader_text(f" {tag}\n", format) == tag


@pytest.mark.parametrize("markup", ["<br>", "<p>", "<p></p>", "<b></b>", "<p><br></p>", '<link rel="x">'])
def test_what_an_editor_left_behind_is_nothing(markup: str) -> None:
    assert reader_text(markup, HTML).strip() == ""
