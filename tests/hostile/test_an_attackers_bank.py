"""A bank file that somebody else made does nothing that a command did not say."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
TRICKS = {
    "a trigger that empties the bank": (
        "CREATE TRIGGER t AFTER UPDATE ON questions BEGIN DELETE FROM questions; END"
    ),
    "a trigger that forges": (
        "CREATE TRIGGER t AFTER INSERT ON changes BEGIN UPDATE changes SET actor = 'root'; END"
    ),
    "a view in a table's place": (
        "ALTER TABLE preferences RENAME TO hidden; CREATE VIEW preferences AS SELECT * FROM hidden"
    ),
    "a view that never ends": (
        "ALTER TABLE questions RENAME TO hidden;"
        f"CREATE VIEW questions AS {ENDLESS} x AS id, x AS deleted_at FROM n"
    ),
    "a revision that never ends": (
        "ALTER TABLE alembic_version RENAME TO hidden;"
        f"CREATE VIEW alembic_version AS {ENDLESS} x AS version_num FROM n"
    ),
    "a table of another program": "CREATE VIRTUAL TABLE tree USING rtree(id, a, b)",
    "a second index over texts": "CREATE VIRTUAL TABLE shadow USING fts5(stem)",
}


@pytest.fixture(params=TRICKS)
def tricked(request: pytest.FixtureRequest, qbank: Run, bank_path: Path, tmp_path: Path) -> Run:
    (tmp_path / "one.ndjson").write_text('{"kind":"question","type":"essay","stem":"Why?"}')
    assert qbank("question", "import", str(tmp_path / "one.ndjson"))[0] == 0
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.executescript(TRICKS[request.param])
    return qbank


@pytest.mark.parametrize(
    "words",
    [
        ("question", "list"),
        ("question", "set", "--all", "--difficulty", "hard", "--yes"),
        ("question", "add", "How?", "--type", "essay"),
        ("undo",),
        ("db", "check"),
        ("db", "backup"),
        ("db", "dump"),
        ("stats",),
    ],
    ids=" ".join,
)
def test_a_bank_with_tricks_in_its_schema_is_refused_untouched(
    tricked: Run, bank_path: Path, words: tuple[str, ...]
) -> None:
    before = hashlib.sha256(bank_path.read_bytes()).hexdigest()
    code, out, said = tricked(*words)
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert "which no qbank made" in said
    assert hashlib.sha256(bank_path.read_bytes()).hexdigest() == before


def test_one_among_the_backups_is_listed_as_unreadable_and_not_restored(
    tricked: Run, bank_path: Path, template_bank: Path
) -> None:
    folder = bank_path.parent / "backups"
    folder.mkdir()
    name = "bank-0001-20260131T080910.123456Z.db"
    shutil.move(bank_path, folder / name)
    shutil.copy(template_bank, bank_path)
    code, out, _ = tricked("db", "backups", "--columns", "name,revision,questions", "--no-header")
    assert (code, out) == (0, f"{name}\t\t\n")
    assert tricked("db", "restore", name, "--yes")[0] == ExitCode.BAD_DATA


def test_a_function_in_the_schema_of_a_bank_is_not_called(qbank: Run, bank_path: Path) -> None:
    """`load_extension` and the like stand for any function that is not marked as harmless."""
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'CONSTRAINT rating_range', "
            "'CHECK (load_extension(stem) IS NULL), CONSTRAINT rating_range') WHERE name = 'questions'"
        )
        connection.commit()
    code, out, said = qbank("question", "add", "How?", "--type", "essay")
    assert (code != 0, out) == (True, "")
    assert "Traceback" not in said


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 4096", "PRAGMA application_id = 1"])
def test_a_header_that_lies_is_not_believed(qbank: Run, bank_path: Path, statement: str) -> None:
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.execute(statement)
    code, _, said = qbank("question", "list")
    assert code in (0, ExitCode.BAD_DATA)
    assert "Traceback" not in said
