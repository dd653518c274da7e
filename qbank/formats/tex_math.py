r"""Formulas in texts: found between `\(…\)`, `\[…\]`, `$$…$$` or `$…$`, and kept as TeX in HTML."""

import re
from html import escape
from typing import NamedTuple

PARENTHESES = r"\\\((?P<inline>(?:[^\\]|\\[^()\[\]])*+)\\\)"
BRACKETS = r"\\\[(?P<block>(?:[^\\]|\\[^()\[\]])*+)\\\]"
DOUBLE_DOLLARS = r"\$\$(?P<dollars>[^$]++)\$\$"
SINGLE_DOLLARS = r"(?<![\\$\w])\$(?![\s$])(?P<dollar>[^$\n]++)(?<!\s)\$(?![\d$])"
ENVIRONMENT = (
    r"\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|displaymath)\*?)\}"
    r"(?P<environment>(?:[^\\]|\\(?!(?:begin|end)\{(?P=name)\}))*+)\\end\{(?P=name)\}"
)
MARKED = re.compile(f"{PARENTHESES}|{BRACKETS}")
"""What is a formula in any markup, plain text too."""
IN_HTML = re.compile(f"{PARENTHESES}|{BRACKETS}|{DOUBLE_DOLLARS}")
"""What the filters of learning platforms take for a formula: a single dollar is money."""
IN_TEX = re.compile(f"{ENVIRONMENT}|{PARENTHESES}|{BRACKETS}|{DOUBLE_DOLLARS}|{SINGLE_DOLLARS}")


class Formula(NamedTuple):
    """The TeX of a formula without its delimiters, and whether it stands on a line of its own."""

    tex: str
    display: bool


def formula(match: re.Match[str]) -> Formula:
    """Read what one of the patterns found."""
    groups = match.groupdict()
    if groups.get("environment") is not None:
        return Formula(match[0], True)
    inline = groups.get("inline") or groups.get("dollar")
    if inline is not None:
        return Formula(inline, False)
    return Formula(groups.get("block") or groups.get("dollars") or "", True)


def math_html(found: Formula) -> str:
    r"""Write a formula as `<span class="math">\(…\)</span>`, one on a line of its own with `\[…\]`."""
    tex = escape(found.tex, quote=False)
    if found.display:
        return rf'<span class="math display">\[{tex}\]</span>'
    return rf'<span class="math">\({tex}\)</span>'
