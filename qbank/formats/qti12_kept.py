"""What a QTI 1.2 item has beyond qbank's model: kept in a question's extensions, and when it may go back."""

from typing import Any

from qbank.domain.question import QuestionDocument
from qbank.formats.modelled import fingerprint
from qbank.formats.qti12_areas import OWN_AREAS
from qbank.formats.qti12_item import ItemParts
from qbank.formats.qti12_kinds import TYPE_FIELDS

NAME = "qti12"
_MODELLED = frozenset((
    *TYPE_FIELDS, "points_possible", "original_answer_ids", "assessment_question_identifierref",
    "respondusapi_qpoints", "cc_weighting", "wct_questioncategory", "wct_authorFullName", "qbank_fractions",
    OWN_AREAS,
))  # fmt: skip


def keep_whole(document: QuestionDocument, item: str) -> None:
    """Keep an item as it is, for a question that qbank cannot write again from its model."""
    document.extensions = {NAME: {"item": item, "of": fingerprint(document)}}


def keep_rest(document: QuestionDocument, parts: ItemParts) -> None:
    """Keep the metadata and elements of an item that its question does not hold."""
    rest: dict[str, Any] = {}
    metadata = {label: entry for label, entry in parts.metadata.items() if label not in _MODELLED}
    if metadata:
        rest["metadata"] = metadata
    if parts.extras:
        rest["elements"] = parts.extras
    if rest:
        document.extensions = {NAME: {**rest, "of": fingerprint(document)}}


def kept(document: QuestionDocument) -> dict[str, Any]:
    """Give what was kept of a question's item, {} where there is nothing."""
    found = document.extensions.get(NAME)
    return found if isinstance(found, dict) else {}


def is_unchanged(document: QuestionDocument) -> bool:
    """Tell whether all that the model holds of a question is what was read."""
    return kept(document).get("of") == fingerprint(document)
