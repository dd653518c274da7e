"""A JSON Schema of one line of qbank's own NDJSON, made from the types that read and write it."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from qbank.domain.kinds import QuestionType
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import QuestionDocument
from qbank.domain.records import (
    FORMAT_VERSION,
    BankHeader,
    CategoryDocument,
    FieldDocument,
    MediaDocument,
    SavedQueryDocument,
    SourceDocument,
)

Schema = dict[str, Any]

LINE_TYPES = (
    BankHeader,
    FieldDocument,
    CategoryDocument,
    SourceDocument,
    SavedQueryDocument,
    MediaDocument,
    QuestionDocument,
)
"""What a line may be, in the order a file has them."""

_REFERENCE = "#/$defs/{name}"
_DECIMAL: Schema = {
    "type": ["number", "string"],
    "pattern": r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$",
}


def schema() -> Schema:
    """Give the JSON Schema (draft 2020-12) of a line: the bank header, a record or a question.

    It tells shapes; whether a question has its key is for `qbank.domain.validation.checked` to say.
    """
    parts = _definitions()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"One line of qbank's NDJSON, version {FORMAT_VERSION}",
        "type": "object",
        "properties": {"kind": {"enum": [_kind(line) for line in LINE_TYPES]}},
        "required": ["kind"],
        "allOf": [_when("kind", [_kind(line)], _reference(line)) for line in LINE_TYPES],
        "$defs": {name: parts[name] for name in sorted(parts)},
    }


def schema_text() -> str:
    """Give the schema as it is published in docs/question.schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _definitions() -> dict[str, Schema]:
    elements = dict.fromkeys(element for element in ELEMENT_OF.values() if element is not None)
    _, made = msgspec.json.schema_components([*LINE_TYPES, *elements], ref_template=_REFERENCE)
    parts: dict[str, Schema] = {name: _readable(part) for name, part in made.items()}
    parts[QuestionDocument.__name__]["allOf"] = list(_options_by_type())
    parts[BankHeader.__name__]["properties"] |= {
        "format": {"const": "qbank"},
        "version": {"type": "integer", "minimum": 1, "maximum": FORMAT_VERSION},
    }
    return parts


def _options_by_type() -> Iterable[Schema]:
    for element in dict.fromkeys(ELEMENT_OF.values()):
        types = [str(name) for name in QuestionType if ELEMENT_OF[name] is element]
        options = {"maxItems": 0} if element is None else {"items": _reference(element)}
        yield _when("type", types, {"properties": {"options": options}})


def _readable(part: Any) -> Any:
    """Leave of a docstring its first paragraph, and let a decimal be a JSON number."""
    if isinstance(part, list):
        return [_readable(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "decimal":
        return dict(_DECIMAL)
    readable = {name: _readable(value) for name, value in part.items()}
    if isinstance(readable.get("description"), str):
        readable["description"] = " ".join(readable["description"].partition("\n\n")[0].split())
    return readable


def _kind(line: type[msgspec.Struct]) -> str:
    return str(line.__struct_config__.tag)


def _reference(shape: type) -> Schema:
    return {"$ref": _REFERENCE.format(name=shape.__name__)}


def _when(key: str, values: list[str], then: Schema) -> Schema:
    condition = {"properties": {key: {"enum": values}}, "required": [key]}
    return {"if": condition, "then": then}
