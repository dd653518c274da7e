"""Where a text holds the words that were looked for: a piece of it around them, and their places in it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from qbank.domain import patterns
from qbank.domain.reading import Reading
from qbank.domain.searchable import ALONE, BREAK, CLUSTERED, MARKS, searchable
from qbank.domain.text import fold

WIDTH = 160
"""So many characters of a text are shown, words at its ends left out whole."""
BEFORE = WIDTH // 3
"""So many of them before the first word that was looked for."""

FIELDS = ("title", "stem", "answer", "choice", "explanation", "feedback", "tag")
"""What the columns of a reading are called, in their order."""

# Marks belong to the word they stand in, and so do signs that nobody sees.
_JOINED = "\u00ad\u200b-\u200f\u0300-\u036f\u0483-\u0487\u0591-\u05c7"
_JOINED += "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_INDIC = "\u0900-\u0963\u0966-\u0dff"


class Sought(NamedTuple):
    """Words in a row that were looked for, in some fields or (None) in any; the last may go on.

    With `pattern`, the text is a regular expression.
    """

    text: str
    fields: tuple[str, ...] | None = None
    prefix: bool = False
    pattern: bool = False


class Excerpt(msgspec.Struct, frozen=True):
    """A piece of a field's text; `marks` are the places [start, end) of the words in it."""

    field: str
    text: str
    marks: list[tuple[int, int]]

    def __str__(self) -> str:
        """Give the text alone, as a cell of a table holds it."""
        return self.text


class _Token(NamedTuple):
    key: str
    start: int
    end: int


class _Hit(NamedTuple):
    start: int
    end: int
    sought: int


@cache
def _token() -> re.Pattern[str]:
    """Compile what tells words apart, which takes a while, where words are looked for."""
    return re.compile(
        f"[{CLUSTERED}][{MARKS}]*|[{ALONE}]|(?:(?![{ALONE}{CLUSTERED}])(?:[^\\W_]|[{_JOINED}{_INDIC}]))+"
    )


def excerpt(reading: Reading, sought: Sequence[Sought]) -> Excerpt:
    """Cut the piece of a reading that shows the most of what was looked for.

    Where nothing of it is there, because something else in the query held, the stem's beginning.
    """
    texts = {field: " ".join(text.split()) for field, text in zip(FIELDS, reading, strict=True)}
    hits = {field: list(_hits(field, text, sought)) for field, text in texts.items() if text}
    field = max(hits, key=lambda name: (_different(hits[name]), name == "stem"), default="stem")
    if not hits.get(field):
        field = "stem"
    return _cut(field, texts[field], sorted(hits.get(field, ())))


def _different(hits: Sequence[_Hit]) -> int:
    return len({hit.sought for hit in hits})


def _hits(field: str, text: str, sought: Sequence[Sought]) -> Iterator[_Hit]:
    tokens = [_Token(_key(found[0]), *found.span()) for found in _token().finditer(text)]
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        places.setdefault(token.key, []).append(place)
    for number, each in enumerate(sought):
        if each.fields is None or field in each.fields:
            if each.pattern:
                yield from (_Hit(start, end, number) for start, end in patterns.places(each.text, text))
            for first, last in _phrases(tokens, places, each) if not each.pattern else ():
                yield _Hit(tokens[first].start, tokens[last].end, number)


def _phrases(
    tokens: Sequence[_Token], places: dict[str, list[int]], sought: Sought
) -> Iterator[tuple[int, int]]:
    wanted = _keys(sought.text)
    length = len(wanted)
    if not length:
        return
    # A phrase of one word that may go on begins with any word.
    begins = range(len(tokens)) if length == 1 and sought.prefix else places.get(wanted[0], ())
    for begin in begins:
        here = [token.key for token in tokens[begin : begin + length]]
        if len(here) < length or here[:-1] != wanted[:-1]:
            continue
        if here[-1] == wanted[-1] or (sought.prefix and here[-1].startswith(wanted[-1])):
            yield begin, begin + length - 1


@lru_cache(256)
def _keys(text: str) -> list[str]:
    return [_key(found[0]) for found in _token().finditer(text)]


@lru_cache(65536)
def _key(word: str) -> str:
    return fold(searchable(word).replace(BREAK, ""))


def _cut(field: str, text: str, hits: Sequence[_Hit]) -> Excerpt:
    if len(text) <= WIDTH:
        return Excerpt(field, text, _marks(hits, 0, len(text)))
    first = max(hits, key=lambda hit: (_different(_within(hits, hit.start)), -hit.start), default=None)
    begin = max(0, min(0 if first is None else first.start - BEFORE, len(text) - WIDTH))
    end = min(len(text), begin + WIDTH)
    begin, end = _at_words(text, begin, end, first)
    before, after = "… " * (begin > 0), " …" * (end < len(text))
    marks = [(start + len(before), stop + len(before)) for start, stop in _marks(hits, begin, end)]
    return Excerpt(field, f"{before}{text[begin:end]}{after}", marks)


def _within(hits: Sequence[_Hit], begin: int) -> list[_Hit]:
    return [hit for hit in hits if begin <= hit.start and hit.end <= begin + WIDTH - BEFORE]


def _at_words(text: str, begin: int, end: int, kept: _Hit | None) -> tuple[int, int]:
    """Move the ends of a piece to blanks, where there are any that leave it what it is there to show."""
    if begin:
        blank = text.find(" ", begin, end if kept is None else kept.start)
        begin = begin if blank < 0 else blank + 1
    if end < len(text):
        blank = text.rfind(" ", begin if kept is None else min(kept.end, end), end)
        end = end if blank < 0 else blank
    return begin, end


def _marks(hits: Sequence[_Hit], begin: int, end: int) -> list[tuple[int, int]]:
    """Give the places of hits in a piece, those that touch or overlap as one."""
    made: list[tuple[int, int]] = []
    for hit in hits:
        start, stop = max(hit.start, begin) - begin, min(hit.end, end) - begin
        if start >= stop:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(stop, made[-1][1]))
        else:
            made.append((start, stop))
    return made
