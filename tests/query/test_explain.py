from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.query.explain import explain
from qbank.query.tree import During, Node, normalised

Read = Callable[..., Node]


@pytest.mark.parametrize(
    "arguments, english",
    [
        ([], "every question"),
        (["krebs"], "the question holds the word 'krebs'"),
        (["krebs cycle"], "the question holds the phrase 'krebs cycle'"),
        (["title:micro*"], "the title holds a word that begins with 'micro'"),
        (["text:krebs cyc*"], "the stem holds a phrase that begins with 'krebs cyc'"),
        (["tag:a,b"], "tag is 'a' or 'b'"),
        (["tag:=a"], "tag is 'a' itself"),
        (["id:3f2a"], "id begins with '3f2a'"),
        (["category:A/B"], "category is 'A/B' or below it"),
        (["category:=A"], "category is 'A' itself"),
        (["author:Curie"], "author is 'Curie'"),
        (["author:*e"], "author matches '*e'"),
        (["rating:3"], "rating is 3"),
        (["rating:>3"], "rating is more than 3"),
        (["rating:2..4"], "rating is at least 2 and at most 4"),
        (["points:<1"], "points is less than 1"),
        (["tag:none"], "tag has no value"),
        (["field.topic:any"], "field.topic has a value"),
        (["has:math"], "has: math"),
        (["-tag:a"], "not: tag is 'a'"),
    ],
)
def test_each_condition_is_said_in_english(arguments: list[str], english: str, read: Read) -> None:
    assert explain(read(*arguments)) == english


def test_groups_are_indented(read: Read) -> None:
    lines = explain(
        read("a", "[", "b", "OR", "NOT", "[", "c", "d", "]", "]", "NOT", "[", "e", "OR", "f", "]")
    )
    assert lines.split("\n") == [
        "all of these:",
        "  the question holds the word 'a'",
        "  at least one of these:",
        "    the question holds the word 'b'",
        "    not all of these:",
        "      the question holds the word 'c'",
        "      the question holds the word 'd'",
        "  none of these:",
        "    the question holds the word 'e'",
        "    the question holds the word 'f'",
    ]


def test_times_are_shown_in_the_readers_zone(read: Read, now: datetime) -> None:
    assert now.tzinfo is not None
    day = read("created:2026-01-15")
    assert explain(day, zone=now.tzinfo) == (
        "created from 2026-01-15 00:00:00 CET until before 2026-01-16 00:00:00 CET"
    )
    assert explain(day) == "created from 2026-01-14 23:00:00 UTC until before 2026-01-15 23:00:00 UTC"
    assert explain(read("created:..2026")) == "created before 2026-12-31 23:00:00 UTC"
    assert explain(During("updated", now, None), zone=now.tzinfo) == "updated from 2026-03-01 12:00:00 CET on"


def test_control_characters_of_a_value_never_reach_the_terminal(read: Read) -> None:
    assert explain(read('tag:"\x1b[31m\n"')) == r"tag is '\x1b[31m\n'"


@settings(deadline=None)
@given(data=st.data())
def test_every_tree_is_explained_in_printable_lines(data: st.DataObject, trees: SearchStrategy[Node]) -> None:
    lines = explain(normalised(data.draw(trees))).split("\n")
    assert all(line.strip() and line.isprintable() for line in lines)
