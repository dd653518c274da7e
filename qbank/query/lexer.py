"""Arguments of a command line to the marks and terms of a query.

A shell has already taken quotes away, so an argument that holds a blank is one term
(`category:Plant biology`, `krebs cycle`) unless something in it can only be syntax.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from qbank.errors import QbankError
from qbank.query.fields import OWN_PREFIXES, known_field
from qbank.query.mistakes import mistake, quoted, shown, typed

OPENERS = "{("
CLOSERS = "})"
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
# Brackets, quotes and blanks of a regular expression are its own, to the end of the argument.
_REGEX = re.compile(r"-?(re|regex|regexp):", re.IGNORECASE)
_WORD = re.compile(r"\S*")
_BLANKS = re.compile(r"\s*")
_UP_TO_QUOTE = re.compile(r'\S*?,=?(?=")|\S*')
_OWN_QUOTED = re.compile(r'fields?\.(?=")', re.IGNORECASE)
_BRACKET_SYNTAX = re.compile(r'["(){}]')
_JOINED = re.compile(r"\s(OR|AND)\s")


class Mark(StrEnum):
    """What stands between terms."""

    OPEN = "["
    CLOSE = "]"
    NOT = "NOT"
    AND = "AND"
    OR = "OR"


# Square brackets count only when they stand alone: there alone no shell takes them for a pattern.
STANDING_ALONE = {mark.value: mark for mark in Mark}


class Piece(NamedTuple):
    """A stretch of a value; what was in quotes means itself and nothing else."""

    text: str
    quoted: bool = False


class Term(NamedTuple):
    """`head:value`, or a bare value where `head` is None; `source` is as it was typed."""

    source: str
    head: str | None
    pieces: tuple[Piece, ...]


class Group(NamedTuple):
    """The tokens of an argument that is a little query by itself."""

    tokens: "tuple[Token, ...]"


Token = Mark | Term | Group


def tokenise(arguments: Iterable[str]) -> list[Token]:
    """The tokens of a query's arguments; a usage error where quotes or signs make no sense."""
    return [token for argument in arguments for token in _argument(argument)]


def _argument(argument: str) -> Iterable[Token]:
    text = argument.strip()
    _refuse_unreadable(text)
    if _REGEX.match(text):
        return _whole(text)
    if not any(map(str.isspace, text)):
        return _Scanner(text).tokens()
    if _is_little_query(text):
        return (Group(tuple(_Scanner(text).tokens())),)
    return _whole(text)


def _refuse_unreadable(text: str) -> None:
    if not text:
        raise mistake(
            "an argument of the query is empty",
            "a variable of the shell may be unset; leave the argument out, or write FIELD:none",
        )
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise mistake(
            f"{shown(text)} is not text", "a query is valid UTF-8 without NUL; is it the name of a file?"
        )


def _is_little_query(text: str) -> bool:
    if _BRACKET_SYNTAX.search(text) or _JOINED.search(text):
        return True
    words = text.split()
    return any(map(_is_known_term, words[_head_length(words) :])) or "[" in words or "]" in words


def _head_length(words: list[str]) -> int:
    """How many words the first term's head takes: one, or more in the name of an own field."""
    if not words[0].lower().startswith(OWN_PREFIXES):
        return 1
    return next((at for at, word in enumerate(words, 1) if ":" in word), 1)


def _is_known_term(word: str) -> bool:
    head, _, value = word.removeprefix("-").partition(":")
    return bool(value) and known_field(head) is not None


def _whole(text: str) -> Iterator[Token]:
    """One term out of an argument whose quotes the shell took away."""
    body = text.removeprefix("-")
    if body != text:
        if body[0] == "-" or body[0].isspace():
            raise _strange_negation(text)
        yield Mark.NOT
    head, colon, value = body.partition(":")
    if colon and (len(head.split()) < 2 or head.lower().startswith(OWN_PREFIXES)):
        yield Term(text, head, (Piece(value),))
    else:
        yield Term(text, None, (Piece(body),))


def _strange_negation(source: str) -> QbankError:
    if source.startswith("--"):
        return mistake(
            f"{shown(source)} looks like an option",
            f"--help lists the options; to search the text for it, type {typed(quoted(source))}",
        )
    return mistake(
        "a lone - is not part of a query",
        "as the whole query, - takes ids from stdin; to leave something out, write NOT or -tag:draft",
    )


class _Scanner:
    """Reads one argument from left to right; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def tokens(self) -> Iterator[Token]:
        while self._skip_blanks():
            yield from self._prefix()
            if not self._at_end():
                yield from self._term()

    def _skip_blanks(self) -> bool:
        self.at = self._end_of(_BLANKS)
        return self.at < len(self.text)

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        return found.end() if found else self.at

    def _at_end(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at].isspace()

    def _prefix(self) -> Iterator[Mark]:
        while (sign := self.text[self.at : self.at + 1]) and sign in f"-{OPENERS}":
            start = self.at
            self.at += 1
            if sign == "-" and (self._at_end() or self.text[self.at] == "-"):
                raise _strange_negation(self._word_at(start))
            yield Mark.NOT if sign == "-" else Mark.OPEN

    def _word_at(self, start: int) -> str:
        found = _WORD.match(self.text, start)
        return found.group() if found else ""

    def _term(self) -> Iterator[Token]:
        start = self.at
        head = self._head()
        pieces, closing = self._pieces(head is not None)
        source = self.text[start : self.at - closing]
        if head is None and len(pieces) == 1 and source in STANDING_ALONE:
            yield STANDING_ALONE[source]
        elif head is not None or pieces:
            yield Term(source, head, tuple(pieces))
        yield from (Mark.CLOSE,) * closing

    def _head(self) -> str | None:
        """What stands before the first colon, which is passed; None where there is none."""
        if self.text.startswith('"', self.at):
            return None
        if own := _OWN_QUOTED.match(self.text, self.at):
            return self._own_head(own.end())
        head, colon, _ = self._word_at(self.at).partition(":")
        if not colon:
            return None
        self.at += len(head) + 1
        return head

    def _own_head(self, quote: int) -> str:
        start, self.at = self.at, quote
        name = self._quoted()
        if not self.text.startswith(":", self.at):
            raise mistake(
                f"{shown(self.text[start : self.at])} lacks a colon and a value",
                'a field of your own is written field."NAME":VALUE',
            )
        self.at += 1
        return f"field.{name}"

    def _quoted(self) -> str:
        """The text of the quoted stretch that begins here, which is passed."""
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            raise mistake(
                f"a quote is not closed: {shown(self.text[self.at :])}",
                r'write " at its end too; a quote that is meant as one is \" inside quotes',
            )
        self.at = found.end()
        return _ESCAPE.sub(r"\1", found.group(1))

    def _pieces(self, has_head: bool) -> tuple[list[Piece], int]:
        """The value that begins here, and how many brackets close straight after it."""
        pieces: list[Piece] = []
        if has_head and self.text.startswith('="', self.at):
            pieces.append(Piece("="))
            self.at += 1
        while True:
            after_quote = self.text.startswith('"', self.at)
            if after_quote:
                pieces.append(Piece(self._quoted(), quoted=True))
            run, closing = self._run(_UP_TO_QUOTE if has_head else _WORD)
            if after_quote and run and not run.startswith(("*", ",") if has_head else "*"):
                raise mistake(
                    f"{shown(run)} follows a closing quote", "put the quotes around the whole value"
                )
            if run:
                pieces.append(Piece(run))
            if self._at_end():
                return pieces, closing

    def _run(self, pattern: re.Pattern[str]) -> tuple[str, int]:
        start, self.at = self.at, self._end_of(pattern)
        run = self.text[start : self.at]
        closing = _closing(run)
        return run[: len(run) - closing], closing


def _closing(run: str) -> int:
    """How many closing brackets at the end of `run` have no opening one in it."""
    surplus = sum(map(run.count, CLOSERS)) - sum(map(run.count, OPENERS))
    if surplus < 0:
        raise mistake(
            f"a bracket opens inside {shown(run)}",
            "brackets stand around terms: [ tag:a OR tag:b ], or short tag:a,b; in a text, quote them",
        )
    return min(surplus, len(run) - len(run.rstrip(CLOSERS)))
