"""What a person said on the command line that every command may need."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from qbank.cli.stderr import Loudness, Narrator


class Color(StrEnum):
    """When stdout has colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class Invocation:
    """One run of qbank: which bank, how patient, how loud; who changes it, and what is said of the change."""

    db: str | None = None
    bank: str | None = None
    wait: float | None = None
    color: Color = Color.AUTO
    loudness: Loudness = Loudness.NORMAL
    message: str | None = None
    actor: str | None = None
    paged: bool = True
    words: tuple[str, ...] = field(default_factory=lambda: tuple(sys.argv[1:]))

    @property
    def narrator(self) -> Narrator:
        """The voice of this run."""
        return Narrator(self.loudness)

    @property
    def command_line(self) -> str:
        """The command as it was typed, for the journal, without the password a URL may hold."""
        return readable(f"qbank {_joined(self.words)}")

    @property
    def bank_words(self) -> str:
        """The options that name the bank, as they are typed; empty where none did."""
        told = (("--db", self.db), ("--bank", self.bank))
        return readable(_joined([word for name, value in told if value for word in (name, value)]))


def readable(text: str) -> str:
    """Give a word of the command line as text that can be kept, bytes that were no UTF-8 as `\ufffd`."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _joined(words: Iterable[str]) -> str:
    return shlex.join(_redacted(word) for word in words)


def _redacted(word: str) -> str:
    head, separator, tail = word.partition("://")
    if not separator or "@" not in tail:
        return word
    user = tail.rpartition("@")[0].partition(":")[0]
    return f"{head}://{user}:***@{tail.rpartition('@')[2]}"
