"""Reading ahead changes nothing of what is read, nor of what is raised and when; and it is not far ahead."""

from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from qbank.formats.read_ahead import in_bunches

_SIZED = st.lists(st.tuples(st.sampled_from([0, 10, 600_000, 2 << 20]), st.integers(0, 3)), max_size=250)


@given(_SIZED)
def test_all_things_come_in_their_order(sized: list[tuple[int, int]]) -> None:
    read = [(size, [(place, each) for each in range(count)]) for place, (size, count) in enumerate(sized)]
    assert list(in_bunches(read)) == [thing for _, things in read for thing in things]


@given(st.integers(0, 250))
def test_what_reading_raises_is_raised_behind_the_things_before_it(count: int) -> None:
    def broken() -> Iterator[tuple[int, list[int]]]:
        yield from ((0, [number]) for number in range(count))
        raise ValueError("cut off")

    seen: list[int] = []
    with pytest.raises(ValueError, match="cut off"):
        seen.extend(in_bunches(broken()))
    assert seen == list(range(count))


@pytest.mark.parametrize(("size", "ahead"), [(1, 100), (1 << 18, 4), (64 << 20, 1)])
def test_no_more_is_read_ahead_than_a_mebibyte_and_a_hundred_things(size: int, ahead: int) -> None:
    begun = 0

    def read() -> Iterator[tuple[int, list[int]]]:
        nonlocal begun
        for number in range(1000):
            begun += 1
            yield size, [number]

    most = max(begun - number for number in in_bunches(read()))
    assert most == ahead
