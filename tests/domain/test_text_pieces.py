"""Words and marks of a text: joined they are the text, and what must not be touched is a mark."""

from itertools import pairwise

import pytest
from hypothesis import example, given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.text_pieces import text_pieces

HTML, MARKDOWN, LATEX, CLOZE, PLAIN = (
    TextFormat.HTML,
    TextFormat.MARKDOWN,
    TextFormat.LATEX,
    TextFormat.CLOZE,
    TextFormat.PLAIN,
)
MARKS = [
    "<", ">", "<p>", "</p>", "<b title='x'>", "<img src='a.png'>", "<code>", "</code>", "<pre>", "</pre>",
    "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<math>", "</math>", "<a b", '="', "'", "&",
    "&amp;", "&#65;", "&#", ";", "\\(", "\\)", "\\[", "\\]", "$", "$$", "[[a]]", "[[", "]]", "[", "](",
    "](x.png)", "![", ")", "`", "```\n", "~~~\n", "*", "_", "# ", "- ", "> ", "1. ", "---", "|", "\n", "\\",
    "\\textbf{", "\\begin{align}", "\\end{align}", "\\begin{", "\\verb|", "{", "}", "%", "~",
    "@@PLUGINFILE@@/a b", "qbank://media/0", "{1:SA:=", "<http://x>", "[r]: http://x", " ", "cell",
    "é", "\0", "\ud800", "\r\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=25).map("".join)


@given(TEXTS, st.sampled_from(TextFormat), st.sets(st.sampled_from(["a", "b"])))
@example("```\na", MARKDOWN, set())
@example("\\begin{align}\\begin{align}", LATEX, set())
def test_joined_pieces_are_the_text_and_words_are_seen_as_they_are(
    text: str, format: TextFormat, gaps: set[str]
) -> None:
    pieces = text_pieces(text, format, gaps)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text and (piece.text == piece.seen or not piece.words) for piece in pieces)
    assert not any(one.words and other.words for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("format", "text", "words"),
    [
        (PLAIN, "a <b>cell</b> $x$ *y*", ["a <b>cell</b> $x$ *y*"]),
        (PLAIN, "in [[cell]] and qbank://media/cell", ["in ", " and "]),
        (HTML, '<p class="cell">A <b>cell</b>s</p>', ["A ", "cell", "s"]),
        (HTML, "R&amp;D, R&D &eacute; &nosuch;", ["R", "D, R&D ", " &nosuch;"]),
        (HTML, "if a<b and c>d, list<int>", ["if a<b and c>d, list<int>"]),
        (HTML, "x \\(cell\\) y \\[cell\\] z $$cell$$ $cell$", ["x ", " y ", " z ", " "]),
        (HTML, "costs $5 and $6", ["costs $5 and $6"]),
        (HTML, "a <!-- cell --> b <script>cell</script><code>cell</code><math>cell</math>", ["a ", " b "]),
        (HTML, "<code>never closed cell", ["never closed cell"]),
        (HTML, "<img alt='cell'> @@PLUGINFILE@@/cell.png b", [" ", " b"]),
        (CLOZE, "In {1:MC:~=cell~wall} here", ["In ", " here"]),
        (TextFormat.MOODLE, "a <b>b</b>", ["a ", "b"]),
        (MARKDOWN, "# Title *cell* **wall**", [" Title ", "cell", " ", "wall"]),
        (MARKDOWN, "[cell](http://x/cell) ![cell](cell.png) f[i](x)", ["cell", " ", " f[i](x)"]),
        (MARKDOWN, "`cell` b\n```\ncell\n```\nc", [" b\n", "\nc"]),
        (MARKDOWN, "snake_case _x_ 2 \\* 3 &lt;", ["snake_case ", "x", " 2 ", " 3 "]),
        (MARKDOWN, "- cell\n1. cell\n> cell\n---\n[r]: cell\n", [" cell\n"] * 3 + ["\n"] * 2),
        (MARKDOWN, "<http://cell> $cell$ <b>x</b>", [" ", " ", "x"]),
        (LATEX, "A \\textbf{cell} and \\ref{cell}% cell\nend", ["A ", "cell", " and ", "end"]),
        (LATEX, "\\textcolor{red}{cell} \\href{http://cell}{x}", ["cell", " ", "x"]),
        (LATEX, "50\\% $cell$ \\verb|cell| a~b", ["50", " ", " ", " a", "b"]),
        (LATEX, "\\begin{align*}cell\\end{align*} \\includegraphics[width=1cm]{cell} x", [" ", " x"]),
        (LATEX, "\\begin{itemize}\\item cell\\end{itemize}", [" cell"]),
    ],
)  # fmt: skip
def test_only_words_are_words(format: TextFormat, text: str, words: list[str]) -> None:
    assert [piece.text for piece in text_pieces(text, format, ["cell"]) if piece.words] == words


def test_what_is_seen_tells_words_that_stand_apart_from_words_a_tag_runs_through() -> None:
    seen = "".join(piece.seen for piece in text_pieces("<p>a<b>b</b></p><p>R&amp;D</p>", HTML))
    assert seen.split() == ["ab", "R&D"]


def test_a_gap_is_a_place_only_where_it_has_a_name_of_the_questions() -> None:
    pieces = text_pieces("[[a]] and [[b]]", PLAIN, ["a"])
    assert [(piece.text, piece.words) for piece in pieces] == [("[[a]]", False), (" and [[b]]", True)]


@pytest.mark.parametrize("format", TextFormat)
@pytest.mark.parametrize(
    "mark", ["<!--", "<code>", "\\(", "$ ", "`", "[", "\\begin{align}", "\\a{", '<a ="', "*"]
)
def test_marks_that_are_never_closed_take_no_longer_than_they_are_long(format: TextFormat, mark: str) -> None:
    text = mark * 20_000
    assert "".join(piece.text for piece in text_pieces(text, format)) == text
