"""What a draft lacks to be more than one, its key; and which questions are drafts for want of it."""

from collections.abc import Sequence
from typing import Any

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import InvalidQuestion, KeyMissing, checked

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


def lacks_key(document: QuestionDocument) -> bool:
    """Tell whether a checked question has no key though its type has one: a draft, for nothing else may."""
    if document.status is not Status.DRAFT:
        return False
    return missing_key(document.type, document.stem, document.options) is not None


def checked_as_read(document: QuestionDocument) -> str | None:
    """Check a question as a file holds it: without a key it is a draft, unless the file says another status.

    The document is changed in place. Gives why it became a draft, in a reader's words, None for any other.
    Raises InvalidQuestion.
    """
    try:
        checked(document)
    except KeyMissing as missing:
        if document.status is not None:
            raise KeyMissing(missing.path, refusal(missing.reason, document.status)) from missing
        document.status = Status.DRAFT
        checked(document)
        return f"{missing.reason}: read as a draft"
    return None


def refusal(reason: str, status: Status) -> str:
    """Say why a question without a key cannot have the status that a file gives it."""
    return f"{reason}; a draft alone may lack it, and its status is {status}"
