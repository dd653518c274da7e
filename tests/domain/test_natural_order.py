from hypothesis import given, strategies as st

from qbank.domain.natural_order import natural_key


def test_numbers_in_names_count_as_numbers() -> None:
    names = ["Unit 10", "unit 2", "Unit 1b", "Unit", "Éa 3", "ea 12", "7", "12", "007a"]
    ordered = ["7", "007a", "12", "Éa 3", "ea 12", "Unit", "Unit 1b", "unit 2", "Unit 10"]
    assert sorted(names, key=natural_key) == ordered


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6))
def test_any_names_have_one_order(names: list[str]) -> None:
    assert sorted(names, key=natural_key) == sorted(sorted(names, reverse=True), key=natural_key)
