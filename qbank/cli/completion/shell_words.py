"""A command line as it stands in a shell, taken apart into its words up to the cursor.

Source of what bash completes: the GNU Readline manual on word breaks, and the Bash manual, 8.6 Programmable
Completion: the text to be replaced begins after an open quote, else after the last unquoted word break.
"""

from collections.abc import Iterator
from typing import NamedTuple

REDIRECTION = "\0>"
"""What stands for `>` and its kin among the words: no word can be it."""
_ESCAPED_IN_DOUBLE = '"\\$`'
_PLAIN = frozenset("_./,:=+@%-")


class Line(NamedTuple):
    """The words before the cursor and the one at it, without their quotes.

    `kept` is how many characters of that word the shell leaves alone when it puts a completion in; `quote` is
    the quote that is open at the cursor.
    """

    words: list[str]
    current: str
    kept: int
    quote: str

    def inserted(self, text: str) -> str:
        """Spell what is to stand at the cursor instead of the rest of the current word."""
        rest = text[self.kept :]
        if self.quote == "'":
            return rest.replace("'", "'\\''")
        if self.quote:
            return "".join(f"\\{char}" if char in _ESCAPED_IN_DOUBLE else char for char in rest)
        return escaped(rest)


def escaped(text: str) -> str:
    """Write a text so that a POSIX shell takes it for one word."""
    return "".join(char if _is_plain(char) else f"\\{char}" for char in text)


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN or not char.isascii()


def split_line(line: str, breaks: str) -> Line:
    """Take a line of bash or fish apart; `breaks` are the characters where the shell begins a replacement."""
    return _Splitter(breaks).split(line)


def unquoted(word: str) -> str:
    """Take the quotes away from a word that may lack its last one."""
    return split_line(word, "").current if word else ""


class _Splitter:
    """Reads a line from left to right; `word` is None between words."""

    def __init__(self, breaks: str) -> None:
        self.breaks = breaks
        self.words: list[str] = []
        self.word: str | None = None
        self.quote = ""
        self.quoted_from = 0
        self.kept = 0

    def split(self, line: str) -> Line:
        """Take the line apart."""
        chars = iter(line)
        for char in chars:
            if self.quote:
                self._inside(char, chars)
            else:
                self._outside(char, chars)
        kept = self.quoted_from if self.quote else self.kept
        return Line(self.words, self.word or "", kept, self.quote)

    def _inside(self, char: str, chars: Iterator[str]) -> None:
        if char == self.quote:
            self.quote = ""
        elif char == "\\" and self.quote == '"':
            following = next(chars, "")
            self._add(following if following in _ESCAPED_IN_DOUBLE else char + following)
        else:
            self._add(char)

    def _outside(self, char: str, chars: Iterator[str]) -> None:
        if char in " \t\n":
            self._end()
        elif char in "'\"":
            self._add("")
            self.quote, self.quoted_from = char, len(self.word or "")
        elif char == "\\":
            self._add(next(chars, ""))
        elif char in "<>":
            self._end()
            self.words.append(REDIRECTION)
        else:
            self._add(char)
            if char in self.breaks:
                self.kept = len(self.word or "")

    def _add(self, text: str) -> None:
        self.word = (self.word or "") + text

    def _end(self) -> None:
        if self.word is not None:
            self.words.append(self.word)
        self.word, self.kept = None, 0
