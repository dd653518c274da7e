r"""GIFT's escapes: `\~ \= \# \{ \} \:` stand for themselves, `\n` for a new line, `\\` for a backslash.

Source: the pages on the GIFT format in Moodle's documentation, and how Moodle 4.5 behaves.
"""

import re

WHITE = " \t\n\r\0\v"
"""What Moodle trims from lines and texts; a no-break space stays."""

_ESCAPE = re.compile(r"\\[\\:#={}~n]")
_ESCAPED_MARK = re.compile(r"\\[\\#={}~]")
SHIELD = "\ud800"
"""Half a surrogate, which no decoded file holds: it stands before a letter for what was escaped."""
_SHIELDS = {
    "\\\\": "\ud800a",
    "\\:": "\ud800b",
    "\\#": "\ud800c",
    "\\=": "\ud800d",
    "\\{": "\ud800e",
    "\\}": "\ud800f",
    "\\~": "\ud800g",
    "\\n": "\ud800h",
}
_SHIELDED = re.compile("\ud800[a-h]")
_MEANT = {
    written: "\n" if escape == "\\n" else escape[1]
    for escape, shield in _SHIELDS.items()
    for written in (escape, shield)
}
_SPECIAL = re.compile(r"[\\:#={}~]")


def shielded(text: str) -> str:
    """Put what is escaped out of the way of what takes a text apart, until `restored` gives it back."""
    return _ESCAPE.sub(_shield, text) if "\\" in text else text


def shielded_marks(answers: str) -> str:
    r"""Shield in answers what could be taken for one of their marks; `\:` and `\n` stay until `restored`."""
    return _ESCAPED_MARK.sub(_shield, answers) if "\\" in answers else answers


def _shield(escape: re.Match[str]) -> str:
    return _SHIELDS[escape[0]]


def restored(text: str) -> str:
    """Give a text, shielded or still as it is written, as it is meant, without white space around it."""
    if "\\" in text:
        text = _ESCAPE.sub(_meant, text)
    if SHIELD in text:
        text = _SHIELDED.sub(_meant, text)
    return text.strip(WHITE)


def _meant(written: re.Match[str]) -> str:
    return _MEANT[written[0]]


def escaped(text: str) -> str:
    """Write a text so that `restored(shielded(...))` gives it back but for white space around it.

    Lines stay lines where GIFT gives them back as they are; else each end of a line is written as an escape.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(WHITE)
    written = _SPECIAL.sub(r"\\\g<0>", text)
    return written if _keeps_lines(text) else written.replace("\n", "\\n")


def line_safe(written: str) -> str:
    """Put an escaped new line, which reading trims, before what would be no text where a line begins."""
    return f"\\n{written}" if written == "0" or written.startswith("//") else written


def _keeps_lines(text: str) -> bool:
    """Tell whether no line is blank, has white space around it or would be taken for a comment."""
    return "\n" not in text or all(
        line not in ("", "0") and line == line.strip(WHITE) and not line.startswith("//")
        for line in text.split("\n")
    )
