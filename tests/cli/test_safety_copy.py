"""The backups that qbank makes by itself; other tests have them switched off."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
FILE = "\n".join(f'{{"kind":"question","type":"essay","stem":"Why {number}?"}}' for number in range(5))


@pytest.fixture
def filled(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A bank of five questions; more than three of them are many."""
    (tmp_path / "five.ndjson").write_text(FILE)
    assert qbank("question", "import", str(tmp_path / "five.ndjson"))[0] == 0
    monkeypatch.setenv("QBANK_AUTO_BACKUP", "true")
    assert qbank("config", "set", "backup_above", "3")[0] == 0
    return qbank


def made_before(bank: Path) -> list[str]:
    folder = bank.parent / "backups"
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path.name.partition("Z-before-")[2].removesuffix(".db") for path in names]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("question", "set", "--all", "--difficulty", "hard"), "change"),
        (("question", "set", "why", "--add-tag", "x"), "change"),
        (("question", "delete", "--all"), "delete"),
        (("category", "delete", "Unsorted"), "delete"),
        (("category", "merge", "Unsorted", "Other"), "merge"),
        (("undo",), "undo"),
    ],
)
def test_a_large_change_is_backed_up_first(
    filled: Run, bank_path: Path, words: tuple[str, ...], what: str
) -> None:
    assert filled("category", "add", "Other")[0] == 0
    if words == ("undo",):
        assert filled("undo")[0] == 0
    code, _, said = filled(*words, *(() if words == ("undo",) else ("--yes",)))
    assert code == 0
    assert made_before(bank_path) == [what]
    assert "backed up first: bank-" in said


def test_a_small_change_is_not(filled: Run, bank_path: Path) -> None:
    assert filled("question", "set", "why", "--limit", "3", "--difficulty", "hard", "--yes")[0] == 0
    assert filled("question", "add", "Another?", "--type", "essay")[0] == 0
    assert filled("undo")[0] == 0
    assert made_before(bank_path) == []


def test_an_import_of_many_is(filled: Run, bank_path: Path, tmp_path: Path) -> None:
    (tmp_path / "more.ndjson").write_text(FILE.replace("Why", "How"))
    assert filled("question", "import", str(tmp_path / "more.ndjson"), "--dry-run")[0] == 0
    assert made_before(bank_path) == []
    assert filled("question", "import", str(tmp_path / "more.ndjson"))[0] == 0
    assert made_before(bank_path) == ["import"]


def test_a_bank_to_which_nothing_was_done_yet_is_not(
    qbank: Run, bank_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_AUTO_BACKUP", "true")
    assert qbank("config", "set", "backup_above", "3")[0] == 0
    assert qbank("db", "upgrade")[0] == 0
    (tmp_path / "five.ndjson").write_text(FILE)
    said = qbank("question", "import", str(tmp_path / "five.ndjson"))[2]
    assert "backed up" not in said
    assert made_before(bank_path) == []
    assert qbank("undo", "--yes")[2].startswith("backed up first: ")


def test_what_forgets_is_always_backed_up_first(filled: Run, bank_path: Path) -> None:
    assert filled("question", "delete", "why", "--limit", "1", "--yes")[0] == 0
    assert filled("trash", "empty", "--yes")[0] == 0
    assert filled("log", "prune", "--keep", "0", "--yes")[0] == 0
    assert made_before(bank_path) == ["trash-empty", "prune"]


def test_a_change_that_is_refused_or_only_looked_at_makes_no_backup(filled: Run, bank_path: Path) -> None:
    assert filled("question", "set", "--all", "--difficulty", "hard", "--dry-run")[0] == 0
    assert filled("question", "set", "--all", "--difficulty", "hard")[0] == 2
    assert made_before(bank_path) == []


def test_where_no_backup_can_be_made_nothing_is_changed(filled: Run, bank_path: Path) -> None:
    (bank_path.parent / "backups").write_text("in the way")
    code, _, said = filled("question", "set", "--all", "--difficulty", "hard", "--yes")
    assert code != 0
    assert "nothing was changed" in said
    assert "QBANK_AUTO_BACKUP=false" in said
    assert filled("question", "count", "difficulty:hard")[1] == "0\n"


@pytest.mark.only_in_a_file("a server keeps its own backups")
def test_a_backup_made_by_itself_comes_back(filled: Run) -> None:
    assert filled("question", "delete", "--all", "--yes")[0] == 0
    (kept,) = json.loads(filled("db", "backups", "--format", "json")[1])
    assert filled("db", "restore", kept["name"], "--yes")[0] == 0
    assert filled("question", "count")[1] == "5\n"
