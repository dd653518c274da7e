from hypothesis import given, strategies as st

from qbank.domain.three_way import without_members, without_tags

TAGS = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True)
OBJECTS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2))


@given(TAGS, TAGS)
def test_taking_back_tags_nobody_touched_since_gives_those_there_were(
    before: list[str], after: list[str]
) -> None:
    assert sorted(without_tags(before, after, after)) == sorted(before)


@given(TAGS, TAGS, TAGS)
def test_only_the_tags_the_change_gave_or_took_are_touched(
    before: list[str], after: list[str], now: list[str]
) -> None:
    changed = set(before) ^ set(after)
    assert set(without_tags(before, after, now)) - changed == set(now) - changed


def test_tags_are_compared_without_case_and_accents() -> None:
    assert without_tags(["x"], ["x", "É"], ["x", "e", "later"]) == ["x", "later"]


@given(OBJECTS, OBJECTS)
def test_taking_back_members_nobody_touched_since_gives_the_object_there_was(
    before: dict[str, int], after: dict[str, int]
) -> None:
    assert without_members(before, after, after) == (before, [])


@given(OBJECTS, OBJECTS, OBJECTS)
def test_a_member_the_change_left_alone_stays(
    before: dict[str, int], after: dict[str, int], now: dict[str, int]
) -> None:
    taken, clashes = without_members(before, after, now)
    for name in "abc":
        if before.get(name) == after.get(name) or name in clashes:
            assert taken.get(name) == now.get(name)


def test_a_member_that_was_changed_again_clashes() -> None:
    assert without_members({"a": 1}, {"a": 2, "b": 1}, {"a": 3, "b": 1}) == ({"a": 3}, ["a"])
