"""What a draft lacks to be more than one: its key."""

from collections.abc import Sequence
from typing import Any

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion, checked

KEYED = frozenset(QuestionType) - {
    QuestionType.ORDERING,
    QuestionType.ESSAY,
    QuestionType.UPLOAD,
    QuestionType.DESCRIPTION,
    QuestionType.DYNAMIC,
    QuestionType.OPAQUE,
}
"""The types whose questions have a key, without which they may be drafts only."""


def missing_key(type: QuestionType, stem: str, options: Sequence[Any]) -> str | None:
    """Tell why a question may be a draft only, though it is sound as one; None where it may be more."""
    if type not in KEYED:
        return None
    try:
        checked(QuestionDocument(type=type, stem=stem, options=list(options), status=Status.READY))
    except InvalidQuestion as error:
        return error.reason
    return None
