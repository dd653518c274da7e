"""What a reader sees of a text, whatever its markup."""

import re

import pytest
from hypothesis import example, given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import cell_width, image_label, one_line, reader_text, referenced_images

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
words = st.text(st.characters(categories=("L", "N")), max_size=12)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("<p>H<sub>2</sub>O &amp; x<sup>2</sup></p>", "H₂O & x²"),
        ("10<sup>−3</sup> m<sub>β</sub>", "10⁻³ m_(β)"),
        ("2<sup>n/2</sup>", "2^(n/2)"),
        ("<p>One</p>\n  <p>two<br>three</p>", "One\ntwo\nthree"),
        ("Pick:<ul><li>a</li>\n <li><p>b</p></li></ul>done", "Pick:\n- a\n- b\ndone"),
        ("<table><tr><th>x</th> <th>y</th></tr><tr><td><p>1</p></td><td>2</td></tr></table>", "x | y\n1 | 2"),
        ("<table><tr><td></td><td>2</td></tr></table>", "| 2"),
        ("<pre>\ndef f():\n    return 1 &lt; 2</pre>", "def f():\n    return 1 < 2"),
        ("a<script>alert(1)</script><style>p {}</style><!-- note -->b", "ab"),
        ("<p>&nbsp;</p><p>text</p>", "text"),
        ("<o:p>text</o:p>", "text"),
        ("<p>[[gap 1]] {1:SA:=x}</p>", "[[gap 1]] {1:SA:=x}"),
    ],
)
def test_html_is_seen_without_its_tags(written: str, seen: str) -> None:
    assert reader_text(written, HTML) == seen


@pytest.mark.parametrize(
    "words",
    [
        "a vector<int> v",
        "#include <stdio.h>",
        "x < 3 and y > 2",
        "a<b and c>d",
        "<!-- left open",
        "<a href=",
        "<![x",
        "3 <",
    ],
)
def test_angle_brackets_that_are_no_tags_keep_their_words(words: str) -> None:
    assert reader_text(f"{words}<br>", HTML).strip() == words.strip()


def test_a_script_left_open_hides_no_words() -> None:
    assert reader_text("before<script>after", HTML) == "beforeafter"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ('<img src="@@PLUGINFILE@@/a/my%20flask.png?x=1" alt="a > b">', '[image: my flask.png, "a > b"]'),
        ("<img src=pics/flask.png>", "[image: flask.png]"),
        ('<img src="data:image/png;base64,AAAA" alt="alt">', '[image, "alt"]'),
        ('<img src="qbank://media/0f">', "[image]"),
        ('<object type="image/svg+xml" data="cell.svg"></object>', "[image: cell.svg]"),
        ('<audio src="talk.mp3"></audio>', "[audio: talk.mp3]"),
    ],
)
def test_a_picture_is_named_by_file_and_alternative_text(written: str, seen: str) -> None:
    assert reader_text(written, HTML) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (r"<p>\(a &lt; b\) and $$x_1$$</p>", r"\(a < b\) and $$x_1$$"),
        (r'<img class="equation_image" src="/eq/1" data-equation-content="\frac12">', r"\(\frac12\)"),
        (
            r'<math><mi>q</mi><annotation encoding="application/x-tex">\frac{a}{b}</annotation></math>',
            r"\frac{a}{b}",
        ),
        ('<math alttext="x squared"><mi>x</mi></math>', "x squared"),
        (
            "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
            "x²+a/b",
        ),
    ],
)
def test_math_is_kept_as_its_tex_or_its_characters(written: str, seen: str) -> None:
    assert reader_text(written, HTML) == seen


def test_line_breaks_count_in_moodles_automatic_format() -> None:
    assert reader_text("one\n  two<br>\n<b>three</b>", TextFormat.MOODLE) == "one\n  two\nthree"


def test_gaps_of_cloze_text_stay_as_written() -> None:
    assert (
        reader_text("<p>It is {1:MC:~=<b>P</b>~Q&amp;R}.</p>", TextFormat.CLOZE)
        == "It is {1:MC:~=<b>P</b>~Q&amp;R}."
    )


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("# Title\n**bold** *it* _x_ ***all*** **a *b* c**", "Title\nbold it x all a b c"),
        ("`a*b*c` and \\*stars\\*", "a*b*c and *stars*"),
        ("```python\nx = *p*\n    # no heading\n```\nend", "x = *p*\n    # no heading\nend"),
        ('![a flask](img/flask.png "t"){width=3cm}', '[image: flask.png, "a flask"]'),
        ("[![b](c.png)](http://z) [words](https://x.y/z)", '[image: c.png, "b"] words'),
        ("H<sub>2</sub>O &lt; ice", "H₂O < ice"),
    ],
)
def test_markdown_is_seen_without_its_marks(written: str, seen: str) -> None:
    assert reader_text(written, MARKDOWN) == seen


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "a*b*c",
        "snake_case_name and __init__",
        "fill in _____ and ____",
        "f(*args, **kwargs)",
        "f[i](x)",
        "[[gap_1_]] and [[_b_]]",
        r"$a_1*b_2*c_3$ \(x*y*z\) $$p_{i}_j$$",
        "costs $5, not $6",
        "- item\n* item",
    ],
)
def test_markdown_keeps_marks_that_are_words(text: str) -> None:
    assert reader_text(text, MARKDOWN) == text


def test_latex_is_kept_but_for_wrappers_and_pictures() -> None:
    written = r"\textbf{so \emph{what}} $\frac{1}{2}$ \includegraphics[width=3cm]{img/cell}"
    assert reader_text(written, LATEX) == r"so what $\frac{1}{2}$ [image: cell]"


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


@given(
    st.lists(words.filter(bool), min_size=1, max_size=5),
    st.sampled_from(["<p>", "<li>", "<td>", "<br>", "<hr>"]),
)
def test_no_word_between_block_tags_is_lost(texts: list[str], tag: str) -> None:
    seen = reader_text("".join(f"{tag}{text}" for text in texts), HTML)
    assert [piece for piece in re.split(r"[\s|]+", seen) if piece not in ("", "-")] == texts


@given(st.text(), st.integers(min_value=-1, max_value=30))
def test_one_line_fits_its_width(text: str, width: int) -> None:
    line = one_line(text, width)
    assert "\n" not in line and cell_width(line) <= max(width, 0)


def test_one_line_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert one_line("漢字漢字", 6) == "漢字…"
    assert one_line("e\u0301" * 4, 4) == "e\u0301" * 4
    assert one_line("  two\n words ", 20) == "two words"


def test_a_label_puts_alternative_text_on_one_line() -> None:
    assert image_label("a/b.png", "two\nlines") == '[image: b.png, "two lines"]'
