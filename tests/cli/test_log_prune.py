"""Bounding the journal, and the audit that refuses it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import qbank as library
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def worked_on(qbank: Run) -> Run:
    """A bank with four changes."""
    qbank("question", "add", "What?", "--external-id", "q", "--difficulty", "easy")
    for difficulty in ("hard", "medium", "easy"):
        qbank("question", "set", "--all", "--yes", "--difficulty", difficulty)
    return qbank


def test_what_can_no_longer_be_taken_back_is_said_before(worked_on: Run, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    code, _, said = worked_on("log", "prune", "--keep", "2", "--dry-run")
    assert code == ExitCode.OK
    assert "2 of them can no longer be taken back:" in said
    assert "  2  set difficulty = hard of 1 question" in said
    assert bank_path.read_bytes() == before
    assert worked_on("log", "prune", "--keep", "2")[0] == ExitCode.USAGE


def test_a_pruned_change_stays_in_the_log_and_cannot_be_taken_back(worked_on: Run, engine: str) -> None:
    code, _, said = worked_on("log", "prune", "--keep", "2", "--yes")
    assert code == ExitCode.OK
    assert "forgot what 2 changes changed, 3 rows" in said
    assert ("the file had" in said) is (engine == "sqlite")
    listed = worked_on("log", "--columns", "change,state", "--no-header")[1]
    assert listed == "5\tpruned\n4\t\n3\t\n2\tpruned\n1\tpruned\n"
    code, _, said = worked_on("undo", "2", "--yes")
    assert code == ExitCode.CONFLICT
    assert "change 2 was pruned" in said
    assert "no rows are kept" in worked_on("log", "show", "2")[1]
    assert worked_on("db", "check")[0] == ExitCode.OK


def test_what_is_kept_is_taken_back_as_ever_and_no_more(worked_on: Run) -> None:
    worked_on("log", "prune", "--keep", "2", "--yes")
    assert worked_on("undo")[0] == worked_on("undo")[0] == ExitCode.OK
    assert worked_on("question", "count", "difficulty:hard")[1] == "1\n"
    assert worked_on("undo")[0] == ExitCode.NEGATIVE


def test_the_oldest_version_that_is_left_says_nothing_of_its_change(worked_on: Run) -> None:
    worked_on("log", "prune", "--keep", "1", "--yes")
    words = ("question", "history", "ext:q", "--columns", "version,change", "--no-header")
    assert worked_on(*words)[1] == "3\t\n4\t4\n"
    assert worked_on("question", "revert", "ext:q", "3")[0] == ExitCode.OK


def test_the_space_is_given_back(worked_on: Run, bank_path: Path) -> None:
    with closing(sqlite3.connect(bank_path)) as connection:
        many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        row = "SELECT (SELECT id FROM changes WHERE number = 2), 'media', i, NULL, NULL FROM n"
        connection.execute(f"{many} INSERT INTO change_rows {row}")
        connection.commit()
    size = bank_path.stat().st_size
    assert worked_on("log", "prune", "--keep", "0", "--yes", "--quiet")[0] == ExitCode.OK
    assert bank_path.stat().st_size < size - 100_000


@pytest.mark.parametrize(
    "words",
    [(), ("--keep", "3", "--before", "2026"), ("--keep", "many"), ("--keep", "-1"), ("--before", "soon")],
)
def test_a_bound_that_is_none_is_a_usage_error(worked_on: Run, words: tuple[str, ...]) -> None:
    assert worked_on("log", "prune", *words)[0] == ExitCode.USAGE


def test_what_is_younger_is_kept(worked_on: Run) -> None:
    assert "nothing is as old as that" in worked_on("log", "prune", "--keep", "30d", "--yes")[2]
    assert "nothing is as old as that" in worked_on("log", "prune", "--before", "2020-01-01", "--yes")[2]
    assert worked_on("log", "prune", "--before", "2100-01-01", "--yes")[0] == ExitCode.OK


def test_an_audit_refuses_to_prune(worked_on: Run) -> None:
    worked_on("config", "set", "audit", "true")
    code, _, said = worked_on("log", "prune", "--keep", "1", "--yes")
    assert code == ExitCode.CONFLICT
    assert "audit = true" in said
    worked_on("config", "set", "audit", "false")
    assert worked_on("log", "prune", "--keep", "1", "--yes")[0] == ExitCode.OK
    assert worked_on("config", "set", "audit", "perhaps")[0] == ExitCode.CONFIGURATION


def hashes(path: Path) -> list[bytes | None]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT chain_hash FROM changes ORDER BY number")]


def test_an_audit_seals_every_change_those_before_it_too(worked_on: Run, bank_path: Path) -> None:
    assert hashes(bank_path) == [None] * 4
    worked_on("config", "set", "audit", "true")
    worked_on("undo")
    sealed = hashes(bank_path)
    assert len(set(sealed)) == 5 and None not in sealed
    worked_on("undo", "1", "--yes", "--skip-conflicts")
    assert hashes(bank_path)[:5] == sealed
    assert worked_on("db", "check", "--format", "tsv")[1].count("audit\t") == 1
    assert worked_on("db", "check")[0] == ExitCode.OK


def test_a_program_that_writes_seals_too(worked_on: Run, bank_path: Path) -> None:
    worked_on("config", "set", "audit", "true")
    with library.open(bank_path) as bank:
        bank.set("what", difficulty="hard")
    assert None not in hashes(bank_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET actor = 'x' WHERE number = 2",
        "UPDATE change_rows SET before = '{\"$\": 1}' WHERE row_id > ''",
        "DELETE FROM changes WHERE number = 2",
        "DELETE FROM change_rows WHERE change_id = (SELECT id FROM changes WHERE number = 4)",
        "UPDATE changes SET chain_hash = NULL WHERE number = 3",
    ],
)
def test_whoever_alters_a_sealed_change_breaks_the_chain(
    worked_on: Run, bank_path: Path, statement: str
) -> None:
    worked_on("config", "set", "audit", "true")
    worked_on("category", "add", "A")
    assert worked_on("db", "check")[0] == ExitCode.OK
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.execute(statement)
        connection.commit()
    code, out, _ = worked_on("db", "check", "--problems")
    assert code == ExitCode.NEGATIVE
    assert "\naudit\t" in out
