"""Markdown as HTML: CommonMark with tables and strikethrough, formulas and places of gaps kept from it.

A line break is a line break, as in `question show`: exam questions are typed, not wrapped.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from qbank.domain.cloze_gaps import PLACE
from qbank.errors import Kind, QbankError
from qbank.formats.html_source import prepared
from qbank.formats.tex_math import IN_TEX, formula, math_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*+)</p>\s*", re.DOTALL)


def markdown_html(text: str) -> str:
    """Give a text of Markdown as HTML that is still to be cleaned; a single paragraph comes without `<p>`."""
    html = _reader().render(text)
    alone = _ONE_PARAGRAPH.fullmatch(html)
    return alone[1] if alone else html


@cache
def _reader() -> "MarkdownIt":
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise QbankError(
            Kind.CONFIGURATION,
            "Markdown is read by markdown-it-py, which is not installed",
            hint="pip install 'qbank[html]'",
        ) from error
    reader = MarkdownIt("commonmark", {"breaks": True, "html": True})
    reader.enable(["table", "strikethrough"])
    reader.block.ruler.before("code", "formula", _formula_alone, {"alt": ["paragraph"]})
    reader.inline.ruler.before("escape", "formula", _formula)
    reader.inline.ruler.before("link", "place", _place)
    reader.add_render_rule("formula", _formula_written)
    for name in ("html_inline", "html_block"):
        reader.add_render_rule(name, _html_written)
    # Cleaning decides about addresses: it knows more than what is left out here would.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # the documented way to set it
    return reader


def _formula(state: "StateInline", silent: bool) -> bool:
    match = IN_TEX.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = math_html(formula(match))
    state.pos = match.end()
    return True


def _formula_alone(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Take a formula of several lines whole: its lines may begin like those of a list or a heading."""
    begin = state.bMarks[start] + state.tShift[start]
    match = IN_TEX.match(state.src, begin)
    if match is None or "\n" not in match[0]:
        return False
    last = start + match[0].count("\n")
    if last >= end or match.end() < state.eMarks[last]:
        return False
    if not silent:
        state.push("formula", "", 0).content = f"<p>{math_html(formula(match))}</p>\n"
        state.line = last + 1
    return True


def _place(state: "StateInline", silent: bool) -> bool:
    match = PLACE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _formula_written(
    renderer: object, tokens: "Sequence[Token]", index: int, options: object, environment: object
) -> str:
    return tokens[index].content


def _html_written(
    renderer: object, tokens: "Sequence[Token]", index: int, options: object, environment: object
) -> str:
    return prepared(tokens[index].content, line_breaks=False)
