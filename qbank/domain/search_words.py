"""The words of a text as SQLite's index takes them, for indexes that know none: the same words are found.

Source: the tokenizer `unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'`
(sqlite.org/fts5.html, 4.3.1).
"""

import unicodedata

LONGEST = 500
"""So many characters of a word are kept: PostgreSQL's longest lexeme is 2046 bytes."""

_MARKS = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030f"
    "\u0311\u031b\u0323\u0324\u0325\u0326\u0327\u0328\u032d\u032e\u0330\u0331"
)
"""Accents that stand for themselves, which that tokenizer leaves out of a word."""


class _Table(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = made = _folded(chr(point))
        return made


def words(text: str) -> list[str]:
    """List the words of a text in their order: without case, Latin ones without accents."""
    return [word[:LONGEST] for word in text.translate(_TABLE).split(" ") if word]


def spelt(text: str) -> str:
    """Write the words of a text with a blank on both sides of each, '' for none: a phrase is a part of it."""
    found = words(text)
    return f" {' '.join(found)} " if found else ""


def _folded(character: str) -> str:
    if character in _MARKS:
        return ""
    category = unicodedata.category(character)
    if category[0] not in "LN" and category not in ("Co", "Mn", "Mc"):
        return " "
    lower = character.casefold()
    lower = lower if len(lower) == 1 else character.lower()
    first = unicodedata.normalize("NFD", lower)[0]
    return first if first.isascii() else lower


_TABLE = _Table()
