"""A password of a bank's address is nowhere but in the address."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
URL = "postgresql://ada:s3cret@127.0.0.1:1/bank"


@pytest.mark.parametrize(
    "words",
    [
        ("question", "list"),
        ("question", "add", "Why?", "--type", "essay"),
        ("db", "path"),
        ("db", "check"),
        ("db", "backup"),
        ("config", "show"),
        ("bank", "list"),
        ("stats",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("told", ["variable", "option", "bank"])
def test_no_command_shows_it(
    qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("QBANK_DEBUG", "1")
    if told == "variable":
        monkeypatch.setenv("QBANK_DB", URL)
    if told == "bank":
        (tmp_path / "config.toml").write_text(f'[banks]\nteam = "{URL}"\n')
    before = {"variable": (), "option": ("--db", URL), "bank": ("--bank", "team")}[told]
    _, out, said = qbank(*before, *words)
    assert "s3cret" not in out + said


@pytest.mark.parametrize("loud", ["-v", "-vv"])
def test_the_loudest_log_does_not_either(process: Callable[..., Any], loud: str) -> None:
    told = process(
        loud, "question", "add", "Why?", "--type", "essay", env={"QBANK_DB": URL, "QBANK_DEBUG": "1"}
    )
    assert told.returncode != 0
    assert b"s3cret" not in told.stdout + told.stderr


def test_the_journal_notes_a_command_without_it(qbank: Run, bank_path: Path, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"kind":"question","type":"essay","stem":"Why?"}')
    assert qbank("question", "import", str(tmp_path / "one.json"), "-m", f"from {URL}")[0] == 0
    assert qbank("config", "set", "banks.team", URL)[0] == 0
    with closing(sqlite3.connect(bank_path)) as connection:
        assert [
            row for row in connection.execute("SELECT command FROM changes") if "s3cret" in str(row)
        ] == []
