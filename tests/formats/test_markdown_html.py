"""Markdown as its author sees it, with formulas and places of gaps kept from it."""

from qbank.formats.markdown_html import markdown_html


def test_a_single_paragraph_comes_without_its_element() -> None:
    assert markdown_html("**one** *two*") == "<strong>one</strong> <em>two</em>"
    assert markdown_html("one\n\ntwo") == "<p>one</p>\n<p>two</p>\n"


def test_a_line_break_is_a_line_break() -> None:
    assert markdown_html("one\ntwo") == "one<br />\ntwo"


def test_tables_and_struck_out_words_are_read() -> None:
    assert "<td>1</td>" in markdown_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert markdown_html("~~no~~") == "<s>no</s>"


def test_marks_within_a_formula_are_no_emphasis() -> None:
    assert markdown_html(r"\(a_1 b_2 * c * d\) and $a*b*c$") == (
        r'<span class="math">\(a_1 b_2 * c * d\)</span> and <span class="math">\(a*b*c\)</span>'
    )


def test_lines_of_a_formula_are_no_list_and_no_heading() -> None:
    assert markdown_html("So\n$$\nx\n- y\n= z\n$$\n\nthen") == (
        '<p>So</p>\n<p><span class="math display">\\[\nx\n- y\n= z\n\\]</span></p>\n<p>then</p>\n'
    )


def test_prices_and_code_are_no_formulas() -> None:
    assert markdown_html("from $5 to $6") == "from $5 to $6"
    assert markdown_html("`$$x$$`") == "<code>$$x$$</code>"


def test_a_place_of_a_gap_is_no_link() -> None:
    assert markdown_html("[[1]] and [[a_b_c]]\n\n[1]: https://e.org") == "[[1]] and [[a_b_c]]"


def test_html_within_it_is_html_and_other_brackets_are_words() -> None:
    assert markdown_html("H<sub>2</sub>O of list<int>") == "H<sub>2</sub>O of list&lt;int>"
