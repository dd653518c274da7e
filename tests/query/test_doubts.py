"""What is doubted of a query that found nothing."""

from collections.abc import Callable

import pytest

from qbank.query.doubts import doubts
from qbank.query.tree import Node

Read = Callable[..., Node]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["router", "or", "switch"], ["'or' is searched for as a word; the query's own is OR, in capitals"]),
        (["router", "Or", "x"], ["'Or' is searched for as a word; the query's own is OR, in capitals"]),
        (["not", "router"], ["'not' is searched for as a word; the query's own is NOT, in capitals"]),
        (
            ["difficulty=hard"],
            ["'difficulty=hard' is searched for as words; a field is written difficulty:hard"],
        ),
        (
            ["author == Ann Lee"],
            ["'author == Ann Lee' is searched for as words; a field is written 'author:Ann Lee'"],
        ),
        (["e=mc2"], []),
        (["router", "OR", "switch"], []),
        (["title:or"], []),
        (["NOT", "not"], []),
    ],
)
def test_a_word_that_was_probably_meant_as_more_is_named(
    read: Read, arguments: list[str], said: list[str]
) -> None:
    assert doubts(read(*arguments)) == said


@pytest.mark.parametrize(
    ("arguments", "instead"),
    [
        (["difficulty:hard", "difficulty:easy"], "difficulty:hard,easy"),
        (["tag:x", "[", "type:essay", "type:cloze", "OR", "krebs", "]"], "type:essay,cloze"),
        (["author:Ann", "author:Bo Li"], "[ author:Ann OR 'author:Bo Li' ]"),
        (["category:A", "category:B/C"], "[ category:A OR category:B/C ]"),
    ],
)
def test_two_values_of_a_field_that_has_one_are_told_the_way_to_ask_for_either(
    read: Read, arguments: list[str], instead: str
) -> None:
    (said,) = doubts(read(*arguments))
    assert said.endswith(f"for those with either, write {instead}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["tag:a", "tag:b"],
        ["difficulty:hard,easy", "difficulty:easy"],
        ["difficulty:hard", "NOT", "difficulty:easy"],
        ["difficulty:hard", "OR", "difficulty:easy"],
        ["author:A*", "author:*n"],
        ["category:A", "category:A/B"],
    ],
)
def test_what_can_hold_together_is_not_doubted(read: Read, arguments: list[str]) -> None:
    assert doubts(read(*arguments)) == []
