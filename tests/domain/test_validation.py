"""The rules a question keeps, each told by path and reason."""

from collections.abc import Callable
from math import inf, nan
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from qbank.domain.question import QuestionDocument, Scoring, Unit
from qbank.domain.text import fold
from qbank.domain.validation import InvalidQuestion, checked, option_id, tidy_tags

TWO: list[Any] = [{"text": "a", "fraction": 1}, {"text": "b"}]
GAP: dict[str, Any] = {"name": "g", "kind": "short", "answers": [{"text": "a"}]}
NUMBER: dict[str, Any] = {"name": "g", "kind": "number", "numbers": [{"value": 1}]}
POINT: dict[str, Any] = {"shape": "point", "coordinates": [1, 2], "fraction": 1}


def read(type: str, **said: Any) -> QuestionDocument:
    return checked(msgspec.convert({"type": type, "stem": "Which?", **said}, QuestionDocument))


@pytest.mark.parametrize(
    ("type", "said", "path", "reason"),
    [
        ("essay", {"stem": " "}, "stem", "the question has no text"),
        ("essay", {"options": TWO}, "options", "essay questions have no options"),
        ("single_choice", {"options": TWO[:1]}, "options", "needs two choices, this has 1"),
        ("multiple_choice", {"options": [{"text": "a"}, {"text": "b"}]}, "options", "no choice earns points"),
        ("single_choice", {"options": ["a", "b"]}, "options[0]", "Expected `object`, got `str`"),
        (
            "single_choice",
            {"options": [{**TWO[0], "fraction": 100}, TWO[1]]},
            "options[0].fraction",
            "<= 1.0",
        ),
        (
            "single_choice",
            {"options": [{**each, "id": "x"} for each in TWO]},
            "options[1].id",
            "a second option",
        ),
        ("true_false", {"options": [*TWO, {"text": "c"}]}, "options", "has two choices, this has 3"),
        ("short_answer", {}, "options", "no accepted answer"),
        ("numerical", {"options": [{"fraction": 1}]}, "options", "no accepted number"),
        ("numerical", {"options": [{"value": "NaN"}]}, "options[0]", "not finite"),
        ("numerical", {"options": [{"value": "1e999999999"}]}, "options[0]", "too large or too small"),
        ("numerical", {"options": [{"value": "1e-999999999"}]}, "options[0]", "too large or too small"),
        ("numerical", {"options": [{"value": 1, "tolerance": -1}]}, "options[0].tolerance", "below zero"),
        ("numerical", {"options": [{"low": 2, "high": 1}]}, "options[0]", "low end lies above"),
        ("matching", {}, "options", "needs a pair"),
        ("matching", {"options": [{"left": "", "right": "a"}]}, "options", "no pair has a left side"),
        ("ordering", {"options": [{"text": "a"}]}, "options", "needs two steps"),
        ("cloze", {}, "options", "needs a gap"),
        ("cloze", {"stem": "[[x]]"}, "stem", "[[x]] has no gap"),
        ("cloze", {"options": [GAP]}, "options[0].name", "has no [[g]] in the stem"),
        ("cloze", {"stem": "[[g]]", "options": [GAP, GAP]}, "options[0].name", "two gaps are named 'g'"),
        ("cloze", {"stem": "[[g]]", "options": [{**GAP, "answers": []}]}, "options[0]", "accepts nothing"),
        (
            "cloze",
            {"stem": "[[g]]", "options": [{**GAP, "choices": TWO}]},
            "options[0].choices",
            "has answers",
        ),
        (
            "cloze",
            {"stem": "[[g]]", "options": [{**NUMBER, "numbers": [{"value": "1e99999"}]}]},
            "options[0].numbers[0]",
            "too large",
        ),
        (
            "hotspot",
            {"options": [{"shape": "circle", "coordinates": [1, 2]}]},
            "options[0].coordinates",
            "do not make",
        ),
        (
            "hotspot",
            {"options": [{"shape": "point", "coordinates": [1, 2]}]},
            "options",
            "no area earns points",
        ),
        ("opaque", {"stem": ""}, "extensions", "needs the source"),
    ],
)
def test_a_broken_rule_is_told_by_path_and_reason(
    type: str, said: dict[str, Any], path: str, reason: str
) -> None:
    with pytest.raises(InvalidQuestion) as caught:
        read(type, **said)
    assert caught.value.path == path
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("type", "options"),
    [
        ("single_choice", [{"text": "a"}, {"text": "b"}]),
        ("short_answer", []),
        ("numerical", []),
        ("matching", [{"left": "", "right": "a"}]),
        ("hotspot", []),
    ],
)
def test_a_draft_may_lack_its_key(type: str, options: list[Any]) -> None:
    assert read(type, options=options, status="draft").options is not None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda document: setattr(document, "points", inf), "points"),
        (lambda document: setattr(document.details, "time_limit", nan), "details.time_limit"),
        (
            lambda document: setattr(document.details, "units", [Unit(name="m"), Unit(name="k", factor=inf)]),
            "details.units[1].factor",
        ),
        (lambda document: setattr(document.details, "scoring", Scoring(low=-inf)), "details.scoring.low"),
    ],
)
def test_a_number_that_json_cannot_hold_is_told_by_its_path(
    change: Callable[[QuestionDocument], None], path: str
) -> None:
    document = read("essay")
    change(document)
    with pytest.raises(InvalidQuestion, match="not finite") as caught:
        checked(document)
    assert caught.value.path == path


def test_a_gap_weighs_and_an_area_lies_where_json_can_say() -> None:
    gaps, areas = read("cloze", stem="[[g]]", options=[GAP]), read("hotspot", options=[POINT])
    gaps.options[0].weight, areas.options[0].coordinates = inf, [1, nan]
    for document, path in ((gaps, "options[0].weight"), (areas, "options[0].coordinates")):
        with pytest.raises(InvalidQuestion, match="not finite") as caught:
            checked(document)
        assert caught.value.path == path


def test_options_get_letters_that_are_free() -> None:
    options = [{"text": "x", "fraction": 1}, {"text": "y", "id": "a"}, {"text": "z"}]
    assert [option.id for option in read("single_choice", options=options).options] == ["b", "a", "c"]
    assert [option_id(place) for place in (0, 25, 26, 701, 702)] == ["a", "z", "aa", "zz", "aaa"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_tidy_tags_are_trimmed_each_once_and_stay_tidy(tags: list[str]) -> None:
    tidy = tidy_tags(tags)
    assert tidy_tags(tidy) == tidy
    assert len({fold(tag) for tag in tidy}) == len(tidy)
    assert all(tag == " ".join(tag.split()) != "" for tag in tidy)
    assert {fold(" ".join(tag.split())) for tag in tags} - {""} <= {fold(tag) for tag in tidy} | {""}


def test_a_category_path_is_tidied() -> None:
    assert read("essay", category=" A / B//C /").category == "A/B//C"
    assert read("essay", category=" / ").category is None
