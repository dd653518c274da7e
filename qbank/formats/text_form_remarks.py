"""Remarks in a text form: what is wrong with a line, and what a question is meanwhile, put in above it."""

from collections.abc import Sequence
from typing import NamedTuple

from qbank.domain.question import QuestionDocument
from qbank.formats import text_form
from qbank.formats.text_form_lines import REMARK, blocks_of, lines_of


class Remark(NamedTuple):
    """What is said above a line, counted from 1; the first line of it is one that can stand alone."""

    line: int
    text: tuple[str, ...]


def is_empty(text: str) -> bool:
    """Tell whether a text holds nothing but blanks, comments and remarks."""
    return not blocks_of(lines_of(text))


def with_remarks(text: str, remarks: Sequence[Remark]) -> str:
    """Put remarks above their lines, in place of those that stood there before."""
    told: dict[int, list[str]] = {line: [] for line, _ in remarks}
    for remark in remarks:
        told[remark.line] += [f"{REMARK} {line}".replace("\n", " ").rstrip() for line in remark.text]
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        lines += told.pop(number, [])
        if not line.startswith(REMARK):
            lines.append(line)
    for left in told.values():
        lines += left
    return "\n".join(lines)


def without_remarks(text: str) -> str:
    """Give a text as the person wrote it."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(REMARK))


def beside(question_id: str, now: QuestionDocument | None) -> tuple[str, ...]:
    """Show what a question is meanwhile, for the person to decide."""
    if now is None:
        return (
            f"question {question_id[:8]} was deleted meanwhile: take it out of this text,",
            f"or bring it back in another window: qbank trash restore {question_id[:8]}",
        )
    return (
        f"question {question_id[:8]} was changed meanwhile by another program; what it is now stands here.",
        "Yours stands below. Take over what you want, delete these lines, and save: then yours is written.",
        "Save and leave without touching anything, and the question stays as it is now.",
        *(f"| {line}".rstrip() for line in text_form.write(now, question_id[:8]).rstrip().split("\n")),
    )
