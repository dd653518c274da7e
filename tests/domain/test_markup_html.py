"""HTML as its reader sees it."""

import re

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text

HTML = TextFormat.HTML
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


def test_line_breaks_count_in_moodles_automatic_format() -> None:
    assert reader_text("one\n  two<br>\n<b>three</b>", TextFormat.MOODLE) == "one\n  two\nthree"


@given(
    st.lists(words.filter(bool), min_size=1, max_size=5),
    st.sampled_from(["<p>", "<li>", "<td>", "<br>", "<hr>"]),
)
def test_no_word_between_block_tags_is_lost(texts: list[str], tag: str) -> None:
    seen = reader_text("".join(f"{tag}{text}" for text in texts), HTML)
    assert [piece for piece in re.split(r"[\s|]+", seen) if piece not in ("", "-")] == texts
