"""What a browser's parser would swallow is kept, and what cannot be printed is named."""

from base64 import b64decode

import pytest

from qbank.formats.html_source import prepared


def html(text: str) -> str:
    return prepared(text, line_breaks=False)


def moodle(text: str) -> str:
    return prepared(text, line_breaks=True)


@pytest.mark.parametrize(
    "words", ["if x<y then", "list<int> and Map<K, V>", "a < b > c", "a<b and c>d", "1<2"]
)
def test_what_is_no_tag_of_html_is_kept_as_words(words: str) -> None:
    assert html(words) == words.replace("<", "&lt;")


def test_what_a_page_never_shows_is_left_out() -> None:
    assert html("a<!-- note -->b<style>p{}</style>c<script>d()</script>e<o:p></o:p>") == "abce"


def test_a_comment_that_never_ends_does_not_swallow_the_rest() -> None:
    assert html("a <!-- b") == "a &lt;!-- b"


def test_a_formula_with_tags_in_it_is_text_with_brackets() -> None:
    assert html(r"\(H<sub>2</sub>O\)") == r"\(H<sub>2</sub>O\)"


def test_dollars_are_money_unless_they_come_in_pairs() -> None:
    assert html("from $5 to $6") == "from $5 to $6"
    assert html("$$5$$") == r'<span class="math display">\[5\]</span>'


def test_a_picture_of_a_formula_becomes_the_formula() -> None:
    written = r'<span class="math">\(x^2\)</span>'
    assert html('<img class="equation_image" data-equation-content="x^2" src="/e/1">') == written
    assert html('<img alt="LaTeX: x^2" src="/e/1">') == written


def test_a_drawing_becomes_a_picture_with_its_title_for_words() -> None:
    shown = html("<svg viewBox='0 0 9 9'><title>A  cell</title><circle r='4'/></svg>")
    address = shown.partition('src="')[2].partition('"')[0]
    assert shown.endswith(' alt="A cell">')
    assert b'xmlns="http://www.w3.org/2000/svg"' in b64decode(address.partition(",")[2])


def test_a_drawing_that_is_not_well_formed_is_named() -> None:
    assert html("<svg><title>A cell</title><circle></svg>") == "[drawing, &quot;A cell&quot;]"


def test_frames_and_embedded_files_become_links_that_name_them() -> None:
    assert html('<iframe src="https://e.org/v/film" title="A film"></iframe>') == (
        '<a href="https://e.org/v/film">[page: film, &quot;A film&quot;]</a>'
    )
    assert html('<object data="flask.png" type="image/png"></object>') == '<img src="flask.png">'


def test_line_breaks_of_moodles_text_count_where_no_element_breaks_the_line_anyway() -> None:
    assert moodle("one\ntwo\n<p>three</p>\n<ul>\n<li>a</li>\n</ul>\nfour") == (
        "one<br>\ntwo<p>three</p><ul><li>a</li></ul>four"
    )


def test_lines_of_preformatted_text_stay_lines() -> None:
    assert moodle("<pre>a\nb</pre>") == "<pre>a\nb</pre>"
