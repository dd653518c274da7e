"""The lines of the text form: numbered, parted into questions, escaped where they would be read otherwise."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

REMARK = "# qbank:"
"""How a line begins that qbank wrote into the text; it is left out wherever it stands."""
SEPARATOR = "---"
_SEPARATOR = re.compile(r"-{3,}[ \t]*")
_JOINT = re.compile(r"(\\*)(\n|↵)")
_WRITTEN_JOINT = re.compile(r"(\\*)↵")


class Line(NamedTuple):
    """A line without its end, and its number, counted from 1."""

    number: int
    text: str


class Mistake(Exception):
    """A line that cannot be read: its number, and the reason in a reader's words."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def lines_of(text: str) -> list[Line]:
    """Number the lines of a text, remarks left out; only a newline ends a line."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    numbered = (Line(number, line) for number, line in enumerate(whole.split("\n"), start=1))
    return [line for line in numbered if not line.text.startswith(REMARK)]


def blocks_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines at the separators; what holds nothing but blanks and comments is left out."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if _SEPARATOR.fullmatch(line.text):
            blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if any(not _is_idle(line.text) for line in block)]


def _is_idle(text: str) -> bool:
    return not text.strip() or text.startswith("#")


def is_structure(text: str) -> bool:
    """Tell whether a line is a separator or a remark."""
    return text.startswith(REMARK) or _SEPARATOR.fullmatch(text) is not None


def escaped(text: str, special: Callable[[str], bool]) -> str:
    r"""Put a backslash before a line that is special; one that has backslashes there already gets another.

    So `\frac` stays as it is, and whatever is written comes back from `unescaped`.
    """
    return "\\" + text if special(text.lstrip("\\")) else text


def unescaped(text: str, special: Callable[[str], bool]) -> str:
    """Take the backslash off that `escaped` put there."""
    return text[1:] if text.startswith("\\") and special(text.lstrip("\\")) else text


def trimmed(lines: Sequence[Line]) -> list[Line]:
    """Leave blank lines at both ends out."""
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def joined(lines: Sequence[str]) -> str:
    """Make one text of lines, blank lines at both ends left out; blank lines between them are empty."""
    texts = [line.text if line.text.strip() else "" for line in trimmed([Line(0, text) for text in lines])]
    return "\n".join(texts)


def on_one_line(text: str) -> str:
    """Write a text where one line has room: a line break is ↵, and ↵ itself has a backslash before it."""

    def write(found: re.Match[str]) -> str:
        return found[1] * 2 + ("↵" if found[2] == "\n" else "\\↵")

    return _JOINT.sub(write, text.replace("\r\n", "\n").replace("\r", "\n"))


def from_one_line(text: str) -> str:
    """Read what `on_one_line` wrote."""

    def read(found: re.Match[str]) -> str:
        count = len(found[1])
        return "\\" * (count // 2) + ("↵" if count % 2 else "\n")

    return _WRITTEN_JOINT.sub(read, text)
