from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.query.fields import is_negated_term
from qbank.query.tree import And, Everything, Named, Node, Not, OneOf, Or, TextColumn, Words, normalised
from qbank.query.write import write

Read = Callable[..., Node]


@settings(deadline=None)
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same_tree(
    data: st.DataObject, trees: SearchStrategy[Node], read: Read
) -> None:
    tree = data.draw(trees)
    assert read(*write(tree)) == normalised(tree)


@settings(deadline=None)
@given(data=st.data())
def test_a_written_argument_that_begins_with_a_dash_is_known_as_a_term(
    data: st.DataObject, trees: SearchStrategy[Node]
) -> None:
    arguments = write(data.draw(trees))
    assert all(is_negated_term(argument) for argument in arguments if argument.startswith("-"))


def test_plain_values_are_written_without_quotes() -> None:
    parts = (OneOf("tag", ("cell", "exam")), Words(TextColumn.ANY, "micro", True))
    assert write(And(parts)) == ["tag:cell,exam", "micro*"]


def test_alternatives_beside_a_term_get_brackets_and_alone_none() -> None:
    either = Or((OneOf("tag", ("a",)), OneOf("tag", ("b",))))
    assert write(either) == ["tag:a", "OR", "tag:b"]
    assert write(And((either, Named("author", "x")))) == ["[", "tag:a", "OR", "tag:b", "]", "author:x"]


def test_conjunctions_need_no_brackets_beside_or() -> None:
    a, b, c = (OneOf("tag", (tag,)) for tag in "abc")
    assert write(Or((And((a, b)), c))) == ["tag:a", "tag:b", "OR", "tag:c"]


def test_a_negated_word_is_never_written_like_an_option() -> None:
    assert write(Not(Words(TextColumn.ANY, "krebs", False))) == ["NOT", "krebs"]


@pytest.mark.parametrize("unsayable", [Not(Everything()), Or(()), Not(And(()))])
def test_a_tree_that_matches_nothing_has_no_words(unsayable: Node) -> None:
    with pytest.raises(ValueError, match=r"needs a part|negation of everything"):
        write(unsayable)
