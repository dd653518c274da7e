"""Text a person typed for a name, a title or a remark, before it is kept."""

import unicodedata

from qbank.errors import Kind, QbankError

_FORBIDDEN = ("Cc", "Cs")
_BREAKS = "\n\t"


def tidy_line(text: str, what: str) -> str:
    """Give one line of text trimmed, blanks made single, in composed Unicode form.

    Raises QbankError, naming `what` it is, for an empty text and for control characters.
    """
    refuse_controls(text, what)
    if not (tidy := " ".join(unicodedata.normalize("NFC", text).split())):
        raise QbankError(Kind.USAGE, f"the {what} is empty", hint="write it with a letter or digit in it")
    return tidy


def tidy_text(text: str, what: str) -> str | None:
    """Give a text that may have several lines, trimmed, in composed Unicode form; None for an empty one."""
    refuse_controls(text, what, allowed=_BREAKS)
    return unicodedata.normalize("NFC", text).strip() or None


def refuse_controls(text: str, what: str, *, allowed: str = "") -> None:
    """Raise QbankError for a control character, or for a byte that was no UTF-8 where it was typed."""
    for mark in text:
        if unicodedata.category(mark) in _FORBIDDEN and mark not in allowed:
            raise QbankError(
                Kind.USAGE,
                f"the {what} {text!r} holds the control character U+{ord(mark):04X}",
                hint="leave that character out",
            )
