from hypothesis import given, strategies as st

from qbank.cli.column_widths import shared
from qbank.cli.output import Column

NAMES = st.sampled_from(["id", "type", "difficulty", "category", "tags", "stem", "title", "created_at"])
COLUMNS = st.lists(st.tuples(NAMES, st.integers(1, 300)), min_size=1, max_size=12)
LISTED = ["id", "type", "difficulty", "category", "stem"]


@given(COLUMNS, st.integers(0, 250))
def test_every_column_gets_a_cell_and_together_they_fit_where_there_is_room(
    columns: list[tuple[str, int]], room: int
) -> None:
    names, natural = [name for name, _ in columns], [size for _, size in columns]
    sizes = shared(names, natural, room)
    assert all(1 <= size <= wanted for size, wanted in zip(sizes, natural, strict=True))
    assert sum(sizes) <= max(room, len(columns))


@given(COLUMNS, st.integers(0, 250))
def test_what_fits_keeps_its_width_and_no_cell_is_left_over_where_it_does_not(
    columns: list[tuple[str, int]], room: int
) -> None:
    names, natural = [name for name, _ in columns], [size for _, size in columns]
    expected = min(sum(natural), max(room, len(columns)))
    assert sum(shared(names, natural, room)) == expected


def test_ids_stay_whole_where_texts_and_names_give_way() -> None:
    for room in (26, 40, 66, 106, 186):
        assert shared(LISTED, [6, 15, 10, 25, 120], room)[0] == 6


def test_each_id_of_a_pair_stays_whole() -> None:
    pair = [Column("id", str, "id"), Column("other", str, "id"), Column("wording", str), Column("stem", str)]
    assert shared([column.measured_as for column in pair], [6, 6, 7, 200], 30)[:2] == [6, 6]


def test_the_stem_takes_the_rest_of_a_wide_line() -> None:
    assert shared(LISTED, [6, 15, 10, 25, 120], 106) == [6, 15, 10, 25, 50]
    assert shared(LISTED, [6, 15, 10, 25, 120], 186) == [6, 15, 10, 25, 120]


def test_a_narrow_line_keeps_words_of_the_stem_and_the_beginnings_of_names() -> None:
    assert shared(LISTED, [6, 15, 10, 25, 120], 66) == [6, 13, 10, 13, 24]
    assert min(shared(LISTED, [6, 15, 10, 25, 120], 40)) >= 5
