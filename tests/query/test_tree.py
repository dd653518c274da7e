import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.query.tree import And, Everything, Node, Not, OneOf, Or, all_of, any_of, negation, normalised

A, B, C = (OneOf("tag", (tag,)) for tag in "abc")


def test_groups_within_like_groups_are_flattened() -> None:
    assert all_of([A, And((B, C))]) == And((A, B, C))
    assert any_of([Or((A, B)), C]) == Or((A, B, C))


def test_a_group_of_one_is_its_part() -> None:
    assert all_of([A]) == any_of([A]) == A


def test_everything_vanishes_from_a_conjunction_and_swallows_an_alternative() -> None:
    assert all_of([A, Everything()]) == A
    assert all_of([]) == Everything()
    assert any_of([A, Everything(), B]) == Everything()


def test_an_alternative_without_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a part"):
        any_of([])


def test_a_double_negation_is_taken_away() -> None:
    assert negation(negation(A)) == A
    assert normalised(Not(Not(Not(A)))) == Not(A)


@settings(deadline=None)
@given(data=st.data())
def test_the_shortest_form_cannot_be_shortened(data: st.DataObject, trees: SearchStrategy[Node]) -> None:
    once = normalised(data.draw(trees))
    assert normalised(once) == once
