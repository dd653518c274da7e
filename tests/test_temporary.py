"""Temporary files: one that cannot be written is told as that, in whatever part of it the disk fails."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import pytest

from qbank.errors import Kind, QbankError
from qbank.temporary import temporary_above, temporary_file

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from qbank.cli.process import start
sys.exit(start(sys.argv[1:]))
"""
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


def full(*_: object, buffering: int = -1, **__: object) -> IO[bytes]:
    """Open a file whose disk is full."""
    return Path("/dev/full").open("r+b", buffering=buffering)


def test_a_temporary_file_gives_back_what_was_written() -> None:
    with temporary_file() as file:
        file.write(b"one")
        file.seek(0)
        assert file.read() == b"one"
        file.seek(1)
        file.write(b"NE")
        file.seek(0)
        assert file.read() == b"oNE"


def test_a_small_one_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    with temporary_above(10) as file:
        file.write(b"0123456789")
        file.seek(0)
        assert file.read() == b"0123456789"


def test_a_larger_one_goes_on_in_a_file() -> None:
    with temporary_above(10) as file:
        file.write(b"0123456789")
        file.write(b"more")
        file.seek(0)
        assert file.read() == b"0123456789more"


@needs_full
def test_a_disk_without_room_is_said_with_the_folder_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qbank.temporary.TemporaryFile", full)
    with pytest.raises(QbankError) as raised, temporary_file() as file:
        file.write(b"few")  # goes into a buffer
        file.write(b"x" * 100_000)
    assert raised.value.kind is Kind.IO
    said = "no temporary file could be written in "
    assert str(raised.value).startswith(f"{said}{tempfile.gettempdir()}: No space left")
    assert "TMPDIR" in (raised.value.hint or "")


@needs_full
def test_what_is_thrown_away_unread_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qbank.temporary.TemporaryFile", full)
    with temporary_file() as file:
        file.write(b"few")


@needs_full
def test_one_that_grows_out_of_memory_onto_a_full_disk_fails_in_one_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(QbankError, match="no temporary file could be written"), temporary_above(2) as file:
        file.write(b"few")


@pytest.mark.parametrize("source", ["many.ndjson", "-"])
def test_an_import_that_has_no_room_to_wait_in_says_so(source: str, tmp_path: Path) -> None:
    questions = tmp_path / "many.ndjson"
    lines = (f'{{"stem": "What is {number}? {"x" * 100}", "type": "essay"}}\n' for number in range(2000))
    questions.write_text("".join(lines), encoding="utf-8")
    words = [sys.executable, "-c", LIMITED, "--db", "bank.db", "question", "import", source]
    done = subprocess.run(
        words,
        input=questions.read_text(encoding="utf-8"),
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74
    problem, hint = done.stderr.splitlines()
    assert problem == f"qbank: error: no temporary file could be written in {tmp_path}: File too large"
    assert "TMPDIR" in hint
    assert [path.name for path in tmp_path.iterdir()] == [questions.name]
