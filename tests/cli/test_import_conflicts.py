"""Conflicts of an import decided by a person, who is asked with nothing open."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.cli import stderr
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Answers = Callable[..., None]
Report = Callable[[], list[tuple[str, str | None]]]


def write(path: Path, ending: str) -> str:
    lines = [
        {
            "kind": "question",
            "type": "essay",
            "stem": f"Why is thing {number} so{ending}",
            "external_id": f"e{number}",
        }
        for number in range(3)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.fixture
def file(qbank: Run, tmp_path: Path) -> str:
    """A file of three questions, each changed here and in the file, differently."""
    path = tmp_path / "things.ndjson"
    qbank("question", "import", write(path, "?"))
    for number in range(3):
        qbank("question", "edit", f"ext:e{number}", "--stem", f"Why is it that thing {number} is so?")
    return write(path, " big?")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer what is asked, in turn; a function is called for what it does meanwhile, and what it gives."""

    def given(*lines: Any) -> None:
        left: Iterator[Any] = iter(lines)

        def ask(prompt: str) -> str:
            line = next(left)
            return str(line() if callable(line) else line)

        monkeypatch.setattr(stderr, "can_ask", lambda: True)
        monkeypatch.setattr(stderr, "ask_line", ask)

    return given


@pytest.fixture
def asking(qbank: Run, file: str, tmp_path: Path) -> Callable[[], tuple[int, list[Any], str]]:
    def run() -> tuple[int, list[Any], str]:
        report = tmp_path / "report.ndjson"
        words = ("question", "import", file, "--on-conflict", "ask", "--report", str(report))
        code, _, said = qbank(*words)
        lines = map(json.loads, report.read_text().splitlines()) if report.exists() else []
        return code, [(line["verdict"], line["resolved"]) for line in lines], said

    return run


def test_each_conflict_is_shown_with_both_sides_and_settled_as_told(
    qbank: Run, asking: Any, answers: Answers
) -> None:
    answers("o\n", "what?\n", "t\n", "s\n")
    code, lines, said = asking()
    assert code == ExitCode.OK
    assert lines == [("conflict", "ours"), ("changed", "theirs"), ("conflict", "skip")]
    assert "3 questions changed here and in the file, differently:" in said
    assert "1/3  things.ndjson:1: " in said
    assert "here" in said
    assert "file" in said
    assert "o  what is here stays" in said
    stems = qbank("question", "list", "--columns", "stem", "--no-header")[1].splitlines()
    assert sorted(stems) == [
        "Why is it that thing 0 is so?",
        "Why is it that thing 2 is so?",
        "Why is thing 1 so big?",
    ]


def test_a_capital_settles_all_that_are_left(asking: Any, answers: Answers) -> None:
    answers("s\n", "T\n")
    assert asking()[1] == [("conflict", "skip"), ("changed", "theirs"), ("changed", "theirs")]


@pytest.mark.parametrize("stop", ["q\n", ""])
def test_who_stops_imports_nothing(asking: Any, answers: Answers, bank_path: Path, stop: str) -> None:
    before = bank_path.read_bytes()
    answers("t\n", stop)
    code, _, said = asking()
    assert code == ExitCode.NEGATIVE
    assert "stopped; nothing was imported" in said
    assert bank_path.read_bytes() == before


def test_nothing_is_open_while_a_person_is_asked_and_what_moved_is_asked_again(
    asking: Any, answers: Answers, bank_path: Path
) -> None:
    def meanwhile() -> str:
        with closing(sqlite3.connect(bank_path, timeout=0.1)) as other:
            other.execute("UPDATE questions SET stem = 'Another stem?', version = 9 WHERE external_id = 'e1'")
            other.commit()
        return "T\n"

    answers(meanwhile, "o\n")
    code, lines, said = asking()
    assert code == ExitCode.OK
    assert lines == [("changed", "theirs"), ("conflict", "ours"), ("changed", "theirs")]
    assert "1 question changed here and in the file, differently:" in said


def test_without_a_terminal_asking_is_a_usage_error(asking: Any, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    code, _, said = asking()
    assert code == ExitCode.USAGE
    assert "--on-conflict ask needs a terminal" in said
    assert bank_path.read_bytes() == before
