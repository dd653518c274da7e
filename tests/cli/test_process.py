"""The edge of the process: exit codes, lost streams, signals, hostile text, others who wait."""

import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
QBANK = [sys.executable, "-m", "qbank"]
HOSTILE = "a\x1b[31mred\x1b]0;owned\x07 [/b] :smile: \u202egnp \x9b2J"
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def many(qbank: Run, tmp_path: Path, bank_path: Path) -> Path:
    """A bank of more questions than a pipe holds."""
    file = tmp_path / "many.ndjson"
    lines = [
        json.dumps({"kind": "question", "type": "essay", "stem": f"Why {number}? {'x' * 200}"})
        for number in range(2000)
    ]
    file.write_text("\n".join(lines))
    assert qbank("question", "import", str(file))[0] == 0
    return bank_path


def in_terminal(words: list[str], environment: dict[str, str], typed: bytes = b"") -> tuple[int, str]:
    """Run a command in a terminal of its own; gives its exit code and all it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [*QBANK, *words], environment)
    shown, deadline = b"", time.monotonic() + 30
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                block = os.read(terminal, 65536)
            except OSError:
                break
            if not block:
                break
            shown += block
        if typed and b"[y/N]" in shown:
            os.write(terminal, typed)
            typed = b""
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("question", "count"), 0),
        (("question", "lst"), 2),
        (("question", "list", "nosuchfield:x"), 2),
        (("question", "show", "abcd1234"), 4),
        (("question", "import", "missing.json"), 4),
        (("category", "add", "A", "--color", "nocolour"), 2),
        (("undo",), 1),
        (("--db", "absent/bank.db", "question", "list"), 65),
        (("question", "export", "--all", "-o", "absent/x.ndjson"), 73),
    ],
)
def test_a_failure_has_its_documented_code_and_leaves_stdout_empty(
    process: Process, words: tuple[str, ...], code: int
) -> None:
    done = process(*words)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    if code:
        assert done.stdout == b""
        assert done.stderr.startswith(b"qbank: error: ")
        assert b"\nhint: " in done.stderr


def test_an_error_can_be_asked_for_as_json(process: Process) -> None:
    done = process("question", "show", "abcd1234", env={"QBANK_ERROR_FORMAT": "json"})
    told = json.loads(done.stderr)["error"]
    assert (told["code"], done.returncode) == ("not_found", 4)


def test_a_terminal_that_knows_ascii_only_gets_the_data_all_the_same(process: Process) -> None:
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    assert process("question", "add", "Größe?", "--type", "essay", env=env).returncode == 0
    done = process("question", "list", "--columns", "stem", env=env)
    assert done.stdout.decode() == "stem\nGröße?\n"


def test_no_escape_goes_into_a_pipe_even_when_colours_are_forced_by_ci(process: Process) -> None:
    process("question", "add", "Why?", "--type", "essay")
    for words in (("question", "list"), ("stats",), ("category", "list"), ("question", "show", "ext:x")):
        done = process(*words, env={"GITHUB_ACTIONS": "true", "CI": "true"})
        assert b"\x1b" not in done.stdout + done.stderr


def test_hostile_text_cannot_reach_the_terminal(process: Process, environment: dict[str, str]) -> None:
    done = process("question", "add", HOSTILE, "--type", "essay", "--tag", "[/red]", "-c", "[b]X")
    question = done.stdout.decode().strip()
    for words in (["question", "list"], ["question", "show", question], ["stats"], ["category", "list"]):
        code, shown = in_terminal(words, environment)
        assert code == 0
        left = OWN_COLOURS.sub("", shown).replace("\r\n", "\n")
        assert [c for c in left if ord(c) < 32 and c not in "\n\t"] == []
        assert "\x9b" not in left
        assert "\u202e" not in left


def test_a_lock_that_does_not_go_away_is_said_after_the_wait(bank_path: Path, process: Process) -> None:
    with closing(sqlite3.connect(bank_path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = process("--wait", "0.2", "question", "count")
    assert done.returncode == 75
    assert b"--wait" in done.stderr


def test_others_can_write_while_a_prompt_stands_open(
    process: Process, environment: dict[str, str], many: Path
) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [*QBANK, "question", "set", "--all", "-d", "hard"], environment)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(terminal, 65536)
    assert process("question", "add", "Meanwhile?", "--type", "essay").returncode == 0
    os.write(terminal, b"y\n")
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(terminal, 65536)
    assert b"changed by another program" in shown
    os.write(terminal, b"n\n")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 1
    assert process("question", "count", "difficulty:hard").stdout == b"0\n"


def test_others_can_write_while_a_pager_does_not_read(
    process: Process, environment: dict[str, str], many: Path
) -> None:
    listing = subprocess.Popen([*QBANK, "question", "list"], stdout=subprocess.PIPE, env=environment)
    assert listing.stdout is not None
    assert listing.stdout.readline().startswith(b"id\t")
    assert process("--wait", "2", "question", "add", "Meanwhile?", "--type", "essay").returncode == 0
    assert len(listing.stdout.readlines()) == 2000
    assert listing.wait() == 0
    listing.stdout.close()


COMMANDS: tuple[tuple[str, ...], ...] = (
    (),
    ("--version",),
    ("question", "list"),
    ("question", "count"),
    ("question", "show", "ext:q1"),
    ("question", "edit", "ext:q1", "--rating", "4"),
    ("question", "set", "ext:q1", "--difficulty", "hard", "--yes"),
    ("question", "export", "--all"),
    ("question", "delete", "ext:q1", "--yes"),
    ("trash", "list"),
    ("trash", "restore", "--all"),
    ("trash", "empty", "--dry-run"),
    ("category", "add", "A/B"),
    ("category", "list"),
    ("category", "show", "A"),
    ("category", "edit", "A/B", "--description", "x"),
    ("category", "set", "A", "difficulty=easy"),
    ("category", "unset", "A", "difficulty"),
    ("category", "move", "A/B", "--to", "/"),
    ("category", "delete", "B", "--yes"),
    ("document", "add", "Book"),
    ("document", "list"),
    ("document", "show", "Book"),
    ("document", "edit", "Book", "--author", "x"),
    ("document", "delete", "Book", "--yes"),
    ("stats",),
    ("undo", "--dry-run"),
    ("db", "path"),
    ("db", "current"),
    ("db", "history"),
    ("db", "check"),
    ("db", "upgrade"),
    ("db", "backup"),
    ("db", "restore"),
)  # fmt: skip


@pytest.mark.parametrize("where", ["pipe", "terminal"])
def test_every_command_runs_in_a_pipe_and_in_a_terminal(
    process: Process, environment: dict[str, str], where: str
) -> None:
    added = process("question", "add", "Why?", "--type", "essay", "--external-id", "q1", "-c", "C")
    assert added.returncode == 0
    for words in COMMANDS:
        if where == "terminal":
            code, shown = in_terminal(list(words), environment)
        else:
            done = process(*words)
            code, shown = done.returncode, (done.stdout + done.stderr).decode()
        assert "Traceback" not in shown, words
        if environment["QBANK_DB"].startswith("postgresql") and words in (
            ("db", "backup"),
            ("db", "restore"),
        ):
            assert (code, "pg_dump" in shown) == (69, True), (words, shown)
            continue
        assert code == (2 if words == () and where == "pipe" else 0), (words, shown)
