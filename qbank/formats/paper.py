"""How questions are laid out on paper: where the key stands, how they are numbered, what is mixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qbank.domain.validation import option_id
from qbank.errors import Kind, QbankError
from qbank.formats.base import WriteOption


class Key(StrEnum):
    """Where the key stands: nowhere, below each question, or at the end on a page of its own."""

    NONE = "none"
    INLINE = "inline"
    END = "end"


class Numbering(StrEnum):
    """How questions are numbered."""

    DIGITS = "1"
    LETTERS = "a"
    NONE = "none"


LINES = 8
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """A layout. `shuffle` mixes choices too where the question does not forbid it; `seed` makes another mix.

    `lines` are those of an essay that says none itself.
    """

    key: Key = Key.NONE
    numbering: Numbering = Numbering.DIGITS
    shuffle: bool = False
    seed: str = ""
    lines: int = LINES

    def heading(self, number: int) -> str:
        """Give the words a question is called by on the page, '' for none."""
        if self.numbering is Numbering.NONE:
            return ""
        return f"{option_id(number - 1)})" if self.numbering is Numbering.LETTERS else f"Question {number}"

    def mark(self, number: int) -> str:
        """Give the number a question has in the key; where the page has none, it is counted there alone."""
        return f"{option_id(number - 1)})" if self.numbering is Numbering.LETTERS else f"{number}."


OPTIONS = (
    WriteOption("key", "Where the key stands.", tuple(Key)),
    WriteOption("numbering", "How questions are numbered.", tuple(Numbering)),
    WriteOption(
        "shuffle-options", "Mix choices; fixed ones and such as 'all of the above' stay.", ("no", "yes")
    ),
    WriteOption("seed", "Mix another way; the same seed, the same order."),
    WriteOption("lines", "How many lines an essay gets that says none itself.", default=str(LINES)),
)


def paper_of(told: Mapping[str, str]) -> Paper:
    """Read the options of a page. Raises QbankError (usage) for a number of lines that is none."""
    return Paper(
        Key(told.get("key", Key.NONE)),
        Numbering(told.get("numbering", Numbering.DIGITS)),
        told.get("shuffle-options") == "yes",
        told.get("seed", ""),
        _lines(told.get("lines", str(LINES))),
    )


def _lines(told: str) -> int:
    if not told.isdecimal() or len(told) > 4:
        raise QbankError(Kind.USAGE, f"lines = {told!r} is no number of lines", hint="--option lines=4")
    return min(int(told), MOST_LINES)
