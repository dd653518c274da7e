"""What exam questions use of LaTeX is shown, and the rest stays to be seen."""

import pytest

from qbank.formats.latex_html import latex_html


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (
            r"\textbf{a \emph{b}} \texttt{c} \underline{d}",
            "<strong>a <em>b</em></strong> <code>c</code> <u>d</u>",
        ),
        (r"50\% of \$3 \& \{x\} a\_b", "50% of $3 &amp; {x} a_b"),
        (r"``so''---he said~it", "“so”—he said\xa0it"),
        (r"a\\b", "a<br>\nb"),
        (r"x\textsuperscript{2}", "x<sup>2</sup>"),
        (r"a < b \unknown{c}", r"a &lt; b \unknown{c}"),
        (r"\includegraphics[width=3cm]{img/flask.png}", '<img src="img/flask.png">'),
        (r"\verb|a<b|", "<code>a&lt;b</code>"),
        (r"$a_1$ \(b\)", r'<span class="math">\(a_1\)</span> <span class="math">\(b\)</span>'),
    ],
)
def test_marks_become_elements_and_characters(tex: str, html: str) -> None:
    assert latex_html(tex) == html


def test_blank_lines_part_paragraphs() -> None:
    assert latex_html("one\n\ntwo") == "<p>one</p>\n<p>two</p>"


def test_lists_become_lists() -> None:
    tex = "Which?\n\\begin{enumerate}[(a)]\n\\item one\n\\item two\n\\end{enumerate}"
    assert latex_html(tex) == "<p>Which?</p>\n<ol><li>one<li>two</ol>"


def test_tables_become_tables() -> None:
    tex = r"\begin{tabular}{|l|r|}\hline a & b \\ \hline \textbf{c} & 1\%\\ \hline\end{tabular}"
    assert latex_html(tex) == (
        "<table><tr><td>a</td><td>b</td></tr><tr><td><strong>c</strong></td><td>1%</td></tr></table>"
    )


def test_code_is_kept_as_it_is() -> None:
    tex = "Run:\n\\begin{verbatim}\nif a<b:\n    \\textbf{c}\n\\end{verbatim}"
    assert latex_html(tex) == "<p>Run:</p>\n<pre>if a&lt;b:\n    \\textbf{c}\n</pre>"


def test_an_environment_of_formulas_is_one_formula() -> None:
    tex = r"\begin{align*}a&=b\\c&=d\end{align*}"
    assert latex_html(tex) == (
        r'<span class="math display">\[\begin{align*}a&amp;=b\\c&amp;=d\end{align*}\]</span>'
    )
