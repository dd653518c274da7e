import json
import os
import pty
import select
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]
QUESTION = """
INSERT INTO categories (id, name) VALUES ('c', 'Biology');
INSERT INTO questions (id, category_id, question_type, stem, identity_hash, body_hash)
    VALUES ('q', 'c', 'essay', 'Why?', x'01', x'02');
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "bank.db"


@pytest.fixture
def qbank(path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `qbank db …` on a bank of its own: its exit code, what it wrote and what it said."""
    monkeypatch.setenv("QBANK_DB", str(path))
    monkeypatch.setenv("QBANK_CONFIG", str(path.parent / "config.toml"))

    def run(*words: str) -> tuple[int, str, str]:
        code = start(("db", *words))
        return code, *capfd.readouterr()

    return run


def do(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def answered(answer: str, *words: str) -> tuple[int, str]:
    """Run a command on a terminal, give an answer, and tell how it ended and what the terminal showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "qbank", "db", *words]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown = b""
    while b"[y/N]" not in shown and select.select([ours], [], [], 30)[0]:
        shown += os.read(ours, 4096)
    os.write(ours, answer.encode())
    code = process.wait(timeout=30)
    while select.select([ours], [], [], 0)[0]:
        try:
            shown += os.read(ours, 4096)
        except OSError:
            break
    os.close(ours)
    return code, shown.decode()


def test_path_is_told_where_there_is_no_bank(qbank: Run, path: Path) -> None:
    assert qbank("path") == (ExitCode.OK, f"{path}\n", "")
    assert not path.exists()


@pytest.mark.parametrize("command", ["current", "check", "backup", "downgrade"])
def test_without_a_bank_one_is_told_how_to_begin(qbank: Run, path: Path, command: str) -> None:
    code, out, said = qbank(command)
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert said.splitlines() == [
        f"qbank: error: there is no bank at {path}",
        "hint: begin one with `qbank question import FILE` or `qbank db upgrade`",
    ]
    assert not path.parent.exists()


def test_upgrade_makes_a_bank_and_then_finds_it_current(qbank: Run, path: Path) -> None:
    assert qbank("upgrade") == (ExitCode.OK, "", f"made a new bank at {path}\n")
    assert qbank("upgrade") == (ExitCode.OK, "", f"{path} is current (schema 0008)\n")
    assert qbank("current") == (ExitCode.OK, "0008\n", "that is the newest\n")


def test_history_marks_the_banks_own_revision(qbank: Run) -> None:
    assert [row["current"] for row in json.loads(qbank("history", "--format", "json")[1])] == [False] * 8
    qbank("upgrade")
    rows = json.loads(qbank("history", "--format", "json")[1])
    assert [(row["revision"], row["current"]) for row in rows] == [
        ("0008", True),
        ("0007", False),
        ("0006", False),
        ("0005", False),
        ("0004", False),
        ("0003", False),
        ("0002", False),
        ("0001", False),
    ]
    assert all(row["title"] for row in rows)


def test_downgrade_and_upgrade_say_where_the_old_file_is(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    for words, before, after in (
        (("downgrade", "-1", "--yes"), "0008", "0007"),
        (("upgrade",), "0007", "0008"),
    ):
        code, out, said = qbank(*words)
        assert (code, out) == (ExitCode.OK, "")
        went, kept = said.splitlines()
        assert went == f"{path} went from schema {before} to {after}"
        name = kept.rpartition(" ")[2]
        assert kept.startswith(f"the old file is {path.parent}/backups/bank-{before}-")
        assert (path.parent / "backups" / name).is_file()


def test_a_downgrade_needs_a_yes_and_can_be_looked_at_first(qbank: Run) -> None:
    qbank("upgrade")
    assert qbank("downgrade")[0] == ExitCode.USAGE
    code, out, said = qbank("downgrade", "0001", "--dry-run")
    assert (code, out) == (ExitCode.OK, "")
    assert "would take" in said
    assert qbank("current")[1] == "0008\n"


def test_an_older_bank_is_refused_with_the_command_that_helps(qbank: Run) -> None:
    qbank("upgrade")
    qbank("downgrade", "--yes")
    code, out, said = qbank("check")
    assert (code, out) == (ExitCode.CONFIGURATION, "")
    assert "qbank db upgrade" in said
    assert qbank("current")[1:] == ("0007\n", "this qbank needs 0008; bring it up with: qbank db upgrade\n")


def test_a_newer_bank_is_refused_and_only_its_revision_told(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    do(path, "UPDATE alembic_version SET version_num = '9999'")
    for words in (("check",), ("upgrade",), ("downgrade", "--yes")):
        code, out, said = qbank(*words)
        assert (code, out) == (ExitCode.BAD_DATA, ""), said
        assert "9999" in said
    assert qbank("current")[1] == "9999\n"


def test_a_whole_bank_passes_its_check(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    code, out, said = qbank("check")
    head, *rows = out.splitlines()
    assert (code, head, said) == (ExitCode.OK, "check\texamined\tproblems", f"no problems in {path}\n")
    assert {row.split("\t")[2] for row in rows} == {"0"}


def test_a_check_that_finds_something_ends_with_1_and_names_it(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    do(path, QUESTION)
    code, out, said = qbank("check")
    assert (code, "bodies\t1\t1" in out, "texts\t1\t1" in out) == (ExitCode.NEGATIVE, True, True)
    assert said.startswith(f"2 problems in {path}: 1 in bodies, 1 in texts\n")
    code, out, _ = qbank("check", "--problems", "--format", "json")
    assert code == ExitCode.NEGATIVE
    assert [(row["check"], row["table"], row["id"]) for row in json.loads(out)] == [
        ("bodies", "questions", "q"),
        ("texts", "question_texts", "q"),
    ]
    assert qbank("check", "--format", "ids")[:2] == (ExitCode.NEGATIVE, "q\nq\n")


def test_a_person_is_shown_the_checks_and_the_problems(
    qbank: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    qbank("upgrade")
    do(path, QUESTION)
    _, out, _ = qbank("check", "--format", "table")
    assert "examined" in out
    assert "its hash differs" in out


def test_a_repair_mends_what_can_be_made_anew_and_nothing_else(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    do(path, QUESTION)
    code, out, said = qbank("check", "--repair")
    assert "made tags, texts and search anew for 1 question" in said
    assert (code, "bodies\t1\t1" in out, "texts\t1\t0" in out) == (ExitCode.NEGATIVE, True, True)
    assert "nothing to make anew" in qbank("check", "--repair")[2]


def test_a_bank_whose_questions_cannot_be_read_is_not_repaired(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    do(
        path,
        QUESTION + "UPDATE questions SET tags = '[oops'; INSERT INTO question_tags VALUES ('none', 'x');",
    )
    code, _, said = qbank("check", "--repair")
    assert code == ExitCode.NEGATIVE
    assert "nothing was made anew, because of what is wrong with: questions" in said


def test_a_backup_is_told_on_stdout_and_comes_back(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    _, made, _ = qbank("backup")
    assert Path(made.strip()).is_file()
    do(path, QUESTION)
    rows = json.loads(qbank("restore", "--format", "json")[1])
    assert [(row["name"], row["revision"], row["questions"]) for row in rows] == [
        (Path(made.strip()).name, "0008", 0)
    ]
    code, out, said = qbank("restore", rows[0]["name"], "--yes")
    assert (code, out) == (ExitCode.OK, "")
    assert "the old file is" in said
    assert [row["questions"] for row in json.loads(qbank("restore", "--format", "json")[1])] == [1, 0]
    assert qbank("check")[0] == ExitCode.OK


def test_a_backup_replaces_a_file_only_by_force(qbank: Run, tmp_path: Path) -> None:
    qbank("upgrade")
    target = tmp_path / "my copy #1.db"
    target.write_text("a letter")
    code, out, said = qbank("backup", str(target))
    assert (code, out) == (ExitCode.CANNOT_CREATE, "")
    assert "--force" in said
    assert qbank("backup", str(target), "--force")[:2] == (ExitCode.OK, f"{target}\n")
    assert qbank("backup", "-")[0] == ExitCode.USAGE


@pytest.mark.parametrize("words", [("none.db",), ("letter.db",)])
def test_what_is_no_backup_is_not_restored(
    qbank: Run, path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    qbank("upgrade")
    (path.parent / "letter.db").write_text("a letter")
    monkeypatch.chdir(path.parent)
    before = path.read_bytes()
    code, out, said = qbank("restore", *words, "--yes")
    assert code in (ExitCode.NOT_FOUND, ExitCode.BAD_DATA)
    assert (out, len(said.splitlines())) == ("", 2)
    assert path.read_bytes() == before


def test_a_restore_can_be_looked_at_first_and_needs_a_yes(qbank: Run, path: Path) -> None:
    qbank("upgrade")
    name = Path(qbank("backup")[1].strip()).name
    before = path.read_bytes()
    code, _, said = qbank("restore", name, "--dry-run")
    assert (code, "would put" in said) == (ExitCode.OK, True)
    code, _, said = qbank("restore", name)
    assert (code, "--yes" in said) == (ExitCode.USAGE, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("answer", "code", "questions"), [("y\n", 0, 0), ("n\n", 1, 1)])
def test_a_restore_asks_on_a_terminal(qbank: Run, path: Path, answer: str, code: int, questions: int) -> None:
    qbank("upgrade")
    name = Path(qbank("backup")[1].strip()).name
    do(path, QUESTION)
    ended, shown = answered(answer, "restore", name)
    assert ended == code, shown
    assert "which has 1 question now?" in shown
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM questions").fetchone() == (questions,)


@pytest.mark.parametrize(
    "command", ["path", "current", "history", "upgrade", "downgrade", "check", "backup", "restore"]
)
def test_every_command_has_help_with_an_example(qbank: Run, command: str) -> None:
    code, out, said = qbank(command, "--help")
    assert (code, said) == (ExitCode.OK, "")
    assert "Example: " in out


def test_a_server_is_no_file(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QBANK_DB", "postgresql://ann:secret@host/bank")
    for words in (("current",), ("upgrade",), ("downgrade", "--yes"), ("check",), ("backup",), ("restore",)):
        code, out, said = qbank(*words)
        assert (code, out) == (ExitCode.UNAVAILABLE, ""), words
        assert "secret" not in said
