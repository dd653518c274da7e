"""What is told of a bank named on the command line reaches that bank when it is typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.bank_told import WITHOUT_BANK
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.invocation import Invocation

Run = Callable[..., tuple[int, str, str]]


def test_a_change_is_taken_back_in_the_bank_that_was_named(qbank: Run, tmp_path: Path) -> None:
    other = str(tmp_path / "the other.db")
    qbank("--db", other, "question", "add", "Why?")
    _, _, said = qbank("question", "set", "--all", "--difficulty", "hard", "--yes", "--db", other)
    assert said.endswith(f"changed 1 question; `qbank --db '{other}' undo` takes that back\n")


def test_what_follows_an_import_names_the_bank_by_its_name(qbank: Run, tmp_path: Path) -> None:
    qbank("bank", "new", "chem", str(tmp_path / "chem.db"))
    (tmp_path / "q.gift").write_text("Two and two? {=4}\n", encoding="utf-8")
    _, _, said = qbank("--bank", "chem", "question", "import", str(tmp_path / "q.gift"))
    assert said.splitlines()[-3:] == [
        "see them:     qbank --bank chem question list change:1",
        "tag them:     qbank --bank chem question set change:1 --add-tag TAG",
        "take it back: qbank --bank chem undo",
    ]


def test_a_hint_names_the_bank_too_as_text_and_as_json(
    qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = str(tmp_path / 'a "b".db')
    _, _, said = qbank("--db", other, "question", "list")
    assert f"`qbank --db '{other}' question import FILE`" in said
    monkeypatch.setenv("QBANK_ERROR_FORMAT", "json")
    _, _, told = qbank("--db", other, "question", "list")
    assert f"`qbank --db '{other}' db upgrade`" in json.loads(told)["error"]["hint"]


def test_the_bank_of_the_environment_is_not_repeated(qbank: Run, tmp_path: Path) -> None:
    qbank("--db", str(tmp_path / "other.db"), "question", "add", "Why?")
    qbank("question", "add", "Why?")
    assert "`qbank undo`" in qbank("question", "set", "--all", "--difficulty", "hard", "--yes")[2]


def test_a_password_is_not_repeated() -> None:
    assert Invocation(db="postgresql://u:secret@h/x").bank_words == "--db 'postgresql://u:***@h/x'"


def test_what_is_about_no_bank_is_a_command() -> None:
    assert {*WITHOUT_BANK} < {*GROUPS, *COMMANDS}
