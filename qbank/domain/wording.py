"""What a text says, apart from how it says it: the words that carry it, and the signs that turn its meaning.

Two texts are compared by these. `content` leaves out articles, forms of *to be* and the phrases by which any
question asks ("which of the following"); `signs` are what may not differ at all in two wordings of one thing:
numbers, relations such as `<`, and how often it is denied.
"""

import re
import unicodedata
from typing import NamedTuple

from qbank.domain.function_words import FUNCTION_WORDS, NEGATIONS
from qbank.domain.text import fold

# Scripts that put no blank between words are compared by the character.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
# `\w` knows no vowel signs, which are half of the letters of Indic scripts.
_LETTER = rf"(?:[^\W\d_{_UNSPACED}]|[\u0900-\u0dff])"
_TOKEN = re.compile(
    rf"{_LETTER}(?:[^\W_{_UNSPACED}]|[\u0900-\u0dff])*+(?:['’]{_LETTER}+)*+"
    rf"|[{_UNSPACED}]"
    r"|\d+(?:[.,]\d+)*"
    r"|[<>!=]=|\+\+|--|&&|\|\||!(?=\w)|-(?=\d)|(?<=\d)[ ]?[-/](?=[ ]?\d)"
    r"|[+*=<>%≤≥≠≈±×÷√∑∏∫∂→←↔⇒⇔∀∃∈∉⊂⊆∪∩¬∧∨]"
)
# Most texts: the same for words and numbers, and several times as fast.
_PLAIN_TOKEN = re.compile(r"[a-z][a-z0-9]*(?:'[a-z]+)*|\d+(?:[.,]\d+)*")
_NOT_PLAIN = re.compile(r"[^a-z0-9 .,;:?'\"()\n]")
# Of the scripts whose marks are stripped: looking each character up takes several times as long.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+"
)
_NO_MARKS_STRIPPED = re.compile(rf"[\u0900-\u0dff{_UNSPACED}]")
_SIGNS = frozenset("<>!=+-*/&|%≤≥≠≈±×÷√∑∏∫∂→←↔⇒⇔∀∃∈∉⊂⊆∪∩¬∧∨ ")
_NUMERALS = frozenset("一二三四五六七八九十百千万萬億亿两兩零")
_DENIED = re.compile("[不没沒無无非未否勿]|ない|なかっ|ません|않|아닌|없|ไม่")
_GAP = re.compile(r"\[\[[^\[\]]+\]\]|_{2,}|\.{3,}|…")
_COUNTED = re.compile(
    r"\s*(?:(?:q|question|frage|pregunta|quest[aã]o|domanda)\s*)?\d{1,4}\s*(?:\)\s+|[.:]\s+(?=\D))", re.I
)


class Wording(NamedTuple):
    """A text as it is compared: all its words, those that carry it, and the signs that may not differ."""

    plain: tuple[str, ...]
    content: tuple[str, ...]
    signs: str


def wording(text: str) -> Wording:
    """Read a text for comparing. Case, accents, punctuation, gaps and a number at its head do not matter."""
    folded = _folded(_GAP.sub(" ", text))
    if start := _COUNTED.match(folded):
        folded = folded[start.end() :]
    tokens: list[str] = (_TOKEN if _NOT_PLAIN.search(folded) else _PLAIN_TOKEN).findall(folded)
    denied = 0 if folded.isascii() else len(_DENIED.findall(folded))
    content: list[str] = []
    signs: list[str] = []
    for token in tokens:
        if token in FUNCTION_WORDS:
            continue
        if token in NEGATIONS or token.endswith(("n't", "n’t")):
            denied += 1
        elif token in _NUMERALS or token[0].isdecimal() or token[0] in _SIGNS:
            signs.append(token.strip())
        else:
            content.append(token)
    if all(sign[0].isalnum() for sign in signs):
        # Where nothing relates them, numbers may stand in another order of the sentence.
        signs.sort()
    return Wording(tuple(tokens), tuple(content), f"{denied}|{' '.join(signs)}")


def _folded(text: str) -> str:
    """Fold case, width and accents; where a mark tells letters apart, as in Thai or kana, it stays."""
    if text.isascii():
        return text.lower()
    if not _NO_MARKS_STRIPPED.search(text):
        return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", text).casefold()


_SENTENCE = re.compile(r"(?:^|[.?!:]\s+|\n)\W*")
_NAME = re.compile(rf"[^\W\d_{_UNSPACED}][^\W_{_UNSPACED}]*")


def names_in(text: str) -> frozenset[str]:
    """Give the words written with a capital where no sentence begins: names, mostly; folded."""
    begin = {match.end() for match in _SENTENCE.finditer(text)}
    return frozenset(
        fold(match[0])
        for match in _NAME.finditer(text)
        if match[0][0].isupper() and match.start() not in begin
    )


def is_one_letter(word: str) -> bool:
    """Tell whether a word stands for a thing by a letter or two, as variables and Roman numerals do."""
    return len(word) <= 2 and not re.match(f"[{_UNSPACED}]", word)


def option_words(text: str) -> str:
    """Give an option in the form in which the same ones are equal: its case, blanks and full stop aside."""
    squeezed = " ".join(unicodedata.normalize("NFKC", text).split())
    return squeezed.casefold().strip(" .;,") or squeezed
