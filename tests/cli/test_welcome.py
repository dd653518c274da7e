import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank import __version__, examples
from qbank.cli import output
from qbank.cli.exits import ExitCode
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.process import start
from qbank.db.schema import HEAD

Run = Callable[..., tuple[int, str, str]]
QUESTION = """
INSERT INTO questions (id, category_id, question_type, stem, identity_hash, body_hash)
SELECT '00000000-0000-4000-8000-000000000000', id, 'essay', 'x', x'00', x'00' FROM categories
"""


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a bank that is not there yet; the process has no other one."""
    path = tmp_path / "a bank.db"
    monkeypatch.setenv("QBANK_DB", str(path))
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))
    return path


@pytest.fixture
def qbank(bank: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line: its exit code, what it wrote and what it said."""

    def run(*words: str) -> tuple[int, str, str]:
        code = start(words)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def on_a_terminal(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    return qbank


def change_the_bank(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def next_steps(out: str) -> list[str]:
    told = out.partition("What to type next:\n")[2]
    return [line.split("  ")[1] for line in told.splitlines() if line.startswith("  qbank")]


def test_a_pipe_gets_the_short_help_on_stderr_and_a_usage_error(qbank: Run, bank: Path) -> None:
    code, out, said = qbank()
    assert (code, out) == (ExitCode.USAGE, "")
    assert said.startswith("usage: qbank COMMAND")
    assert all(re.search(rf"^  {name} ", said, re.MULTILINE) for name in [*GROUPS, *COMMANDS])
    assert not bank.exists()


def test_the_short_help_is_what_was_asked_for_even_where_quiet_is(qbank: Run) -> None:
    assert qbank("--quiet") == qbank()


def test_without_a_bank_it_says_where_one_would_be_and_offers_the_examples(
    on_a_terminal: Run, bank: Path
) -> None:
    code, out, said = on_a_terminal()
    assert (code, said) == (ExitCode.OK, "")
    assert "there is no bank yet" in out.splitlines()[0]
    assert str(bank) in out.splitlines()[0]
    assert next_steps(out)[:2] == ["qbank demo", "qbank question import FILE"]
    assert not bank.exists()


def test_an_empty_bank_is_told_with_its_last_change_and_how_to_fill_it(
    on_a_terminal: Run, bank: Path
) -> None:
    on_a_terminal("category", "add", "Biology/Cells")
    code, out, _ = on_a_terminal()
    where, holds, last, *_ = out.splitlines()
    assert code == ExitCode.OK
    assert where == f"qbank {__version__}, with the bank {bank}"
    assert holds == "  0 questions in 2 categories"
    assert re.fullmatch(r"  last change: number 1, \d{4}-\d\d-\d\d \d\d:\d\d, by .+: added category .+", last)
    assert next_steps(out)[:2] == ["qbank demo", "qbank question import FILE"]


def test_a_bank_with_questions_leads_to_what_can_be_done_with_them(on_a_terminal: Run, bank: Path) -> None:
    on_a_terminal("category", "add", "Biology")
    change_the_bank(bank, QUESTION)
    _, out, _ = on_a_terminal()
    assert out.splitlines()[1] == "  1 question in 1 category"
    assert next_steps(out) == [
        "qbank question list",
        "qbank question list WORD",
        "qbank stats",
        "qbank question import FILE",
        "qbank undo",
        "qbank --help",
    ]
    assert "take change 1 back" in out


def test_a_long_change_stays_on_its_line(
    on_a_terminal: Run, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    on_a_terminal("category", "add", "A long name " * 9)
    assert max(map(len, on_a_terminal()[1].partition("What to")[0].splitlines()[1:])) == 60


def test_an_undo_is_not_offered_to_be_undone(on_a_terminal: Run, bank: Path) -> None:
    on_a_terminal("category", "add", "Biology")
    change_the_bank(bank, QUESTION)
    change_the_bank(bank, "UPDATE changes SET undoes = id")
    assert "qbank undo" not in next_steps(on_a_terminal()[1])


def test_what_others_wrote_does_not_reach_the_terminal_as_control_characters(
    on_a_terminal: Run, bank: Path
) -> None:
    on_a_terminal("category", "add", "Biology")
    change_the_bank(bank, "UPDATE changes SET message = 'x' || char(27) || '[2J' || char(10) || 'y'")
    _, out, _ = on_a_terminal()
    assert "x␛[2J␊y" in out


@pytest.mark.parametrize(
    ("revision", "code", "hint"),
    [("0001", ExitCode.CONFIGURATION, "qbank db upgrade"), ("9999", ExitCode.BAD_DATA, "update qbank")],
)
def test_a_bank_of_another_schema_is_refused_as_everywhere(
    on_a_terminal: Run, bank: Path, revision: str, code: ExitCode, hint: str
) -> None:
    on_a_terminal("category", "add", "Biology")
    change_the_bank(bank, f"UPDATE alembic_version SET version_num = '{revision}'")
    found, out, said = on_a_terminal()
    assert (found, out) == (code, "")
    assert hint in said


def test_a_file_that_is_no_bank_is_refused_and_left_alone(on_a_terminal: Run, bank: Path) -> None:
    bank.write_text("something else, and long enough to be looked at\n" * 40)
    before = bank.read_bytes()
    code, out, said = on_a_terminal()
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert said.startswith("qbank: error: ")
    assert bank.read_bytes() == before


def test_the_long_version_names_what_a_bug_report_needs(qbank: Run) -> None:
    code, out, _ = qbank("--quiet", "--version")
    assert code == ExitCode.OK
    running = f"schema {HEAD}, sqlite {sqlite3.sqlite_version}, python {sys.version.split()[0]}"
    assert out == f"qbank {__version__} ({running})\n"


def test_the_examples_are_there() -> None:
    assert examples.path().is_file()


def test_a_real_terminal_is_welcomed(bank: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of its own needs a system that has them")
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "qbank"]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        seen = b"".join(pieces(master)).decode()
    os.close(master)
    assert process.returncode == ExitCode.OK
    assert "What to type next:" in seen
    assert f"qbank {__version__}" in seen


def pieces(master: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # what Linux says when the last program has left the terminal
            return
        if not piece:
            return
        yield piece
