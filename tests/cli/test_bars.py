from hypothesis import given, strategies as st

from qbank.cli.bars import apportioned, bar


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(0, 60))
def test_cells_are_shared_out_whole_and_within_one_of_their_due(counts: list[int], cells: int) -> None:
    shares = apportioned(counts, cells)
    total = sum(counts)
    assert sum(shares) == (cells if total else 0)
    assert all(
        abs(share - count * cells / (total or 1)) < 1 for share, count in zip(shares, counts, strict=True)
    )


@given(st.floats(0, 1), st.integers(1, 60))
def test_a_bar_fits_its_cells_and_is_seen_unless_it_stands_for_nothing(share: float, cells: int) -> None:
    assert len(bar(share, cells)) <= cells
    assert bool(bar(share, cells)) == (share > 0)
    assert bar(1, cells) == "█" * cells
