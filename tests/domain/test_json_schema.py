"""The published schema is made from the code's own types, and an independent validator agrees with them."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from qbank.domain.json_schema import LINE_TYPES, schema, schema_text
from qbank.domain.kinds import QuestionType
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import QuestionDocument
from qbank.domain.records import FORMAT_VERSION
from qbank.domain.validation import checked, shaped

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "examples" / "questions.ndjson").read_text(encoding="utf-8").splitlines()
VALIDATOR = jsonschema.Draft202012Validator(schema())
WRITE_IT = (
    "write it again: python -c 'from qbank.domain.json_schema import schema_text; "
    'print(schema_text(), end="")\' > docs/question.schema.json'
)

CHOICE: dict[str, Any] = {
    "kind": "question",
    "type": "single_choice",
    "stem": "Why?",
    "options": [{"text": "So", "fraction": 1}, {"text": {"text": "*Not* so", "format": "markdown"}}],
}


def _with(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(CHOICE), **changes}


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    published = (ROOT / "docs" / "question.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), WRITE_IT
    assert json.loads(published) == schema()


def test_the_schema_is_a_schema_and_every_reference_leads_somewhere() -> None:
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    names = {reference.removeprefix("#/$defs/") for reference in _references(made)}
    assert names == set(made["$defs"])


def _references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in _references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for item in part.values() for found in _references(item)]


def test_every_kind_of_line_and_type_of_question_is_in_it() -> None:
    made = schema()
    kinds = [str(line.__struct_config__.tag) for line in LINE_TYPES]
    assert made["properties"]["kind"]["enum"] == kinds
    conditions = made["$defs"]["QuestionDocument"]["allOf"]
    types = [name for condition in conditions for name in condition["if"]["properties"]["type"]["enum"]]
    assert sorted(types) == sorted(QuestionType)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_every_line_of_the_examples_fits(number: int) -> None:
    VALIDATOR.validate(json.loads(LINES[number]))


@pytest.mark.parametrize("type", [name for name in QuestionType if ELEMENT_OF[name] is not None])
def test_what_qbank_writes_of_each_type_fits(type: QuestionType) -> None:
    lines = [line for line in LINES if f'"type":"{type}"' in line]
    assert lines
    for line in lines:
        document = checked(msgspec.json.decode(line, type=QuestionDocument))
        VALIDATOR.validate(json.loads(msgspec.json.encode(document)))


BROKEN = {
    "no kind": {"type": "essay", "stem": "Why?"},
    "an unknown kind": {"kind": "riddle", "stem": "Why?"},
    "no type": {"kind": "question", "stem": "Why?"},
    "an unknown type": _with(type="riddle"),
    "an unknown key": _with(stemm="Why?"),
    "a stem that is no text": _with(stem=7),
    "an unknown difficulty": _with(difficulty="Hard"),
    "a rating over five": _with(rating=5.5),
    "points below zero": _with(points=-1),
    "version nought": _with(version=0),
    "tags in one string": _with(tags="a, b"),
    "choices that are strings": _with(options=["So", "Not so"]),
    "a misspelt key of a choice": _with(options=[{"text": "So", "fractoin": 1}]),
    "a fraction in per cent": _with(options=[{"text": "So", "fraction": 100}]),
    "a choice without a text": _with(options=[{"fraction": 1}]),
    "an unknown markup": _with(explanation={"text": "So", "format": "word"}),
    "options of another type": _with(type="ordering"),
    "options of a type without any": _with(type="essay"),
    "a pair without its right side": _with(type="matching", options=[{"left": "a"}]),
    "an unknown kind of gap": _with(type="cloze", options=[{"name": "a", "kind": "drop"}]),
    "a number that is none": _with(type="numerical", options=[{"value": "twelve"}]),
    "a number that is not finite": _with(type="numerical", options=[{"value": "NaN"}]),
    "an unknown shape": _with(type="hotspot", options=[{"shape": "star", "coordinates": [1, 2]}]),
    "an unknown key of the details": _with(details={"hintz": []}),
    "a category without a path": {"kind": "category", "color": "#000000"},
    "a document without a title": {"kind": "document"},
    "media without bytes": {"kind": "media", "sha256": "0" * 64, "mime": "image/png"},
    "another program's bank": {"kind": "bank", "format": "moodle", "version": 1},
    "a later version": {"kind": "bank", "format": "qbank", "version": FORMAT_VERSION + 1},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_line_does_not_fit(broken: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(broken)


def test_what_was_broken_was_good_before() -> None:
    VALIDATOR.validate(CHOICE)


@pytest.mark.parametrize("value", [1, 1.5, -2e3, "1.50", "+.5", "-1e5", "7."])
def test_a_number_may_be_a_json_number_or_a_string_of_digits(value: float | str) -> None:
    VALIDATOR.validate(_with(type="numerical", options=[{"value": value}]))
    assert shaped(QuestionType.NUMERICAL, [{"value": value}])[0].value.is_finite()


def test_descriptions_are_sentences_on_one_line() -> None:
    described = [part["description"] for part in schema()["$defs"].values() if "description" in part]
    assert len(described) > 10
    assert all("\n" not in text and "  " not in text and text.endswith(".") for text in described)
