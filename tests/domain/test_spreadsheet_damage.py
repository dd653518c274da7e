"""Cells that a spreadsheet has changed are told from those that merely look odd."""

import pytest

from qbank.domain.spreadsheet_damage import damage


@pytest.mark.parametrize(
    ("cell", "looks"),
    [
        ("2026-03-04", "a date"),
        ("2026-03-04 00:00:00", "a date"),
        ("2026-03-04T00:00", "a date"),
        ("4-Mar", "a date"),
        ("04-Mar-26", "a date"),
        ("Mar-24", "a date"),
        ("4. Mrz", "a date"),
        ("04. Mai", "a date"),
        ("Okt 26", "a date"),
        ("4-févr.", "a date"),
        ("3/4/2026", "a date"),
        ("04.03.2026", "a date"),
        ("1.23E+05", "a float"),
        ("1,23E+05", "a float"),
        ("3e-7", "a float"),
        ("3.0", "a float"),
        ("12,00", "a float"),
        ("#NAME?", "an error"),
        ("#######", "an error"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_cell_is_told(cell: str, looks: str) -> None:
    assert damage(cell) == looks


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "3",
        "easy",
        "3e12",
        "v1.1",
        "1.2.10",
        "4-Marble",
        "May 2026",
        "bio-001",
        "1/2",
        "a 3.0",
        "#1",
        "4.5",
    ],
)
def test_what_merely_looks_odd_is_left_alone(cell: str) -> None:
    assert damage(cell) is None
