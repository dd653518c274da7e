"""The items of the text form: a line with a mark, further lines of it, and the feedback below."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qbank.formats.moodle_numbers import exact_percent
from qbank.formats.text_form_lines import Line, Mistake, escaped, joined, unescaped

_ATTRIBUTES = re.compile(r"\[([^\[\]]+)\](?: (.*)|)", re.DOTALL)
_WEIGHT = re.compile(r"(-?\d+(?:\.\d+)?) ?%")
FLAGS = ("case", "wildcard", "regex", "fixed")
_FURTHER = "  "


@dataclass(slots=True)
class Item:
    """One item as it stands there: its mark, its text, the feedback below it, None where there is none."""

    line: int
    mark: str
    text: str
    feedback: str | None = None
    weight: float | None = None
    flags: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Open:
    line: int
    mark: str
    lines: list[str]
    feedback: list[str] | None = None
    blanks: int = field(default=0)

    def closed(self) -> Item:
        text = joined(self.lines)
        attributes = _attributes(text)
        plain = text if attributes is None else attributes[2]
        weight, flags = (None, frozenset[str]()) if attributes is None else attributes[:2]
        feedback = None if self.feedback is None else joined(self.feedback)
        return Item(self.line, self.mark, unescaped(plain, _is_attributed), feedback, weight, flags)


Opening = Callable[[str], tuple[str, str] | None]
"""Takes a line that opens an item apart into mark and text; None for any other line."""


def marked(*marks: str) -> Opening:
    """Give the opening of items whose lines begin with one of these marks and a blank."""
    pattern = re.compile(rf"({'|'.join(marks)})(?:[ \t]+(.*)|)")

    def opening(text: str) -> tuple[str, str] | None:
        found = pattern.fullmatch(text)
        return None if found is None else (found[1], found[2] or "")

    return opening


def items_of(lines: Sequence[Line], opening: Opening, what: str) -> list[Item]:
    """Read items. Raises Mistake for a line that belongs to none; `what` says what a line may be."""
    items: list[_Open] = []
    for line in lines:
        opened = opening(line.text)
        if opened is not None:
            items.append(_Open(line.number, opened[0], [opened[1].strip()]))
        elif not line.text.strip():
            if items:
                items[-1].blanks += 1
        elif not items or not _taken(items[-1], line.text):
            raise Mistake(
                line.number, f"{what}; a further line of one begins with two blanks, feedback with >"
            )
    return [item.closed() for item in items]


def _taken(item: _Open, text: str) -> bool:
    """Add a further line, or a line of feedback, to an item; tell whether it is one."""
    if text.lstrip().startswith(">"):
        told = text.lstrip()[1:]
        item.feedback = [*(item.feedback or ()), told.removeprefix(" ")]
    elif text[0] in " \t" and item.feedback is None:
        further = text.removeprefix("\t") if text[0] == "\t" else text[1:].removeprefix(" ")
        item.lines += [""] * item.blanks + [unescaped(further, _is_feedback)]
    else:
        return False
    item.blanks = 0
    return True


def _is_feedback(text: str) -> bool:
    return text.lstrip().startswith(">")


def written(
    mark: str,
    text: str,
    *,
    feedback: str | None = None,
    weight: float | None = None,
    flags: Sequence[str] = (),
) -> list[str]:
    """Write an item, with its weight, from -1 to 1, and its flags in brackets before the text."""
    said = [*([] if weight is None else [percent(weight)]), *flags]
    first, *further = escaped(_lines(text), _is_attributed).split("\n")
    before = [part for part in (mark, f"[{', '.join(said)}]" if said else "", first) if part]
    lines = [" ".join(before)]
    lines += [_FURTHER + escaped(line, _is_feedback) if line.strip() else "" for line in further]
    if feedback is not None:
        lines += [f"{_FURTHER}> {line}".rstrip() for line in _lines(feedback).split("\n")]
    return lines


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def percent(fraction: float) -> str:
    """Write a share as exactly as it is kept: 0.33333 is `33.333%`."""
    return f"{exact_percent(fraction)}%"


def _is_attributed(text: str) -> bool:
    return _attributes(text) is not None


def _attributes(text: str) -> tuple[float | None, frozenset[str], str] | None:
    """Take `[50%, case] text` apart; None for a text whose brackets hold anything else."""
    whole = _ATTRIBUTES.fullmatch(text)
    if whole is None:
        return None
    words = [word.strip() for word in whole[1].split(",")]
    weights = [found[1] for found in map(_WEIGHT.fullmatch, words) if found]
    flags = frozenset(word for word in words if word in FLAGS)
    if len(weights) > 1 or len(weights) + sum(word in FLAGS for word in words) != len(words):
        return None
    weight = float(Decimal(weights[0]) / 100) if weights else None
    return weight, flags, (whole[2] or "").strip()
