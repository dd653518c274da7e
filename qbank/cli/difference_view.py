"""Differences on a terminal or in a pipe: what went and what came, marked inside the text."""

from collections.abc import Iterable, Iterator
from typing import Any

from qbank.cli.styled_text import Segment, StyledLine
from qbank.cli.terminal_text import safe_line
from qbank.domain import jsontext
from qbank.domain.document_diff import Difference
from qbank.domain.word_diff import Mark, marked

AROUND = 60
"""So many characters are shown of the text that stayed before and after a change."""


def difference_lines(
    found: Iterable[Difference], *, colored: bool, lead: str = "  ", whole: bool = False
) -> Iterator[StyledLine]:
    """Give a line for each difference; as `wdiff` marks them, or in styles. `whole` cuts no text."""
    for place, before, after in found:
        if place == "in_trash":
            yield (Segment(lead, "dim"), Segment("put in the trash" if after else "back from the trash"))
            continue
        if isinstance(before, str) and isinstance(after, str):
            words = _within(before, after, colored=colored, whole=whole)
        elif isinstance(before, list) and isinstance(after, list):
            words = _among(before, after, colored=colored)
        else:
            words = _values(shown(before), shown(after), colored=colored)
        yield (Segment(f"{lead}{safe_line(place)}: ", "dim"), *words)


def shown(value: Any) -> str:
    """Give a value as a person reads it."""
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool | dict):
        return jsontext.encode_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _values(before: str, after: str, *, colored: bool) -> Iterator[Segment]:
    yield Segment(_flat(before), "old" if colored else "")
    yield Segment(" → ", "dim")
    yield Segment(_flat(after), "new" if colored else "")


def _among(before: list[Any], after: list[Any], *, colored: bool) -> Iterator[Segment]:
    """Show a list with what went out of it and what came into it."""
    each_one = [*before, *(each for each in after if each not in before)]
    for number, each in enumerate(each_one):
        if number:
            yield Segment(", ")
        text = _flat(str(each))
        if each not in after:
            yield Segment(text if colored else f"[-{text}-]", "old")
        elif each not in before:
            yield Segment(text if colored else f"{{+{text}+}}", "new")
        else:
            yield Segment(text)
    if not [each for each in before if each not in after] and len(before) == len(after):
        yield Segment(" (in another order)", "dim")


def _within(before: str, after: str, *, colored: bool, whole: bool) -> Iterator[Segment]:
    pieces = marked(before, after)
    if not any(mark is Mark.SAME and not text.isspace() for mark, text in pieces):
        yield from _values(before, after, colored=colored)
        return
    for number, (mark, text) in enumerate(pieces):
        if mark is Mark.SAME:
            first, last = number == 0, number == len(pieces) - 1
            yield Segment(_flat(text if whole else _cut(text, first=first, last=last)))
        elif mark is Mark.OLD:
            yield Segment(_flat(text) if colored else f"[-{_flat(text)}-]", "old")
        else:
            yield Segment(_flat(text) if colored else f"{{+{_flat(text)}+}}", "new")


def _cut(text: str, *, first: bool, last: bool) -> str:
    """Leave out what is far from any change."""
    if first and last:
        return text
    if first:
        return text if len(text) <= AROUND else f"… {text[-AROUND:]}"
    if last:
        return text if len(text) <= AROUND else f"{text[:AROUND]} …"
    return text if len(text) <= 2 * AROUND else f"{text[:AROUND]} … {text[-AROUND:]}"


def _flat(text: str) -> str:
    return safe_line(" ".join(text.split("\n")))
