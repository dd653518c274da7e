"""Rich text of every markup as HTML that is safe to show: what a page, Moodle or a QTI package is given."""

import re
from collections.abc import Callable
from html import escape

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import is_lone_tag
from qbank.formats.html_cleaning import clean
from qbank.formats.html_source import prepared
from qbank.formats.latex_html import latex_html
from qbank.formats.markdown_html import markdown_html
from qbank.formats.tex_math import MARKED, formula, math_html

_KEPT = re.compile(
    rf"{MARKED.pattern}|(?P<margin>^[ \t]+)|(?P<blanks>[ \t]{{2,}}|\t)|(?P<line>\n)", re.MULTILINE
)
_TAB = 4


def to_html(text: str, format: TextFormat) -> str:
    r"""Give a text as cleaned HTML: a fragment, plain text and a single paragraph without `<p>`.

    Formulas are kept as TeX in `<span class="math">\(…\)</span>`, MathML as it is. Pictures keep the address
    they have in the text (`qbank://media/…`), places of gaps stay `[[name]]`, and gaps of Moodle's cloze text
    stay as written. A text that is nothing but a tag is shown as that tag. Never raises for a text; raises
    QbankError where nh3 is not installed.
    """
    shown = TextFormat.PLAIN if is_lone_tag(text, format) else format
    return clean(_CONVERTERS[shown](text.replace("\0", "\ufffd")))


def _plain(text: str) -> str:
    """Keep every character: line breaks, blanks in a row, and what looks like markup."""
    pieces: list[str] = []
    position = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    for match in _KEPT.finditer(text):
        pieces += [escape(text[position : match.start()], quote=False), _kept(match)]
        position = match.end()
    return "".join([*pieces, escape(text[position:], quote=False)])


def _kept(match: re.Match[str]) -> str:
    if match["line"]:
        return "<br>\n"
    if match["margin"]:
        return "\xa0" * len(match[0].expandtabs(_TAB))
    if match["blanks"]:
        return "\xa0" * (len(match[0].expandtabs(_TAB)) - 1) + " "  # a line may break at the last one
    return math_html(formula(match))


_CONVERTERS: dict[TextFormat, Callable[[str], str]] = {
    TextFormat.PLAIN: _plain,
    TextFormat.MARKDOWN: markdown_html,
    TextFormat.HTML: lambda text: prepared(text, line_breaks=False),
    TextFormat.MOODLE: lambda text: prepared(text, line_breaks=True),
    TextFormat.LATEX: latex_html,
    TextFormat.CLOZE: lambda text: prepared(text, line_breaks=True),
}
