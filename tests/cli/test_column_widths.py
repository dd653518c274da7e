import pytest
from hypothesis import given, strategies as st

from qbank.cli.column_widths import Wanted, is_cramped, shared, wanted
from qbank.cli.output import Column

KINDS = st.sampled_from(["whole", "name", "text", "empty"])
WANTED = st.builds(
    lambda kind, head, value: Wanted(kind, head, 0 if kind == "empty" else value),
    KINDS,
    st.integers(1, 20),
    st.integers(1, 300),
)
COLUMNS = st.lists(WANTED, min_size=1, max_size=12)
SIZES = {"id": 6, "type": 15, "difficulty": 10, "category": 25, "stem": 120}
LISTED = [wanted(name, len(name), [size], is_short=False) for name, size in SIZES.items()]


def number(name: str, size: int) -> Wanted:
    return wanted(name, len(name), [size], is_short=True)


def words(name: str, size: int) -> Wanted:
    return wanted(name, len(name), [size], is_short=False)


HISTORY = [
    number("version", 1),
    number("change", 3),
    number("when", 16),
    words("actor", 5),
    words("changed", 22),
    words("did", 40),
]
PAIRS = [
    words("kind", 13),
    words("id", 6),
    number("wording", 5),
    number("options", 5),
    number("key", 3),
    words("stem", 90),
]


@given(COLUMNS, st.integers(0, 250))
def test_every_column_gets_a_cell_and_together_they_fit_where_there_is_room(
    columns: list[Wanted], room: int
) -> None:
    sizes = shared(columns, room)
    assert all(1 <= size <= column.natural for size, column in zip(sizes, columns, strict=True))
    assert sum(sizes) <= max(room, len(columns))


@given(COLUMNS, st.integers(0, 250))
def test_what_fits_keeps_its_width_and_no_cell_is_left_over_where_it_does_not(
    columns: list[Wanted], room: int
) -> None:
    expected = min(sum(column.natural for column in columns), max(room, len(columns)))
    assert sum(shared(columns, room)) == expected


def test_ids_stay_whole_where_texts_and_names_give_way() -> None:
    for room in (26, 40, 66, 106, 186):
        assert shared(LISTED, room)[0] == 6


def test_each_id_of_a_pair_stays_whole() -> None:
    pair = [Column("id", str, "id"), Column("other", str, "id"), Column("wording", str), Column("stem", str)]
    names = [column.measured_as for column in pair]
    takes = [
        wanted(name, 5, [size], is_short=False) for name, size in zip(names, [6, 6, 7, 200], strict=True)
    ]
    assert shared(takes, 30)[:2] == [6, 6]


def test_the_stem_takes_the_rest_of_a_wide_line() -> None:
    assert shared(LISTED, 106) == [6, 15, 10, 25, 50]
    assert shared(LISTED, 186) == [6, 15, 10, 25, 120]


def test_a_narrow_line_keeps_words_of_the_stem_and_the_beginnings_of_names() -> None:
    assert shared(LISTED, 66) == [6, 13, 10, 13, 24]
    assert min(shared(LISTED, 40)) >= 5


@pytest.mark.parametrize("columns", [HISTORY, PAIRS])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_numbers_moments_and_ids_are_never_cut_on_a_narrow_terminal(
    columns: list[Wanted], width: int
) -> None:
    sizes = shared(columns, width - 2 * (len(columns) - 1) - 2)
    for column, size in zip(columns, sizes, strict=True):
        if column.kind == "whole":
            assert size >= column.value
        assert size >= min(column.natural, 4)


def test_an_empty_column_gives_way_before_any_name() -> None:
    sizes = shared([wanted("explanation", 11, [0, 0], is_short=False), words("category", 20)], 26)
    assert sizes == [6, 20]


def test_a_cut_text_or_long_name_is_no_reason_to_draw_columns_closer() -> None:
    assert not is_cramped(PAIRS, [13, 6, 7, 7, 3, 20])
    assert not is_cramped(LISTED, [6, 13, 10, 13, 24])
    assert is_cramped(LISTED, [6, 11, 10, 13, 24])
    assert is_cramped(PAIRS, [13, 6, 5, 7, 4, 20])
