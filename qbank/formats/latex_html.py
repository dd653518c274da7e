"""LaTeX as HTML: what exam questions use of it. What is not known here stays as its TeX, to be seen."""

import re
from html import escape

from qbank.domain.held_pieces import HeldPieces
from qbank.formats.tex_math import IN_TEX, formula, math_html

_VERBATIM = re.compile(
    r"\\begin\{(verbatim|lstlisting)\}(?:\[[^\[\]]*+\])?\n?((?:[^\\]|\\(?!(?:begin|end)\{\1\}))*+)\\end\{\1\}"
)
_VERB = re.compile(r"\\verb(?P<mark>[|!+@/])(?P<code>[^\n]*?)(?P=mark)")
_GRAPHICS = re.compile(r"\\includegraphics\*?\s*+(?:\[[^\[\]]*+\]\s*+)?\{([^{}]*+)\}")
_TABULAR = re.compile(
    r"\\begin\{tabular\*?\}(?:\[[^\[\]]*+\])?\{(?:[^{}]|\{[^{}]*+\})*+\}((?:(?!\\begin\{).)*?)\\end\{tabular\*?\}",
    re.DOTALL,
)
_RULE = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)\b|\\cline\{[^{}]*+\}")
_LIST = re.compile(r"\s*\\(begin|end)\{(itemize|enumerate)\}(?:\[[^\[\]]*+\])?\s*")
_ITEM = re.compile(r"\s*\\item\b[ \t]*(?:\[[^\[\]]*+\])?\s*")
_WRAPPER = re.compile(
    r"\\(textbf|textit|textsl|emph|texttt|underline|textsf|textrm|textsc|text|mbox|textsuperscript|textsubscript)"
    r"\{([^{}]*+)\}"
)
_ELEMENT = {
    "textbf": "strong",
    "textit": "em",
    "textsl": "em",
    "emph": "em",
    "texttt": "code",
    "underline": "u",
    "textsuperscript": "sup",
    "textsubscript": "sub",
}
_DEEPEST_WRAPPER = 4
_LINE_BREAK = re.compile(r"\\\\(?:\[[0-9.]+[a-z]{2}\])?[ \t]*\n?|\\newline\b\s*")
_ESCAPED = re.compile(r"\\([%&_#$ ])")
_BRACE = re.compile(r"\\([{}])")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_BLOCKS = ("<ul>", "<ol>", "<table>", "<pre>")
_MARKS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\xa0"))


def latex_html(text: str) -> str:
    """Give a text of LaTeX as HTML that is still to be cleaned; a single paragraph comes without `<p>`."""
    held = HeldPieces()
    text = text.replace("\r\n", "\n").strip()
    text = _VERBATIM.sub(lambda match: _alone(held, f"<pre>{escape(match[2], quote=False)}</pre>"), text)
    text = _VERB.sub(lambda match: held.keep(f"<code>{escape(match['code'], quote=False)}</code>"), text)
    text = IN_TEX.sub(lambda match: held.keep(math_html(formula(match))), text)
    text = _GRAPHICS.sub(lambda match: held.keep(f'<img src="{escape(match[1])}">'), text)
    text = _BRACE.sub(lambda match: held.keep(match[1]), text)
    text = escape(_TABULAR.sub(lambda match: _alone(held, _table(match[1])), text), quote=False)
    return _paragraphs([held.restored(part.strip()) for part in _PARAGRAPH.split(_marked_up(text))])


def _alone(held: HeldPieces, block: str) -> str:
    return f"\n\n{held.keep(block)}\n\n"


def _marked_up(text: str) -> str:
    text = _LIST.sub(_list, text)
    text = _ITEM.sub("<li>", text)
    text = _ESCAPED.sub(r"\1", _LINE_BREAK.sub("<br>\n", text))
    for _ in range(_DEEPEST_WRAPPER):
        text = _WRAPPER.sub(_wrapped, text)
    for mark, character in _MARKS:
        text = text.replace(mark, character)
    return text


def _list(match: re.Match[str]) -> str:
    tag = "ul" if match[2] == "itemize" else "ol"
    return f"\n\n<{tag}>" if match[1] == "begin" else f"</{tag}>\n\n"


def _wrapped(match: re.Match[str]) -> str:
    element = _ELEMENT.get(match[1])
    return f"<{element}>{match[2]}</{element}>" if element else match[2]


def _table(body: str) -> str:
    rows = [row for row in re.split(r"\\\\", _RULE.sub("", body)) if row.strip()]
    cells = [re.split(r"(?<!\\)&", row) for row in rows]
    written = ["".join(f"<td>{_cell(cell)}</td>" for cell in row) for row in cells]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in written)}</table>"


def _cell(text: str) -> str:
    return _marked_up(escape(text.strip(), quote=False))


def _paragraphs(parts: list[str]) -> str:
    shown = [part for part in parts if part]
    if len(shown) == 1:
        return shown[0]
    return "\n".join(part if part.startswith(_BLOCKS) else f"<p>{part}</p>" for part in shown)
