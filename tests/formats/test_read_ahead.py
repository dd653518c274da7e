"""Reading ahead changes nothing of what is read, nor of what is raised and when."""

from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from qbank.formats.read_ahead import in_hundreds


@given(st.integers(0, 350))
def test_all_items_come_in_their_order(count: int) -> None:
    assert list(in_hundreds(range(count))) == list(range(count))


@given(st.integers(0, 350))
def test_what_reading_raises_is_raised_behind_the_items_before_it(count: int) -> None:
    def broken() -> Iterator[int]:
        yield from range(count)
        raise ValueError("cut off")

    seen: list[int] = []
    with pytest.raises(ValueError, match="cut off"):
        seen.extend(in_hundreds(broken()))
    assert seen == list(range(count))
