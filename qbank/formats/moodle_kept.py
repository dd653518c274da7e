"""What a Moodle XML question has beyond qbank's model: kept in its extensions, and when it may go back."""

from typing import Any

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.question import QuestionDocument
from qbank.domain.text import fold
from qbank.formats import modelled
from qbank.formats.moodle_names import NAME, SETTINGS


def kept(document: QuestionDocument) -> dict[str, Any]:
    """Give what the reader kept of a question, {} where it is not Moodle's; a mere text is its source."""
    found = document.extensions.get(NAME)
    if isinstance(found, str):
        return {"source": found}
    return found if isinstance(found, dict) else {}


def settings(document: QuestionDocument) -> dict[str, str]:
    """Give the elements that go back whatever else of a question was changed."""
    found = kept(document).get("settings")
    return {name: str(found[name]) for name in found if name in SETTINGS} if isinstance(found, dict) else {}


def file_name(document: QuestionDocument, digest: str) -> str | None:
    """Give what the question's file called an embedded file, None where it is not known."""
    names = kept(document).get("files")
    name = names.get(digest) if isinstance(names, dict) else None
    return name if isinstance(name, str) and name else None


def is_unchanged(document: QuestionDocument) -> bool:
    """Tell whether all that the model holds of a question is what was read with its extensions."""
    return kept(document).get("of") == fingerprint(document)


def fingerprint(document: QuestionDocument) -> str:
    """Hash what the model holds of a question and a file says; ids and categories do not count."""
    opaque = document.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC)
    return modelled.fingerprint(
        document,
        document.external_id,
        document.status is Status.RETIRED,
        sorted({fold(tag) for tag in document.tags}) if opaque else None,
    )
