r"""GIFT's escapes: `\~ \= \# \{ \} \:` stand for themselves, `\n` for a new line, `\\` for a backslash.

Source: the pages on the GIFT format in Moodle's documentation, and how Moodle 4.5 behaves.
"""

import re

WHITE = " \t\n\r\0\v"
"""What Moodle trims from lines and texts; a no-break space stays."""

_MEANT = {
    "\\\\": "\\",
    "\\:": ":",
    "\\#": "#",
    "\\=": "=",
    "\\{": "{",
    "\\}": "}",
    "\\~": "~",
    "\\n": "\n",
}
_SHIELDS = {escape: chr(0xD800 + place) for place, escape in enumerate(_MEANT)}
"""An escaped character while its text is taken apart: half a surrogate, which no decoded file holds."""
_BEHIND = {_SHIELDS[escape]: meant for escape, meant in _MEANT.items()}
_SHIELDED = re.compile(f"[{''.join(_BEHIND)}]")
_SPECIAL = re.compile(r"[\\:#={}~]")


def shielded(text: str) -> str:
    """Put what is escaped out of the way of what takes a text apart, until `restored` gives it back."""
    if "\\" in text:
        # The backslashes come first: what follows an escaped one is not escaped by it.
        for escape, shield in _SHIELDS.items():
            text = text.replace(escape, shield)
    return text


def restored(text: str) -> str:
    """Give a shielded text as it is meant, without white space around it."""
    if text.isascii():
        return text.strip(WHITE)
    return _SHIELDED.sub(lambda match: _BEHIND[match[0]], text).strip(WHITE)


def escaped(text: str) -> str:
    """Write a text so that `restored(shielded(...))` gives it back but for white space around it.

    Lines stay lines where GIFT gives them back as they are; else each end of a line is written as an escape.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(WHITE)
    written = _SPECIAL.sub(r"\\\g<0>", text)
    return written if _keeps_lines(text) else written.replace("\n", "\\n")


def _keeps_lines(text: str) -> bool:
    """Tell whether no line is blank, has white space around it or would be taken for a comment."""
    return "\n" not in text or all(
        line not in ("", "0") and line == line.strip(WHITE) and not line.startswith("//")
        for line in text.split("\n")
    )
