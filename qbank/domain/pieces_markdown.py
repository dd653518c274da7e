"""Markdown taken apart into words and marks."""

import re

from qbank.domain import markup_markdown
from qbank.domain.pieces import (
    ADDRESS,
    FORMULA,
    GAP,
    Mark,
    MarkReader,
    seen_as_it_is,
    seen_as_nothing,
    seen_as_object,
)
from qbank.domain.pieces_html import ENTITY, HtmlMarks

_LINK = re.compile(rf"\[([^\[\]]++)\]{markup_markdown.TARGET}")
_GROUPS = {
    "fence": r"^ {0,3}(?:`{3,}+|~{3,}+)",
    "code": r"(?<![`\\])(?P<ticks>`++)(?:[^`\n]|\n(?!\n))++(?P=ticks)(?!`)",
    "formula": FORMULA,
    "gap": GAP,
    "address": ADDRESS,
    "reference": r"^ {0,3}\[[^\[\]\n]++\]:[ \t]*+[^\s][^\n]*+",
    "picture": rf"!\[[^\[\]]*+\]{markup_markdown.TARGET}(?:\{{[^{{}}\n=]*+=[^{{}}\n]*+\}})?",
    "link": r"\[",
    "target": r"\]",
    "autolink": r"<(?:[A-Za-z][A-Za-z0-9+.-]++:[^<>\s]*+|[^<>\s@]++@[^<>\s]++)>",
    "angle": r"<",
    "entity": ENTITY,
    "rule": r"^(?=[ \t]*+[-=*_|:+])[-=*_|:+ \t]{3,}+$",
    "heading": r"^ {0,3}\#{1,6}(?=[ \t])",
    "bullet": r"^[ \t]*+(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t])",
    "quote": r"^[ \t]*+>",
    "escape": r"\\[!-/:-@\[-`{-~]",
    "emphasis": r"\*++|(?<!\w)_++|_++(?!\w)|~~",
}
MARKDOWN = re.compile("|".join(f"(?P<{name}>{part})" for name, part in _GROUPS.items()), re.MULTILINE)


class MarkdownMarks:
    """Reads the marks of one text; remembers where the links that were opened end."""

    def __init__(self) -> None:
        self._html = HtmlMarks()
        self._targets: dict[int, int] = {}

    def readers(self) -> dict[str, MarkReader]:
        """Give the readers of the groups of `MARKDOWN`, but for gaps."""
        as_written = dict.fromkeys(("code", "formula", "autolink", "rule", "bullet"), seen_as_it_is)
        unseen = dict.fromkeys(("reference", "heading", "quote"), seen_as_nothing)
        objects = dict.fromkeys(("address", "picture"), seen_as_object)
        return {
            **self._html.readers(),
            **as_written,
            **unseen,
            **objects,
            "fence": fence,
            "link": self.link,
            "target": self.target,
            "escape": lambda match: Mark(match.end(), match[0][1:]),
            "emphasis": emphasis,
        }

    def link(self, start: re.Match[str]) -> Mark | None:
        """Read the bracket a link opens with; as in `f[i](x)`, what has no address after it is none."""
        link = _LINK.match(start.string, start.start())
        if link is None or not markup_markdown.ADDRESS.search(link[2] or link[3] or ""):
            return None
        self._targets[link.end(1)] = link.end()
        return Mark(start.end(), "")

    def target(self, start: re.Match[str]) -> Mark | None:
        """Read what follows the words of a link that was opened."""
        end = self._targets.get(start.start())
        return None if end is None else Mark(end, "")


def fence(start: re.Match[str]) -> Mark | None:
    """Read fenced code; an open fence runs to the end."""
    ticks, text = start[0].strip(), start.string
    line = text.find("\n", start.end())
    if line < 0:
        line = len(text)
    if ticks[0] == "`" and "`" in text[start.end() : line]:
        return None
    closed = re.compile(rf"^ {{0,3}}{ticks}{ticks[0]}*+[ \t\r]*+$", re.MULTILINE).search(text, line)
    end = len(text) if closed is None else closed.end()
    return Mark(end, text[line:end])


def emphasis(match: re.Match[str]) -> Mark:
    """Read stars and lines; between two words or two blanks they are seen, as in `a*b`."""
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    between_words = before.isalnum() and after.isalnum()
    alone = not before.strip() and not after.strip()
    return Mark(match.end(), match[0] if between_words or alone else "")
