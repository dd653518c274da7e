import pytest

from qbank.domain import patterns


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a", "missing ) at character 1: (a"),
        ("x[a", "missing ] at character 2: [a"),
        ("ab**", "bad repetition operator at character 3: **"),
        ("a\\y", "invalid escape sequence at character 2: \\y"),
        ("(?=a)", "invalid perl operator at character 1: (?=a)"),
        ("[z-a]", "invalid character class range at character 2: z-a]"),
    ],
)
def test_a_fault_is_said_with_its_place(pattern: str, said: str) -> None:
    assert patterns.fault(pattern) == said


@pytest.mark.parametrize("pattern", ["a|b", "(?-i)A", "[[:alpha:]]+", "\\pL{2}", "é"])
def test_a_pattern_without_fault_has_none_said(pattern: str) -> None:
    assert patterns.fault(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("CELL", "a cell", True),
        ("(?-i)CELL", "a cell", False),
        ("É", "é", True),
        ("é", "e", False),
        ("^b$", "a\x1fb\x1fc", True),
        ("a.b", "a\x1fb", False),
        ("细胞.质", "细胞膜质", True),
        ("x", None, False),
    ],
)
def test_parts_of_a_text_are_lines_and_case_does_not_matter(pattern: str, text: str, found: bool) -> None:
    assert patterns.matches(pattern, text) is found


def test_no_pattern_runs_away() -> None:
    assert not patterns.matches("(a*)*(a|a)*b", "a" * 200_000)


def test_places_without_a_character_are_left_out() -> None:
    assert patterns.places("l*", "cell") == [(2, 4)]
