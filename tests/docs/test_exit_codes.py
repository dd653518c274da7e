"""The page of exit codes is the table of the code."""

import re
from pathlib import Path

import pytest

from qbank.cli.exits import EXIT_FOR, ExitCode
from qbank.errors import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "exit-codes.md").read_text(encoding="utf-8")
ROWS = {int(code): told for code, told in re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)}
INTERRUPTED = 130
"""128 + SIGINT: made of the signal, so no member of the enumeration."""


def test_the_page_has_every_code_and_no_other() -> None:
    assert list(ROWS) == sorted([*ExitCode, INTERRUPTED])


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_failure_has_a_code_that_is_no_success(kind: Kind) -> None:
    assert EXIT_FOR[kind] in ROWS
    assert EXIT_FOR[kind] is not ExitCode.OK


@pytest.mark.parametrize("code", ROWS)
def test_every_code_has_an_example(code: int) -> None:
    meaning, example = ROWS[code].split(" | ")
    assert meaning.strip()
    assert example.strip()
