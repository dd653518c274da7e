from collections import Counter
from collections.abc import Callable

import pytest

from qbank.query.fields import FIELDS, NEVER_ABSENT, OWN_FIELD, Field, ValueKind, is_negated_term, known_field
from qbank.query.tree import Feature, Has, Known, Node, TextColumn, any_of

Read = Callable[..., Node]

_NAMED = [field for field in FIELDS if field is not OWN_FIELD]
_VALUED = [field for field in FIELDS if field.kind not in NEVER_ABSENT]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_fields_example_is_read(field: Field, read: Read) -> None:
    assert field.example.startswith(field.name.removesuffix("NAME"))
    read(field.example)


@pytest.mark.parametrize("field", _VALUED, ids=lambda field: field.name)
def test_every_field_with_a_value_takes_any_and_none(field: Field, read: Read) -> None:
    name = field.name.replace("NAME", "topic")
    assert read(f"{name}:none") == Known(name, known=False)
    assert read(f"{name}:ANY") == Known(name, known=True)


@pytest.mark.parametrize("field", _NAMED, ids=lambda field: field.name)
def test_a_field_is_known_by_its_name_and_synonyms_in_any_case(field: Field) -> None:
    for word in (field.name, *field.synonyms):
        assert known_field(word) is known_field(word.upper()) is field


def test_no_word_names_two_fields() -> None:
    words = Counter(word for field in FIELDS for word in (field.name, *field.synonyms))
    assert [word for word, times in words.items() if times > 1] == []


def test_a_field_of_ones_own_keeps_the_spelling_of_its_name() -> None:
    found = known_field("Fields.Learning Goal")
    assert found is not None
    assert (found.name, found.kind) == ("field.Learning Goal", ValueKind.PATTERN)


@pytest.mark.parametrize("word", ["", "note", "field", "field.", "field. ", "http", "tag:"])
def test_other_words_name_no_field(word: str) -> None:
    assert known_field(word) is None


def test_the_text_fields_are_the_text_columns() -> None:
    names = {field.name for field in FIELDS if field.kind is ValueKind.WORDS}
    assert names == set(TextColumn) - {TextColumn.ANY}


def test_has_takes_every_feature(read: Read) -> None:
    assert read(f"has:{','.join(Feature)}") == any_of(map(Has, Feature))


@pytest.mark.parametrize(
    "argument",
    [
        "-tag:draft",
        "-Tags:draft",
        "-category:Plant biology",
        "-field.x:y",
        "-tag:",
        "-{",
        "-[",
        "-(a",
        '-"krebs cycle"',
    ],
)
def test_a_dash_before_what_no_option_looks_like_begins_a_term(argument: str) -> None:
    assert is_negated_term(argument)


@pytest.mark.parametrize(
    "argument",
    ["-", "--", "-n", "-krebs", "--tag:draft", "--format", "-note:x", "tag:draft", "", "-ofile.json"],
)
def test_a_dash_before_anything_else_is_left_to_the_options(argument: str) -> None:
    assert not is_negated_term(argument)
