"""Three versions of a question made one."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain.merging import UNKNOWN, Side, as_one, merge

A = {"id": "a", "text": "one", "fraction": 1}
NO_KEY = {"id": "a", "text": "one"}
B = {"id": "b", "text": "two"}
C = {"id": "c", "text": "three"}
VALUES = st.sampled_from([None, "x", "y", "z"])
TAGS = st.lists(st.sampled_from(["Cell", "leaf", "root", "é"]), unique=True)
OPTIONS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("abc"), "text": st.sampled_from("xyz")}),
    max_size=3,
    unique_by=lambda each: each["id"],
)
PARTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["essay", "single_choice"]),
        "stem": VALUES,
        "options": OPTIONS,
        "details": st.dictionaries(st.sampled_from("mn"), VALUES),
        "tags": TAGS,
        "fields": st.dictionaries(st.sampled_from("mn"), VALUES),
    }
)


def version(**parts: Any) -> dict[str, Any]:
    base = {"type": "essay", "stem": "s", "options": [], "details": {}, "tags": [], "fields": {}}
    return {**base, **parts}


@given(PARTS, PARTS)
def test_what_one_side_alone_changed_is_that_side(one: Any, other: Any) -> None:
    assert merge(one, one, other).parts == other
    assert merge(one, other, one).parts == other
    assert merge(one, other, other).parts == other
    assert not merge(one, one, other).clashes
    assert not merge(one, one, other).kept
    assert not merge(one, other, one).taken


@given(PARTS, PARTS, PARTS)
def test_a_clash_is_the_only_thing_a_side_decides(base: Any, ours: Any, theirs: Any) -> None:
    one, other = merge(base, ours, theirs, Side.OURS), merge(base, ours, theirs, Side.THEIRS)
    assert one.clashes == other.clashes
    assert (one.parts == other.parts) == (not one.clashes)
    assert (one.taken, one.kept) == (other.taken, other.kept)


@given(PARTS, PARTS)
def test_of_an_unknown_base_every_difference_is_a_clash(ours: Any, theirs: Any) -> None:
    done = merge(UNKNOWN, ours, theirs)
    assert done.parts == ours
    assert bool(done.clashes) == (ours != theirs)
    assert merge(UNKNOWN, ours, theirs, Side.THEIRS).parts == theirs
    assert not done.taken
    assert not done.kept


@given(PARTS, PARTS, PARTS)
def test_as_one_a_question_is_one_side_whole(base: Any, ours: Any, theirs: Any) -> None:
    assert as_one(base, ours, theirs, Side.OURS).parts == ours
    assert as_one(base, ours, theirs, Side.THEIRS).parts == theirs


def test_parts_of_an_object_and_tags_merge_one_by_one() -> None:
    done = merge(
        version(fields={"week": 1, "room": 2}, tags=["a", "b"]),
        version(fields={"week": 9, "room": 2}, tags=["a", "b", "mine"]),
        version(fields={"week": 1}, tags=["a", "new"]),
    )
    assert done.parts["fields"] == {"week": 9}
    assert done.parts["tags"] == ["a", "mine", "new"]
    assert (done.taken, done.kept) == (["tags", "fields room"], ["tags", "fields week"])


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        ([{**A, "text": "ONE"}, B, C], [A, B, {**C, "text": "THREE"}], ["ONE", "two", "THREE"]),
        ([{**A, "text": "ONE"}, B, C], [B, A, C], ["two", "ONE", "three"]),
        ([A, {**B, "text": "TWO"}, C], [A, B], ["one", "TWO"]),
        ([A, B], [A, B, {**C, "text": "THREE"}], None),
        (
            [{**A, "fraction": 0}, {**B, "fraction": 1}, C],
            [{**A, "fraction": 0}, B, {**C, "fraction": 1}],
            None,
        ),
        ([B, A, C], [A, C, B], None),
        ([A, B, C, {"id": "d", "text": "mine"}], [A, B, C, {"id": "d", "text": "its"}], None),
        ([{**A, "text": "mine"}, B, C], [{**A, "text": "its"}, B, C], None),
    ],
)
def test_options_merge_as_wholes_and_two_keys_or_orders_clash(
    ours: list[Any], theirs: list[Any], wanted: list[str] | None
) -> None:
    done = merge(version(options=[A, B, C]), version(options=ours), version(options=theirs))
    if wanted is None:
        assert [clash.place for clash in done.clashes] == ["options"]
        assert done.parts["options"] == ours
    else:
        assert [each["text"] for each in done.parts["options"]] == wanted


def test_another_type_takes_its_options_along() -> None:
    ours, theirs = version(type="essay", stem="mine"), version(type="single_choice", options=[A, B])
    done = merge(version(), ours, theirs)
    assert (done.parts["type"], done.parts["options"], done.parts["stem"]) == (
        "single_choice",
        [A, B],
        "mine",
    )
    assert done.taken == ["type and options"]
