"""Super- and subscripts as characters."""

import pytest

from qbank.domain.superscripts import lowered, raised


@pytest.mark.parametrize(
    ("text", "written"), [("−3", "⁻³"), (" 2\n", "²"), ("n/2", "^(n/2)"), ("two  words", "^(two words)")]
)
def test_a_superscript_is_written_in_characters_or_in_brackets(text: str, written: str) -> None:
    assert raised(text) == written


@pytest.mark.parametrize(("text", "written"), [("2", "₂"), ("n+1", "ₙ₊₁"), ("β", "_(β)")])
def test_a_subscript_is_written_in_characters_or_in_brackets(text: str, written: str) -> None:
    assert lowered(text) == written
