"""What each shell asks, and how it wants to be answered; the other half of each is its script."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from qbank.cli.completion.candidates import Candidate
from qbank.cli.completion.cursor import answer
from qbank.cli.completion.shell_words import Line, split_line, unquoted
from qbank.cli.terminal_text import safe_line

FILES_LINE = "\t"
"""What is said where the shell is to complete names of files."""
_LISTS = ("63", "33", "64")
"""The COMP_TYPE of bash when it is about to list what there is: ?, ! and @."""
_SEPARATOR = "\x1f"
_NARROWEST = 20
_AS_TYPED_IN_POWERSHELL = frozenset("_./:=+%-\\~*")


def bash(given: Sequence[str]) -> Iterator[str]:
    """Answer bash: given the line up to the cursor, COMP_WORDBREAKS, COMP_TYPE and the terminal's width."""
    text, breaks, how, width = given
    line = split_line(text, breaks)
    told = answer(line.words[1:], line.current)
    if told.files:
        yield FILES_LINE
    explained = how in _LISTS and len(told.candidates) > 1
    widest = max((len(each.text) for each in told.candidates), default=0) - line.kept
    for each in told.candidates:
        yield _explained(line, each, widest, int(width)) if explained else _inserted(line, each)


def _inserted(line: Line, each: Candidate) -> str:
    # Behind a quote that is open, readline puts the other one, and a blank would come before that.
    return line.inserted(each.text) + (" " if each.whole and not line.quote else "")


def _explained(line: Line, each: Candidate, widest: int, width: int) -> str:
    """Show what is listed, not inserted, with what it means: bash has no other place for that."""
    text = line.inserted(each.text)
    return (
        f"{text.ljust(widest)}  ({_cut(each.help, width - max(widest, len(text)) - 6)})"
        if each.help
        else text
    )


def zsh(given: Sequence[str]) -> Iterator[str]:
    """Answer zsh: given the words before the cursor, the one at it, its open quote, the width."""
    *words, current, quote, width = given
    told = answer(words, unquoted(quote + current if quote in ("'", '"') else current))
    if told.files:
        yield "files\t\t"
    widest = max((len(each.text) for each in told.candidates), default=0)
    for each in told.candidates:
        shown = (
            f"{each.text.ljust(widest)}  -- {_cut(each.help, int(width) - widest - 6)}"
            if each.help
            else each.text
        )
        yield f"{'whole' if each.whole else 'part'}\t{each.text}\t{shown}"


def fish(given: Sequence[str]) -> Iterator[str]:
    """Answer fish: given the words before the cursor, and the one at it as it was typed."""
    *words, current = given
    told = answer(words, unquoted(current))
    if told.files:
        yield FILES_LINE
    yield from (f"{each.text}\t{safe_line(each.help)}" for each in told.candidates)


def powershell(given: Sequence[str]) -> Iterator[str]:
    """Answer PowerShell, whose words come in the environment: its older one loses quotes and empty words."""
    *words, current = os.environ.get("_QBANK_COMPLETE_WORDS", "").split(_SEPARATOR)
    told = answer(words, current.strip("'\""))
    if told.files:
        yield FILES_LINE
    for each in told.candidates:
        # An empty explanation is refused there.
        yield f"{_in_powershell(each.text)}\t{each.text}\t{safe_line(each.help) or each.text}"


def _in_powershell(text: str) -> str:
    if text and all(char.isalnum() or char in _AS_TYPED_IN_POWERSHELL for char in text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _cut(help: str, width: int) -> str:
    line = safe_line(" ".join(help.split()))
    return line if len(line) <= max(width, _NARROWEST) else line[: max(width, _NARROWEST) - 1] + "…"


class Shell(NamedTuple):
    """A shell: how it is answered, and the file of its script."""

    answers: Callable[[Sequence[str]], Iterator[str]]
    file: str

    @property
    def script(self) -> str:
        """The script that makes the shell ask."""
        return Path(__file__).with_name(self.file).read_text(encoding="utf-8")


SHELLS: Mapping[str, Shell] = {
    "bash": Shell(bash, "qbank.bash"),
    "zsh": Shell(zsh, "qbank.zsh"),
    "fish": Shell(fish, "qbank.fish"),
    "powershell": Shell(powershell, "qbank.ps1"),
}
