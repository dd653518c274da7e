import pytest
from hypothesis import given, strategies as st

from qbank.formats.table_packed import Packing, packing_of, unpacked


@pytest.mark.parametrize(
    ("cell", "packing", "parts"),
    [
        ("Rome|Paris|Bonn", Packing.BARS, ["Rome", "Paris", "Bonn"]),
        ("Rome; Paris ;Bonn;", Packing.SEMICOLONS, ["Rome", "Paris", "Bonn"]),
        ("Rome\nParis\r\n\r\nBonn", Packing.LINES, ["Rome", "Paris", "Bonn"]),
        ("Rome, Paris, 1,000 miles", Packing.COMMAS, ["Rome", "Paris", "1,000 miles"]),
        ("Rome / Paris / km/h", Packing.SLASHES, ["Rome", "Paris", "km/h"]),
        ('["Rome", "Paris, France", 7]', Packing.JSON, ["Rome", "Paris, France", "7"]),
        ("['Rome', \"Paris' heart\", 'it\\'s']", Packing.JSON, ["Rome", "Paris' heart", "it's"]),
        ('{"A": "Rome", "B": "Paris"}', Packing.JSON, ["A) Rome", "B) Paris"]),
        ("a:Keep left,b:Turn (to, the right),c:Stop", Packing.LABELS,
         ["a:Keep left", "b:Turn (to, the right)", "c:Stop"]),
        ("A) Rome B) Paris C) Bonn", Packing.LABELS, ["A) Rome", "B) Paris", "C) Bonn"]),
        ("1. Rome\n2. Paris", Packing.LABELS, ["1. Rome", "2. Paris"]),
        ('"a: Rome,b: Paris"', Packing.LABELS, ["a: Rome", "b: Paris"]),
    ],
)  # fmt: skip
def test_every_packing_comes_apart(cell: str, packing: Packing, parts: list[str]) -> None:
    assert unpacked(cell, packing) == parts


@pytest.mark.parametrize(
    ("cells", "packing"),
    [
        ([("48|56|64", "56"), ("a|b", "b")], Packing.BARS),
        ([("x;y;z", "ACD"), ("x;y;z;w", "AC")], None),
        ([("x;y;z", "AC"), ("x;y;z;w", "D")], Packing.SEMICOLONS),
        ([("Rome, Paris", "Paris"), ("Ada, Bob, Cy", "Ada")], Packing.COMMAS),
        ([("Rome,Paris,Bonn", "A"), ("Ada,Bob,Cy", "C")], Packing.COMMAS),
        ([("Paris, France,London, UK", "B"), ("Rome,Bonn", "A")], None),
        ([("Rome and Paris", "A"), ("Ada", "B")], None),
        ([("a:x,b:y", "b"), ("a:x,b:y,c:z", "c")], Packing.LABELS),
    ],
)
def test_a_packing_is_found_by_all_cells_and_their_keys_or_not_at_all(
    cells: list[tuple[str, str]], packing: Packing | None
) -> None:
    assert packing_of(cells) is packing


def test_wrong_choices_may_stand_alone() -> None:
    assert packing_of([("Rome|Bonn", ""), ("Oslo", "")], wrong_ones=True) is Packing.BARS


_PARTS = st.lists(st.from_regex(r"[A-Za-zäé][A-Za-z äé.]{0,8}[a-z]", fullmatch=True), min_size=2, max_size=5)


@given(_PARTS, st.sampled_from([("|", Packing.BARS), (";", Packing.SEMICOLONS), ("\n", Packing.LINES)]))
def test_joined_choices_come_apart_as_they_were(parts: list[str], joined: tuple[str, Packing]) -> None:
    divider, packing = joined
    assert unpacked(divider.join(parts), packing) == parts


@given(st.text(max_size=60), st.sampled_from(Packing))
def test_any_cell_comes_apart_or_does_not(cell: str, packing: Packing) -> None:
    parts = unpacked(cell, packing)
    assert parts is None or all(parts)


_LONG = 50_000


@pytest.mark.parametrize(
    "cell", ["'\\" * _LONG, " " * _LONG + "|", "[" * _LONG, "a:" + "b " * _LONG, "{{" * _LONG]
)
def test_a_hostile_cell_costs_no_more_than_its_length(cell: str) -> None:
    for packing in Packing:
        parts = unpacked(cell, packing)
        assert parts is None or all(parts)
