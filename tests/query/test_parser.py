from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given, settings, strategies as st

from qbank.errors import Kind, QbankError
from qbank.query.explain import explain
from qbank.query.parser import MAX_DEPTH, MAX_TERMS, MAX_VALUES, parse
from qbank.query.tree import And, Everything, Node, Not, OneOf, Or, TextColumn, Words
from qbank.query.write import write

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]

A, B, C = (OneOf("tag", (tag,)) for tag in "abc")


def word(text: str) -> Words:
    return Words(TextColumn.ANY, text, prefix=False)


_SIGNS = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "-",
    "--",
    '"',
    "\\",
    ":",
    ",",
    "..",
    "*",
    "=",
    ">",
    "<",
    "OR",
    "AND",
    "NOT",
]
_HEADS = [
    "tag:",
    "category:",
    "rating:",
    "created:",
    "id:",
    "difficulty:",
    "has:",
    "title:",
    "field.x:",
    'field."',
]
_FRAGMENTS = st.sampled_from(
    [*_SIGNS, *_HEADS, " ", " ", "a", "7d", "3", "2026-01", "none", "hard", "note:", "é"]
)
_ASSEMBLED = st.lists(st.lists(_FRAGMENTS, max_size=8).map("".join), max_size=6)
_ANYTHING = st.lists(st.text(st.characters(exclude_categories=())), max_size=4)


@settings(deadline=None)
@given(arguments=_ASSEMBLED | _ANYTHING)
def test_any_arguments_are_read_and_can_be_written_again_or_are_refused_on_one_line(
    arguments: list[str], now: datetime
) -> None:
    try:
        tree = parse(arguments, now=now)
    except QbankError as error:
        assert error.kind is Kind.USAGE
        assert error.message.isprintable()
        assert error.hint is not None
        assert error.hint.isprintable()
    else:
        assert parse(write(tree), now=now) == tree
        assert all(line.isprintable() for line in explain(tree).split("\n"))


def test_no_argument_means_everything(read: Read) -> None:
    assert read() == Everything()


def test_terms_beside_each_other_are_all_meant(read: Read) -> None:
    assert read("tag:a", "tag:b") == read("tag:a", "AND", "tag:b") == And((A, B))


def test_or_binds_looser_than_and(read: Read) -> None:
    assert read("tag:a", "tag:b", "OR", "tag:c") == Or((And((A, B)), C))


def test_not_binds_tightest(read: Read) -> None:
    assert read("NOT", "tag:a", "tag:b") == And((Not(A), B))
    assert read("-tag:a", "OR", "tag:b") == Or((Not(A), B))


@pytest.mark.parametrize("opening, closing", [("[", "]"), ("{", "}"), ("(", ")")])
def test_every_kind_of_bracket_groups(opening: str, closing: str, read: Read) -> None:
    assert read("tag:a", opening, "tag:b", "OR", "tag:c", closing) == And((A, Or((B, C))))
    assert read("NOT", opening, "tag:b", "OR", "tag:c", closing) == Not(Or((B, C)))


def test_round_and_curly_brackets_may_touch_their_terms(read: Read) -> None:
    assert read("{tag:a", "OR", "(tag:b", "tag:c)}") == Or((A, And((B, C))))


def test_a_leading_dash_negates_words_phrases_terms_and_brackets(read: Read) -> None:
    assert read("-krebs") == Not(word("krebs"))
    assert read("-krebs cycle") == read('-"krebs cycle"') == Not(word("krebs cycle"))
    assert read("-{", "tag:a", "OR", "tag:b", "}") == Not(Or((A, B)))
    assert read("-[", "tag:a", "OR", "tag:b", "]") == Not(Or((A, B)))


def test_a_double_negation_is_taken_away(read: Read) -> None:
    assert read("NOT", "-tag:a") == A


def test_operators_count_only_in_capitals(read: Read) -> None:
    assert read("a", "or", "not", "b") == And((word("a"), word("or"), word("not"), word("b")))


def test_an_operator_in_quotes_is_a_word(read: Read) -> None:
    assert read('"OR"', '"NOT"') == And((word("OR"), word("NOT")))


def test_an_argument_with_an_operator_is_a_group_of_its_own(read: Read) -> None:
    assert read("tag:a", "tag:b OR tag:c") == And((A, Or((B, C))))
    assert read("NOT", "tag:b OR tag:c") == Not(Or((B, C)))


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["OR", "a"], "OR has nothing before it"),
        (["a", "OR"], "OR has nothing after it"),
        (["a", "OR", "OR", "b"], "OR has nothing after it"),
        (["AND", "a"], "AND has nothing before it"),
        (["a", "AND", "OR", "b"], "AND has nothing after it"),
        (["NOT"], "NOT has nothing after it"),
        (["[", "NOT", "]"], "NOT has nothing after it"),
        (["[", "a"], "a bracket is never closed"),
        (["["], "a bracket is never closed"),
        (["a", "]"], "a bracket closes that never opened"),
        (["]"], "a bracket closes that never opened"),
        (["[", "]"], "nothing stands between the brackets"),
        (["a", "[", "OR", "b", "]"], "OR has nothing before it"),
        (["{ tag:a", "OR", "tag:b }"], "a bracket is never closed"),
    ],
)
def test_what_lacks_its_other_half_is_named(arguments: list[str], message: str, refusal: Refusal) -> None:
    assert refusal(*arguments).message == message


def test_the_hint_for_a_stray_operator_shows_how_to_search_for_the_word(refusal: Refusal) -> None:
    assert "'\"AND\"'" in (refusal("AND").hint or "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["("] * 100_000,
        ["(" * 100_000],
        ["-(" * 50_000],
        ["NOT"] * 100_000,
        ["[ " * 50_000 + "a" + " ]" * 50_000],
    ],
)
def test_deep_nesting_is_refused_by_its_depth(arguments: list[str], refusal: Refusal) -> None:
    assert refusal(*arguments).message == f"brackets and NOT stand more than {MAX_DEPTH} deep"


def test_nesting_up_to_the_limit_is_read(read: Read) -> None:
    assert read(*["["] * MAX_DEPTH, "tag:a", *["]"] * MAX_DEPTH) == A


def test_brackets_beside_each_other_are_not_deep(read: Read) -> None:
    assert read(*["[", "NOT", "tag:a", "]"] * (MAX_DEPTH + 1)) == And((Not(A),) * (MAX_DEPTH + 1))


def test_terms_are_counted(read: Read, refusal: Refusal) -> None:
    assert isinstance(read(*["a"] * MAX_TERMS), And)
    assert str(MAX_TERMS) in refusal(*["a"] * (MAX_TERMS + 1)).message
    assert str(MAX_TERMS) in refusal("a " * MAX_TERMS + "tag:b").message


def test_listed_values_are_counted(read: Read, refusal: Refusal) -> None:
    tags = ",".join(f"t{number}" for number in range(MAX_VALUES))
    assert isinstance(read(f"tag:{tags}"), OneOf)
    assert str(MAX_VALUES) in refusal(f"tag:{tags}", "tag:one-more").message
    assert str(MAX_VALUES) in refusal(f"tag:{tags},one-more,none").message


@pytest.mark.parametrize(
    "argument",
    [
        "x" * 1_000_000 + ":y",
        "difficulty:" + "h" * 1_000_000,
        ")" * 1_000_000,
        '"' * 1_000_000,
        "*" * 1_000_000,
        "-" * 1_000_000,
        "rating:" + "9" * 1_000_000,
        "created:" + "9" * 1_000_000 + "d",
        'tag:"a' + ',"' * 500_000,
    ],
)
def test_a_huge_argument_is_refused_in_a_short_message(argument: str, refusal: Refusal) -> None:
    error = refusal(argument)
    assert len(error.message) < 200
    assert len(error.hint or "") < 500
