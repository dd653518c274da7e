from collections import Counter

import pytest
from hypothesis import given, strategies as st

from qbank.cli import stats, stats_view
from qbank.cli.stats_view import dashboard_lines, percent
from qbank.cli.styled_text import plain_line
from qbank.domain.text_width import cell_width
from qbank.services.statistics import Dashboard, KeyPositions

numbers = st.integers(1, 10**6)
texts = st.text(max_size=40)


@st.composite
def boards(draw: st.DrawFn) -> Dashboard:
    levels = st.dictionaries(st.sampled_from(["easy", "medium", "hard", None]), numbers, min_size=1)
    categories = draw(st.dictionaries(texts, levels.map(Counter), max_size=20))
    total = sum(counts.total() for counts in categories.values())
    held = draw(st.dictionaries(st.none() | st.integers(0, 5), numbers))
    rated: dict[float | None, int] = draw(st.dictionaries(st.floats(0, 5), numbers))
    tagged = st.tuples(texts, st.integers(0, total))
    return Dashboard(
        questions=total,
        categories=categories,
        types=Counter({"single_choice": total}),
        statuses=Counter({"ready": total}),
        ratings=Counter({None: draw(st.integers(0, total))} | rated),
        tags=draw(st.lists(tagged, max_size=12)),
        untagged=draw(st.integers(0, total)),
        unexplained=draw(st.integers(0, total)),
        unkeyed=draw(st.integers(0, total)),
        keys=KeyPositions(10**6, Counter(held), Counter({6: sum(held.values())})),
    )


@given(boards(), st.integers(60, 200))
def test_no_line_of_a_dashboard_is_wider_than_the_terminal(board: Dashboard, width: int) -> None:
    lines = [plain_line(line) for line in dashboard_lines(board, width)]
    assert max(map(cell_width, lines)) <= width
    assert not any(character in line for line in lines for character in "\n\x1b\x07")


def test_a_sample_is_said_to_be_one() -> None:
    board = Dashboard(
        questions=30_000,
        categories={"A": Counter({None: 30_000})},
        types=Counter({"single_choice": 30_000}),
        statuses=Counter({"ready": 30_000}),
        ratings=Counter({None: 30_000}),
        tags=[],
        untagged=0,
        unexplained=0,
        unkeyed=0,
        keys=KeyPositions(30_000, Counter({0: 4_000, 1: 1_000}), Counter({2: 5_000})),
    )
    lines = [plain_line(line) for line in dashboard_lines(board, 80)]
    assert "Single-choice keys  a sample of 5,000 of 30,000" in lines
    assert not any(line.startswith("Ratings") for line in lines)


def test_categories_beyond_the_largest_are_counted_with_the_command_that_lists_them() -> None:
    sizes: list[dict[str | None, int]] = [{"easy": size} for size in range(1, 21)]
    many = {f"C{size['easy']:02}": Counter(size) for size in sizes}
    lines = [plain_line(line) for line in stats_view._categories(many, 80)]
    assert [line.split()[0] for line in lines[2:5]] == ["C20", "C19", "C18"]
    assert lines[-1] == f"and 8 more: qbank stats --by {stats.DEFAULT}"


@pytest.mark.parametrize(
    ("number", "total", "text"),
    [(0, 10, "0 %"), (1, 1000, "<1 %"), (1, 3, "33 %"), (999, 1000, ">99 %"), (7, 7, "100 %"), (0, 0, "0 %")],
)
def test_a_share_does_not_look_like_nothing_or_all_unless_it_is(number: int, total: int, text: str) -> None:
    assert percent(number, total) == text
