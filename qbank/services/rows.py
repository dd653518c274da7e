"""A question document as the columns of its row, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from qbank.domain import jsontext
from qbank.domain.hashes import body_hash
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.reading import NO_DETAILS
from qbank.domain.text import RichText, rich, text_of

BODY = (
    "question_type",
    "title",
    "stem",
    "stem_format",
    "options",
    "explanation",
    "explanation_format",
    "details",
    "extensions",
)
"""The columns `body_hash` covers, in its order, each as stored. A bulk `set` touches none of them."""

SET = (
    "difficulty",
    "rating",
    "points",
    "status",
    "language",
    "author",
    "licence",
    "external_id",
    "tags",
    "fields",
    "assignee",
    "sequence",
)
"""The columns that say something about a question rather than being it."""

_option_decoders: dict[type, msgspec.json.Decoder[Any]] = {}
_details_decoder = msgspec.json.Decoder(Details)


def body(document: QuestionDocument) -> tuple[str | None, ...]:
    """Give the body of a checked document as stored text, in the order of `BODY`."""
    explanation = document.explanation
    return (
        document.type._value_,
        document.title,
        document.stem,
        document.format._value_,
        jsontext.encode_text(document.options) if document.options else "[]",
        None if explanation is None else text_of(explanation),
        explanation.format.value if isinstance(explanation, RichText) and explanation.format else None,
        "{}" if document.details == NO_DETAILS else jsontext.encode_text(document.details),
        jsontext.encode_text(document.extensions) if document.extensions else "{}",
    )


def said_of(document: QuestionDocument) -> tuple[Any, ...]:
    """Give what a document says about its question as stored values, in the order of `SET`."""
    return (
        None if document.difficulty is None else document.difficulty._value_,
        document.rating,
        document.points,
        (document.status or Status.READY)._value_,
        document.language,
        document.author,
        document.licence,
        document.external_id,
        jsontext.encode_text(document.tags) if document.tags else "[]",
        jsontext.encode_text(document.fields) if document.fields else "{}",
        document.assignee,
        document.sequence or 0,
    )


def stored(document: QuestionDocument) -> dict[str, Any]:
    """Give a checked document's own columns by name, `body_hash` with them; texts as stored."""
    columns = body(document)
    values: dict[str, Any] = dict(zip(BODY, columns, strict=True))
    values |= zip(SET, said_of(document), strict=True)
    values["body_hash"] = body_hash(*columns)
    return values


def document_of(row: Mapping[str, Any]) -> QuestionDocument:
    """Build the document of a row whose JSON columns are given as stored text.

    Category, document title and stimulus are for the caller to fill in from the ids.
    """
    kind = QuestionType(row["question_type"])
    format = TextFormat(row["stem_format"])
    explanation = row["explanation"]
    return QuestionDocument(
        id=row["id"],
        type=kind,
        title=row["title"],
        stem=row["stem"],
        format=format,
        options=options_of(kind, row["options"]),
        explanation=None if explanation is None else _explanation(row, format),
        details=_details_decoder.decode(row["details"]),
        extensions=jsontext.decode_exact(row["extensions"]),
        **_about(row),
    )


def _explanation(row: Mapping[str, Any], format: TextFormat) -> Any:
    own = row["explanation_format"]
    return rich(row["explanation"], TextFormat(own) if own else None, format)


def _about(row: Mapping[str, Any]) -> dict[str, Any]:
    # What a journal kept of a row that is gone may be older than the columns that are asked for with `get`.
    return {
        "difficulty": Difficulty(row["difficulty"]) if row["difficulty"] else None,
        "rating": row["rating"],
        "points": row["points"],
        "status": Status(row["status"]),
        "status_by": row.get("status_by"),
        "status_at": _moment(row.get("status_at")),
        "assignee": row.get("assignee"),
        "language": row["language"],
        "author": row["author"],
        "licence": row["licence"],
        "external_id": row["external_id"],
        "tags": jsontext.decode(row["tags"]),
        "fields": jsontext.decode_exact(row["fields"]),
        "sequence": row["sequence"],
        "version": row["version"],
        "stimulus": row["stimulus_id"],
    }


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)


def options_of(kind: QuestionType, text: str) -> list[Any]:
    """Read stored options in the shape of their type."""
    element = ELEMENT_OF[kind]
    if element is None or text == "[]":
        return []
    if element not in _option_decoders:
        _option_decoders[element] = msgspec.json.Decoder(list[element])  # type: ignore[valid-type]  # chosen at run time
    decoded: list[Any] = _option_decoders[element].decode(text)
    return decoded
