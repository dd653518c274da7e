"""A text of any markup taken apart into words, which may be changed, and marks; joined, they give it back.

Marks are tags, attributes, entities, formulas, code, gaps and the addresses of pictures: whatever is changed
between them, the text is still of its markup. Every pattern is possessive or stops at its own first
character, as those of `reader_text` do.
"""

import re
from collections.abc import Collection

from qbank.domain.kinds import TextFormat
from qbank.domain.pieces import ADDRESS, GAP, Mark, MarkReader, Piece as Piece, scan, seen_as_object
from qbank.domain.pieces_html import CLOZE, HTML, HtmlMarks
from qbank.domain.pieces_latex import LATEX, LatexMarks
from qbank.domain.pieces_markdown import MARKDOWN, MarkdownMarks

_PLAIN = re.compile(rf"(?P<gap>{GAP})|(?P<address>{ADDRESS})")
_STARTS = {
    TextFormat.PLAIN: _PLAIN,
    TextFormat.HTML: HTML,
    TextFormat.MOODLE: HTML,
    TextFormat.CLOZE: CLOZE,
    TextFormat.MARKDOWN: MARKDOWN,
    TextFormat.LATEX: LATEX,
}


def text_pieces(text: str, format: TextFormat, gaps: Collection[str] = ()) -> list[Piece]:
    """Take a text apart; `gaps` are the names whose `[[name]]` is the place of a gap. Never raises."""

    def gap(match: re.Match[str]) -> Mark | None:
        return seen_as_object(match) if match[0][2:-2] in gaps else None

    return list(scan(text, _STARTS[format], {**_readers(format), "gap": gap}))


def _readers(format: TextFormat) -> dict[str, MarkReader]:
    if format is TextFormat.PLAIN:
        return {"address": seen_as_object}
    if format is TextFormat.MARKDOWN:
        return MarkdownMarks().readers()
    return (LatexMarks() if format is TextFormat.LATEX else HtmlMarks()).readers()
