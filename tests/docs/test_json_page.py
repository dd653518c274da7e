"""The page on qbank's JSON is true: its examples are valid, its keys complete, its refusals word for word."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from qbank.domain.json_schema import LINE_TYPES, schema
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.options import ELEMENT_OF, GapKind, Match, Shape, ToleranceKind
from qbank.domain.question import (
    Details,
    Hint,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.records import FORMAT_VERSION, MediaDocument, Record
from qbank.domain.validation import InvalidQuestion, checked

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "json.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
QUESTIONS = [example for example in EXAMPLES if json.loads(example)["kind"] == "question"]
RECORDS = [example for example in EXAMPLES if json.loads(example)["kind"] != "question"]


def _section(title: str) -> str:
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,3}} |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[2]


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of a section's tables, below their headers."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def _first_column(text: str) -> list[str]:
    return [name for row in _rows(text) for name in re.findall(r"`(\w+)`", row[0])]


@pytest.mark.parametrize("example", QUESTIONS)
def test_every_question_shown_is_valid(example: str) -> None:
    checked(msgspec.json.decode(example, type=QuestionDocument))


@pytest.mark.parametrize("example", RECORDS)
def test_every_record_shown_is_valid(example: str) -> None:
    record = msgspec.json.decode(example, type=Record)
    if isinstance(record, MediaDocument):
        assert hashlib.sha256(record.data).hexdigest() == record.sha256


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_fits_the_schema(example: str) -> None:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(example))


def test_every_kind_and_every_type_has_an_example() -> None:
    shown = [json.loads(example) for example in EXAMPLES]
    kinds = [str(line.__struct_config__.tag) for line in LINE_TYPES]
    assert {line["kind"] for line in shown} == set(kinds)
    assert {line["type"] for line in shown if line["kind"] == "question"} == set(QuestionType)
    assert _first_column(_section("The file")) == kinds


def test_the_table_of_keys_is_complete_and_in_the_order_they_are_written() -> None:
    written = list(json.loads(msgspec.json.encode(QuestionDocument(type=QuestionType.ESSAY))))
    assert _first_column(_section("Every key")) == written


def test_the_example_of_each_key_is_a_value_it_may_have() -> None:
    for row in _rows(_section("Every key")):
        key, value = row[0].strip("`"), json.loads(row[2].strip("`"))
        line: dict[str, Any] = {"kind": "question", "type": "single_choice", key: value}
        read = msgspec.convert(line, QuestionDocument)
        assert key == "kind" or getattr(read, key) not in (None, "", [], {}), key


@pytest.mark.parametrize("type", [name for name in QuestionType if ELEMENT_OF[name] is not None])
def test_every_key_of_an_option_is_explained_with_its_type(type: QuestionType) -> None:
    element = ELEMENT_OF[type]
    assert element is not None
    heading = next(line for line in re.findall("^### (.*)$", PAGE, re.MULTILINE) if type in line.split(", "))
    explained = set(re.findall(r"`(\w+)`", _section(heading)))
    assert set(element.__struct_fields__) - {"id"} <= explained


@pytest.mark.parametrize(
    "part", [Details, Hint, OutcomeFeedback, Scoring, Unit, WrittenResponse], ids=lambda part: part.__name__
)
def test_every_key_of_the_details_is_explained(part: type[msgspec.Struct]) -> None:
    section = _section("Details")
    assert set(part.__struct_fields__) - {"text"} <= set(re.findall(r"`(\w+)`", section))
    assert _first_column(section) == list(Details.__struct_fields__)


@pytest.mark.parametrize("words", [Difficulty, Status, TextFormat, Match, ToleranceKind, GapKind, Shape])
def test_every_word_of_a_closed_set_is_named(words: Any) -> None:
    assert [word for word in words if f"`{word}`" not in PAGE] == []


def test_every_key_of_a_record_is_shown_or_explained() -> None:
    for line in LINE_TYPES:
        missing = [
            name for name in line.__struct_fields__ if f'"{name}"' not in PAGE and f"`{name}`" not in PAGE
        ]
        assert missing == [], line.__name__


REFUSED = [(row[0].strip("`"), row[1]) for row in _rows(_section("What is refused"))]


@pytest.mark.parametrize(("line", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_is_refused_is_refused_in_these_words(line: str, reason: str) -> None:
    with pytest.raises((InvalidQuestion, msgspec.ValidationError)) as refusal:
        checked(msgspec.json.decode(line, type=QuestionDocument))
    assert str(refusal.value).replace("`", "") == reason.replace("`", "")


def test_a_draft_may_lack_its_key_as_the_page_says() -> None:
    line, _ = next((line, reason) for line, reason in REFUSED if "no key" in reason)
    checked(msgspec.convert({**json.loads(line), "status": "draft"}, QuestionDocument))


def test_the_page_describes_the_version_that_is_written() -> None:
    assert f"describes version {FORMAT_VERSION}." in PAGE


def test_links_within_the_page_and_to_its_neighbours_lead_somewhere() -> None:
    headings = re.findall("^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= anchors
    assert (DOCS / "question.schema.json").exists()
