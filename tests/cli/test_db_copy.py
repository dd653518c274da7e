import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.services.row_sums import row_sums

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"


@pytest.fixture
def filled(qbank: Run) -> Run:
    assert qbank("question", "import", str(EXAMPLES))[0] == 0
    assert qbank("question", "delete", "type:essay", "--yes")[0] == 0
    return qbank


def test_a_copy_holds_every_row_of_the_bank(filled: Run, bank_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    code, out, said = filled("db", "copy", str(bank_path), str(other))
    assert (code, out) == (0, "")
    assert "every row is the same" in said
    assert filled("--db", str(other), "db", "dump")[1] == filled("db", "dump")[1]


def test_banks_are_named_as_everywhere(filled: Run, bank_path: Path, tmp_path: Path) -> None:
    assert filled("config", "set", "banks.old", str(bank_path))[0] == 0
    assert filled("config", "set", "banks.new", str(tmp_path / "new.db"))[0] == 0
    assert filled("db", "copy", "old", "new")[0] == 0
    assert filled("--bank", "new", "question", "count")[1] == filled("question", "count")[1]


def test_a_bank_is_never_copied_onto_itself_or_over_another(filled: Run, bank_path: Path) -> None:
    assert filled("db", "copy", str(bank_path), str(bank_path))[0] == ExitCode.USAGE
    other = bank_path.with_name("other.db")
    assert filled("db", "copy", str(bank_path), str(other))[0] == 0
    code, _, said = filled("db", "copy", str(bank_path), str(other))
    assert code == ExitCode.CONFLICT
    assert f"{other}: the bank is not empty" in said
    assert f"hint: copy into a new bank: qbank db copy {bank_path} NEW.db\n" in said


def test_what_is_not_there_is_not_copied(filled: Run, tmp_path: Path) -> None:
    code, _, said = filled("db", "copy", str(tmp_path / "no.db"), str(tmp_path / "other.db"))
    assert code == ExitCode.BAD_DATA
    assert "there is no bank" in said
    assert not (tmp_path / "other.db").exists()


def test_a_row_that_differs_changes_the_sum_and_their_order_does_not(filled: Run, bank_path: Path) -> None:
    lines = filled("db", "dump")[1].encode().splitlines()
    sums = row_sums(lines)
    assert row_sums(reversed(lines)) == sums
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.execute("UPDATE changes SET actor = 'somebody' WHERE number = 1")
        connection.commit()
    other = row_sums(filled("db", "dump")[1].encode().splitlines())
    assert {name for name in sums if sums[name] != other[name]} == {"changes"}
