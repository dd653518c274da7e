"""What of a text became what: the words that went and those that came, between those that stayed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

MOST = 4_000
"""A text of more words than this is compared line by line: comparing takes the square of their number."""
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts that put no blank between words: they are compared by the character."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|\s+|.", re.DOTALL)


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    OLD = "old"
    NEW = "new"


class Piece(NamedTuple):
    """Some words that stayed, went or came."""

    mark: Mark
    text: str


def marked(before: str, after: str) -> list[Piece]:
    """Give both texts in one, marked by words: the pieces not new make `before`, those not old `after`."""
    old, new = _words(before), _words(after)
    if len(old) > MOST or len(new) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_joined(_pieces(old, new)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Mark.SAME, "".join(old[old_start:old_end]))
            continue
        yield Piece(Mark.OLD, "".join(old[old_start:old_end]))
        yield Piece(Mark.NEW, "".join(new[new_start:new_end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Take a lone blank between two changes into both, so that a phrase that changed is one piece."""
    old = new = ""
    found = [piece for piece in pieces if piece.text]
    for place, (mark, text) in enumerate(found):
        if mark is Mark.SAME and not (text.isspace() and (old or new) and place + 1 < len(found)):
            yield from _change(old, new)
            old = new = ""
            yield Piece(mark, text)
            continue
        old += text if mark is not Mark.NEW else ""
        new += text if mark is not Mark.OLD else ""
    yield from _change(old, new)


def _change(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Mark.OLD, old)
    if new:
        yield Piece(Mark.NEW, new)
