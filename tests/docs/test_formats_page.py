"""The page on formats says what the modules declare; its example is the one that a test installs."""

from pathlib import Path

from docs import formats_table
from qbank.formats.losses import NOT_WRITTEN, PARTS

ROOT = Path(__file__).parents[2]
TEXT = formats_table.PAGE.read_text(encoding="utf-8")


def test_the_tables_are_what_the_program_says() -> None:
    assert formats_table.page(TEXT) == TEXT, "run `make docs`"


def test_every_code_of_a_loss_stands_on_the_page() -> None:
    assert [code for code in (NOT_WRITTEN, *PARTS) if f"| `{code}` |" not in TEXT] == []


def test_the_example_on_the_page_is_that_of_the_package() -> None:
    example = ROOT / "docs" / "examples" / "qbank-flashcards"
    assert example.relative_to(ROOT).as_posix() in TEXT
    entry = '[project.entry-points."qbank.formats"]\nflashcards = "qbank_flashcards:FORMAT"\n'
    assert entry in TEXT
    assert entry in (example / "pyproject.toml").read_text(encoding="utf-8")
