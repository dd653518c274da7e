"""The demo bank: made of the examples, apart from the person's own, and gone when it is told to go."""

import hashlib
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli import demo
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo bank of this process is."""
    path = tmp_path / "data" / "demo.db"
    monkeypatch.setattr(demo, "demo_bank", lambda: path)
    return path


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_holds_the_examples_and_leaves_the_persons_bank_alone(
    qbank: Run, place: Path, bank_path: Path
) -> None:
    before = content(bank_path)
    code, out, said = qbank("demo")
    assert (code, out) == (ExitCode.OK, "")
    assert said.startswith("made a bank of 110 examples; your own bank is as it was")
    assert qbank("question", "count", "--db", str(place))[1] == "110\n"
    assert content(bank_path) == before
    assert [file.name for file in place.parent.iterdir()] == ["demo.db"]


def test_made_twice_it_says_that_it_is_there_and_keeps_what_was_done_to_it(qbank: Run, place: Path) -> None:
    qbank("demo")
    qbank("question", "delete", "--all", "--yes", "--db", str(place))
    code, _, said = qbank("demo")
    assert code == ExitCode.OK
    assert said.startswith(f"the demo bank is there already: {place}")
    assert demo.typed(demo.TO_TRY[0][0]) in said
    assert qbank("question", "count", "--db", str(place))[1] == "0\n"


def test_force_makes_it_anew(qbank: Run, place: Path) -> None:
    qbank("demo")
    qbank("question", "delete", "--all", "--yes", "--db", str(place))
    assert qbank("demo", "--force")[0] == ExitCode.OK
    assert qbank("question", "count", "--db", str(place))[1] == "110\n"


def test_delete_removes_it_with_what_stands_beside_it_and_asks_nothing(qbank: Run, place: Path) -> None:
    qbank("demo")
    place.with_name("demo.db-shm").write_bytes(b"")
    assert qbank("demo", "--delete")[0] == ExitCode.OK
    assert list(place.parent.iterdir()) == []
    code, _, said = qbank("demo", "--delete")
    assert code == ExitCode.NOT_FOUND
    assert "hint: make one with: qbank demo" in said


@pytest.mark.parametrize("words", [["demo"], ["demo", "--delete"], ["demo", "--force"]])
@pytest.mark.parametrize("other", ["a bank", "a text", "nothing"])
def test_a_file_that_is_no_demo_bank_is_left_alone(
    qbank: Run, place: Path, bank_path: Path, words: list[str], other: str
) -> None:
    qbank("question", "add", "My own question?")
    place.parent.mkdir()
    place.write_bytes({"a bank": bank_path.read_bytes(), "a text": b"text\n" * 999, "nothing": b""}[other])
    before = content(place)
    code, out, said = qbank(*words)
    assert (code, out) == (ExitCode.CONFLICT, "")
    assert "is no demo bank, and is left alone" in said
    assert content(place) == before


def test_its_path_is_told_whether_it_is_there_or_not(qbank: Run, place: Path) -> None:
    assert qbank("demo", "--path") == (ExitCode.OK, f"{place}\n", "")
    assert not place.exists()


def test_a_folder_that_cannot_be_written_is_said(
    qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(demo, "demo_bank", lambda: tmp_path / "file" / "demo.db")
    code, out, said = qbank("demo")
    assert (code, out) == (ExitCode.CANNOT_CREATE, "")
    assert "bug" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are typed in sh")
def test_the_five_commands_work_as_they_are_printed(environment: dict[str, str], tmp_path: Path) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "qbank"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m qbank "$@"\n')
    program.chmod(0o755)
    environment["PATH"] = f"{bin_folder}:{environment['PATH']}"
    environment["XDG_DATA_HOME"] = str(tmp_path / "a folder")

    def run(line: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["sh", "-c", line], env=environment, capture_output=True, text=True, check=False
        )

    said = run("qbank demo").stderr
    typed = [line.strip() for line in said.splitlines() if line.startswith("  qbank ")]
    assert len(typed) == 5
    assert max(map(len, typed)) <= 78
    done = [run(line) for line in typed]
    assert [each.returncode for each in done] == [0] * 5, [each.stderr for each in done]
    assert "took back change 2" in done[3].stderr
    assert all(each.stdout or each.stderr for each in done)
    assert not (tmp_path / "home").exists()
