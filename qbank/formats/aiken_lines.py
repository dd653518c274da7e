"""The lines of Aiken: choices, keys and text, as Moodle tells them apart and as people write them."""

import re
from enum import StrEnum
from typing import NamedTuple

from qbank.domain.text import fold
from qbank.formats.gift_escapes import WHITE

_CHOICE = re.compile(r"([A-Z])[).](.*)", re.DOTALL)
_KEY = re.compile(r"ANSWER:(.*)", re.DOTALL)
"""A choice and a key as Moodle 4.5 knows them; source: docs.moodle.org on the Aiken format."""

_LABEL = re.compile(r"\(?([^\W\d_]|[0-9]{1,2})[).\]:](?!\w:)\s*(.*)", re.DOTALL)
_SAID = re.compile(r"([^\W\d_][\w ]{0,30}?)\s*[:=]\s*(.*)", re.DOTALL)
_BARE_KEY = re.compile(r"(?:ANSWER|Answer)\s+\(?([A-Za-z])\)?\.?")
_WORDS_FOR_ANSWER = """
    answer answers ans key correct solution antwort lösung réponse respuesta resposta risposta antwoord svar
    vastaus válasz odpověď odpowiedź răspuns cevap jawaban ответ відповідь απάντηση תשובה الإجابة جواب उत्तर
    答案 答え 정답
"""
_KEY_WORDS = frozenset(
    map(fold, [*_WORDS_FOR_ANSWER.split(), "correct answer", "correct answers", "right answer"])
)
_EXPLANATION_WORDS = frozenset(map(fold, ("feedback", "explanation", "rationale", "begründung", "erklärung")))
_SETTING_WORDS = frozenset(map(fold, ("numbering", "סוג")))
"""What the plug-in Aiken Advanced has besides: `NUMBERING: abc`."""


class Kind(StrEnum):
    """What a line is."""

    CHOICE = "choice"
    KEY = "key"
    EXPLANATION = "explanation"
    SETTING = "setting"
    TEXT = "text"


class Line(NamedTuple):
    """A line that is not blank: what it is, its label where it is a choice, its text without mark and label.

    `strict` tells that Moodle takes it for the same; `raw` is the whole line.
    """

    kind: Kind
    label: str
    text: str
    strict: bool
    raw: str


def line_of(written: str) -> Line:
    """Tell what a line is that is not blank."""
    raw = written.strip(WHITE)
    if (choice := _CHOICE.match(raw)) is not None:
        return Line(Kind.CHOICE, choice[1], choice[2].strip(WHITE), True, raw)
    if (key := _KEY.match(raw)) is not None:
        return Line(Kind.KEY, "", key[1].strip(WHITE), True, raw)
    return _said(raw) or _labelled(raw) or Line(Kind.TEXT, "", raw, len(raw) > 1, raw)


def _said(raw: str) -> Line | None:
    """Read a line such as `Answer = b` or `FEEDBACK: …`."""
    if (bare := _BARE_KEY.fullmatch(raw)) is not None:
        return Line(Kind.KEY, "", bare[1], False, raw)
    found = _SAID.match(raw)
    if found is None:
        return None
    word = fold(" ".join(found[1].split()))
    if word in _KEY_WORDS:
        return Line(Kind.KEY, "", found[2].strip(WHITE), False, raw)
    if word in _EXPLANATION_WORDS:
        return Line(Kind.EXPLANATION, "", found[2].strip(WHITE), False, raw)
    return Line(Kind.SETTING, "", found[2], False, raw) if word in _SETTING_WORDS else None


def _labelled(raw: str) -> Line | None:
    found = _LABEL.match(raw)
    return None if found is None else Line(Kind.CHOICE, found[1], found[2].strip(WHITE), False, raw)


_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשת", "абвгдежзиклмноп", "αβγδεζηθικλμ")
_PLACES = {letter: place for alphabet in _ALPHABETS for place, letter in enumerate(alphabet)}


def place_of(label: str) -> int | None:
    """Give the place of a label among its like, from 0: A, a, 1, α and א are 0; None for other characters."""
    return int(label) - 1 if label.isdecimal() else _PLACES.get(label.lower())
