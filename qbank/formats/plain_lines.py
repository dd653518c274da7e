"""What a line of a plain question list is: a numbered stem, a labelled choice, a key, an explanation."""

import re
from typing import NamedTuple

_CHOICE = re.compile(
    r"\s*(?P<star>\*?)\s*(?:\((?P<a>[A-Za-z])\)|\[(?P<b>[A-Za-z])\]|(?P<c>[A-Za-z])\s?[.):])(?:\s+|(?<=\))|$)(?P<text>.*)"
)
_NUMBERED = re.compile(
    r"\s*(?P<star>\*?)\s*(?:\((?P<a>\d{1,4})\)|(?:[Qq](?:uestion)?\s*)?(?P<b>\d{1,4})\s?[.):])(?:\s+(?P<text>.*)|$)"
)
_KEY = re.compile(
    r"\s*(?:the\s+)?(?:(?:correct|right)\s+)?(?:answer|answers|ans|key|antwort|lösung|respuesta|réponse|resposta|"
    r"risposta|correct)(?:\s+key|\(s\))?\s*[:=]\s*(?P<text>.*)",
    re.IGNORECASE,
)
_BARE_KEY = re.compile(
    r"\s*(?:correct\s+)?(?:answer|answers|ans|key)\s+(?P<text>\(?[A-Za-z]\)?(?:\s*(?:,|;|&|and)\s*[A-Za-z])*)\.?\s*",
    re.IGNORECASE,
)
"""A key without its colon: letters only, for `Answer a question` is one."""
_REASON = re.compile(
    r"\s*(?:explanation|rationale|reason|feedback|erklärung|explicación|explication|explicação)\s*[:=]\s*(?P<text>.*)",
    re.IGNORECASE,
)


class Labelled(NamedTuple):
    """A line with a label: a letter or a number; starred where it is marked as right."""

    label: str
    text: str
    starred: bool


def choice_of(text: str) -> Labelled | None:
    """Take `B) Paris`, `(b) Paris` or `*B. Paris` apart; None for a line without a letter."""
    found = _CHOICE.fullmatch(text)
    if found is None:
        return None
    label = found["a"] or found["b"] or found["c"]
    return Labelled(label.upper(), found["text"].strip(), bool(found["star"]))


def number_of(text: str) -> Labelled | None:
    """Take `12. Which …` or `3) Rome` apart; None for a line without a number."""
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return None
    return Labelled(str(int(found["a"] or found["b"])), (found["text"] or "").strip(), bool(found["star"]))


def key_of(text: str) -> str | None:
    """Give what `ANSWER: B` says, None for any other line."""
    found = _KEY.fullmatch(text) or _BARE_KEY.fullmatch(text)
    return None if found is None else found["text"].strip()


def reason_of(text: str) -> str | None:
    """Give what `Explanation: …` says, None for any other line."""
    found = _REASON.fullmatch(text)
    return None if found is None else found["text"].strip()


def next_label(label: str) -> str:
    """Give the label that follows one: C after B, 3 after 2."""
    return str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)
