"""The rich texts of a question, each changed in its place: pictures taken out, markups converted or named."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from qbank.domain.options import AcceptedAnswer
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text

Change = Callable[[Text], Text]
_PLACES = frozenset((
    "text", "feedback", "left", "right", "choices", "answers", "numbers", "hints", "solution", "response",
    "correct", "partial", "incorrect", "template", "grader_info", "sample_answer",
))  # fmt: skip
"""The names of what is a rich text, or holds some."""


def change_texts(document: QuestionDocument, change: Change) -> None:
    """Put what `change` gives in the place of every rich text but the stem, however deep it stands."""
    if document.explanation is not None:
        document.explanation = change(document.explanation)
    for option in document.options:
        _change_in(option, change)
    _change_in(document.details, change)


def _change_in(part: Any, change: Change) -> None:
    for name in _places_in(part.__class__):
        value = getattr(part, name)
        if isinstance(value, str | RichText):
            setattr(part, name, change(value))
        elif isinstance(value, list):
            for each in value:
                _change_in(each, change)
        elif value is not None:
            _change_in(value, change)


@cache
def _places_in(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    typed = ("text",) if kind is AcceptedAnswer else ()
    return tuple(name for name in kind.__struct_fields__ if name in _PLACES and name not in typed)


def by_words(change: Callable[[str], str]) -> Change:
    """Make a change of texts, which keep their markup, of one of their characters."""

    def changed(text: Text) -> Text:
        return RichText(change(text.text), text.format) if isinstance(text, RichText) else change(text)

    return changed
