from typing import Any

from qbank.domain.document_diff import differences

QUESTION: dict[str, Any] = {
    "stem": "Why?",
    "options": [{"id": "a", "text": "x", "fraction": 1.0}, {"id": "b", "text": "y"}],
    "tags": ["one", "two"],
    "fields": {"week": 4},
    "explanation": None,
}


def test_a_document_and_itself_do_not_differ() -> None:
    assert differences(QUESTION, QUESTION) == []


def test_an_option_is_named_by_its_id_and_what_of_it_changed() -> None:
    options = [{"id": "a", "text": "x"}, {"id": "b", "text": "z"}]
    assert differences(QUESTION, {**QUESTION, "options": options}) == [
        ("options a fraction", 1.0, None),
        ("options b text", "y", "z"),
    ]


def test_an_option_that_moved_is_the_same_option() -> None:
    assert differences(QUESTION, {**QUESTION, "options": QUESTION["options"][::-1]}) == [
        ("options order", "a, b", "b, a")
    ]


def test_tags_are_one_value_and_fields_are_many() -> None:
    changed = {**QUESTION, "tags": ["one"], "fields": {"week": 5, "topic": "x"}}
    assert differences(QUESTION, changed) == [
        ("tags", ["one", "two"], ["one"]),
        ("fields week", 4, 5),
        ("fields topic", None, "x"),
    ]


def test_what_has_no_ids_is_numbered() -> None:
    assert differences({"hints": ["a", "b"]}, {"hints": ["a", "c"]}) == [("hints 2", "b", "c")]
