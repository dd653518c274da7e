"""What is said after questions were added or edited as text: which, and what of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qbank.cli.change_view import STEM
from qbank.cli.stderr import Narrator
from qbank.domain.counting import counted, listed
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text_width import one_line

if TYPE_CHECKING:
    from qbank.formats.text_form import FormQuestion
    from qbank.services.editing import Edited
    from qbank.services.writing import Written

SHOWN = 5
_VALUES = (
    "type", "title", "category", "document", "difficulty", "rating", "points", "status", "assignee",
    "language", "author", "licence", "external_id", "tags",
)  # fmt: skip
"""What is short enough to be shown before and after."""


def tell_edited(narrator: Narrator, questions: "Sequence[FormQuestion]", edited: "Edited") -> None:
    """Say what of which questions was changed, and how to take it back."""
    if not edited.written:
        narrator.say("it is so already; nothing was changed")
        return
    found = {question.document.id: question for question in questions}
    for written in edited.written[:SHOWN]:
        narrator.say(f"  {_line(found[written.id], written)}")
    if len(edited.written) > SHOWN:
        narrator.say(f"  … and {len(edited.written) - SHOWN:,} more")
    tell_made_and_twins(narrator, edited.written)
    narrator.say(f"changed {counted(len(edited.written), 'question')}; `qbank undo` takes that back")


def tell_made_and_twins(narrator: Narrator, written: "Sequence[Written]") -> None:
    """Say which categories were made for questions, and which of them are in the bank already."""
    made = [path for each in written for path in each.made]
    if made:
        narrator.say(f"made {listed('category', 'categories', made)}")
    for each in written:
        if each.twin is not None:
            known = f"the same question is in the bank already: qbank question show {each.twin[:8]}"
            narrator.warn(f"{each.id[:8]}: {known}")


def _line(found: "FormQuestion", written: "Written") -> str:
    before, after = found.original, found.document
    changes = [
        f"{name}: {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
        if name in _VALUES
        else name
        for name in written.changed
    ]
    return f"{written.id[:8]}  {title_of(after)}  {', '.join(changes)}"


def title_of(document: QuestionDocument) -> str:
    """Give a question's stem as a reader sees it, on as much of a line as a summary has."""
    return one_line(reader_text(document.stem, document.format), STEM)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    if value is None:
        return "none"
    return one_line(f"{value:g}" if isinstance(value, float) else str(value), STEM)
