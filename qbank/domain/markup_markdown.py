"""Markdown as its reader sees it; marks that may be words, as in `a*b*c`, stay."""

import re

from qbank.domain.held_pieces import HeldPieces
from qbank.domain.image_label import image_label
from qbank.domain.markup_html import read_moodle

_MARKS = re.compile(r"[*_`#\[<&\\~]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LITERAL = re.compile(
    r"""(?<![`\\])(?P<ticks>`++)(?P<code>(?:[^`\n]|\n(?!\n))++)(?P=ticks)(?!`)
        |\$\$[^$]++\$\$
        |\\\((?:[^\\]|\\[^()\[\]])*+\\\)
        |\\\[(?:[^\\]|\\[^()\[\]])*+\\\]
        |(?<![\\$\w])\$(?![\s$])[^$\n]++(?<!\s)\$(?![\d$])
        |\[\[[^\[\]]++\]\]""",
    re.VERBOSE,
)
TARGET = (
    r"""\(\s*+(?:<([^<>\n]*+)>|([^()\s<>]*+(?:\([^()\s<>]*+\)[^()\s<>]*+)*+))"""
    r"""(?:\s++(?:"[^"]*+"|'[^']*+'))?\s*+\)"""
)
"""The address behind the words of a link or picture, in groups: between angle brackets, or bare."""
_PICTURE = re.compile(rf"!\[([^\[\]]*+)\]{TARGET}(?:\{{[^{{}}\n=]*+=[^{{}}\n]*+\}})?")
_LINK = re.compile(rf"(?<!\[)\[([^\[\]]++)\]{TARGET}")
ADDRESS = re.compile(r"[:/#]|\.\w")
"""What an address holds; in `f[i](x)` there is none."""
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]++(?=\S)", re.MULTILINE)
_STARS = re.compile(r"(?<![\w*\\])(\*{1,3})(?![\s*])([^*\n]++)(?<![\s\\])\1(?![\w*])")
_LINES = re.compile(r"(?<![\w\\])(?!__[a-z0-9]++__(?!\w))(_{1,3})(?![\s_])([^_\n]++)(?<![\s\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([*_#`])")


def read_markdown(text: str, images: list[str]) -> str:
    """Read a text of Markdown; the sources of its pictures are added to `images`."""
    if not _MARKS.search(text):
        return text
    held = HeldPieces()
    text = _without_fences(text.replace("\0", "\ufffd"), held)
    text = _LITERAL.sub(lambda match: held.keep(match["code"] or match[0]), text)
    text = _PICTURE.sub(lambda match: held.keep(_picture(match, held, images)), text)
    text = _HEADING.sub("", _LINK.sub(_link, text))
    for emphasis in (_STARS, _LINES) * 2:
        text = emphasis.sub(r"\2", text)
    text = _ESCAPED.sub(r"\1", text)
    found: list[str] = []
    shown = held.restored(read_moodle(text, found) if "<" in text or "&" in text else text)
    images.extend(map(held.restored, found))
    return shown


def _without_fences(text: str, held: HeldPieces) -> str:
    """Take out fenced code, its fences gone and its lines as they are; an open fence runs to the end."""
    lines: list[str] = []
    fence, code = "", list[str]()
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and not line.strip("`~ \t\r"):
            lines.append(held.keep("\n".join(code)))
            fence, code = "", []
        elif fence:
            code.append(line)
        elif mark and "`" not in line[mark.end() :]:
            fence = mark[1]
        else:
            lines.append(line)
    return "\n".join([*lines, held.keep("\n".join(code))] if code else lines)


def _picture(match: re.Match[str], held: HeldPieces, images: list[str]) -> str:
    src = held.restored(match[2] or match[3] or "")
    images.append(src)
    return image_label(src, held.restored(match[1]))


def _link(match: re.Match[str]) -> str:
    """Links show their words; what has no address after it, as in `f[i](x)`, is no link."""
    return match[1] if ADDRESS.search(match[2] or match[3] or "") else match[0]
