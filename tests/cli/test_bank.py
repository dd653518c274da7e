import json
import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.change_view import tell_preview
from qbank.cli.stderr import Narrator
from qbank.services.previews import Preview

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration file of commands that no variable tells which bank to use."""
    monkeypatch.delenv("QBANK_DB")
    monkeypatch.delenv("QBANK_BANK", raising=False)
    monkeypatch.setattr("qbank.settings.default_bank", lambda: tmp_path / "own" / "bank.db")
    monkeypatch.setattr("qbank.cli.bank.default_bank", lambda: tmp_path / "own" / "bank.db")
    return tmp_path / "config.toml"


def banks(qbank: Run, *words: str) -> dict[str | None, dict[str, Any]]:
    code, out, err = qbank("bank", "list", "--format", "json", *words)
    assert code == 0, err
    return {each["name"]: each for each in json.loads(out)}


def add(qbank: Run, *words: str) -> None:
    assert qbank(*words, "question", "add", "Why?", "--type", "essay")[0] == 0


def test_a_new_bank_is_made_named_and_used_by_its_name(qbank: Run, config: Path, tmp_path: Path) -> None:
    code, out, err = qbank("bank", "new", "chem", str(tmp_path / "exams" / "chem.db"))
    assert (code, out) == (0, "")
    assert "made a new bank" in err
    assert tomllib.loads(config.read_text()) == {"banks": {"chem": str(tmp_path / "exams" / "chem.db")}}
    add(qbank, "--bank", "chem")
    assert qbank("question", "count", "--bank", "chem")[1] == "1\n"
    assert not (tmp_path / "own" / "bank.db").exists()


def test_without_a_path_a_new_bank_lies_beside_the_first_one(
    qbank: Run, config: Path, tmp_path: Path
) -> None:
    assert qbank("bank", "new", "phys")[0] == 0
    assert (tmp_path / "own" / "phys.db").is_file()


def test_the_list_says_which_is_in_use_how_many_questions_and_how_large(
    qbank: Run, config: Path, tmp_path: Path
) -> None:
    qbank("bank", "new", "chem")
    add(qbank, "--bank", "chem")
    found = banks(qbank)
    chem = tmp_path / "own" / "chem.db"
    assert found["chem"] == {
        "name": "chem", "in_use": False, "questions": 1, "size": chem.stat().st_size, "path": str(chem),
    }  # fmt: skip
    assert (found["default"]["in_use"], found["default"]["questions"]) == (True, None)
    assert banks(qbank, "--bank", "chem")["chem"]["in_use"] is True


def test_a_bank_without_a_name_that_is_in_use_is_listed_too(
    qbank: Run, config: Path, bank_path: Path
) -> None:
    assert banks(qbank, "--db", str(bank_path))[None]["path"] == str(bank_path)


def test_the_list_still_answers_where_the_bank_in_use_has_no_such_name(qbank: Run, config: Path) -> None:
    code, out, err = qbank("--bank", "nope", "bank", "list")
    assert code == 0
    assert "there is no bank named 'nope'" in err
    assert out.splitlines()[1].startswith("default\tno")


def test_what_is_used_is_used_by_every_command_until_another_is(qbank: Run, config: Path) -> None:
    qbank("bank", "new", "chem")
    assert qbank("bank", "use", "chem")[0] == 0
    add(qbank)
    assert qbank("question", "count")[1] == "1\n"
    assert qbank("bank", "use", "default")[0] == 0
    assert qbank("db", "path")[1].endswith("own/bank.db\n")
    assert "bank" not in tomllib.loads(config.read_text())


def test_use_says_that_a_variable_counts_first(
    qbank: Run, config: Path, bank_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qbank("bank", "new", "chem")
    monkeypatch.setenv("QBANK_DB", str(bank_path))
    assert "QBANK_DB is set, and counts first" in qbank("bank", "use", "chem")[2]


def test_the_variable_names_a_bank(qbank: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    qbank("bank", "new", "chem")
    monkeypatch.setenv("QBANK_BANK", "chem")
    assert qbank("db", "path")[1].endswith("own/chem.db\n")
    monkeypatch.setenv("QBANK_BANK", "chme")
    code, _, err = qbank("db", "path")
    assert (code, "the nearest is 'chem'" in err) == (78, True)


def test_a_forgotten_name_leaves_the_file(qbank: Run, config: Path, tmp_path: Path) -> None:
    qbank("bank", "new", "chem")
    qbank("bank", "use", "chem")
    code, _, err = qbank("bank", "forget", "chem")
    assert code == 0
    assert "the bank in use is default" in err
    assert (tmp_path / "own" / "chem.db").is_file()
    assert tomllib.loads(config.read_text()) == {"banks": {}}


def test_a_bank_that_is_there_is_only_named(qbank: Run, config: Path, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    code, _, err = qbank("bank", "new", "old", str(bank_path))
    assert (code, "named the bank that is at" in err) == (0, True)
    assert bank_path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("use", "nope"), 4, "there is no bank named 'nope'"),
        (("forget", "nope"), 4, "there is no bank named 'nope'"),
        (("forget", "default"), 2, "the default bank always has its name"),
        (("new", "chem"), 5, "'chem' is"),
        (("new", "default"), 5, "'default' is"),
        (("new", "a b"), 78, "'a b' is no name for a bank"),
        (("new", "x", "mysql://host/x"), 2, "is no bank qbank can open"),
        (("new", "x", "{chem}"), 5, "is named 'chem' already"),
        (("new", "x", "{config}"), 65, "is not a qbank bank"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    qbank: Run, config: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    qbank("bank", "new", "chem")
    before = config.read_bytes()
    known = {"chem": tmp_path / "own" / "chem.db", "config": config}
    ended, out, err = qbank("bank", *(word.format(**known) for word in words))
    assert (ended, out) == (code, "")
    assert said in err
    assert config.read_bytes() == before


def test_both_flags_are_a_usage_error(qbank: Run, config: Path) -> None:
    code, _, err = qbank("--db", "a.db", "--bank", "chem", "question", "count")
    assert (code, "--db and --bank both name a bank" in err) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_file_is_for_its_owner_alone(qbank: Run, config: Path) -> None:
    qbank("bank", "new", "chem")
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


PREVIEWS = [
    ("question", "set", "Why", "--difficulty", "hard", "--dry-run"),
    ("question", "set", "nothing", "--difficulty", "hard", "--dry-run"),
    ("question", "delete", "Why", "--dry-run"),
    ("category", "delete", "Unsorted", "--dry-run"),
    ("trash", "empty", "--dry-run"),
    ("undo", "--dry-run"),
    ("question", "import", "{file}", "--dry-run"),
    ("document", "delete", "Book", "--dry-run"),
]


@pytest.mark.parametrize("words", PREVIEWS, ids=lambda words: " ".join(words[:2]))
def test_every_preview_of_a_change_names_its_bank_once(
    qbank: Run, config: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "one.ndjson"
    file.write_text('{"kind": "question", "type": "essay", "stem": "How?"}\n')
    qbank("bank", "new", "chem", str(tmp_path / "chem.db"))
    for _ in range(2):
        add(qbank, "--bank", "chem")
    qbank("--bank", "chem", "document", "add", "Book")
    qbank("--bank", "chem", "question", "delete", "Why", "--limit", "1", "--yes")
    code, _, err = qbank("--bank", "chem", *(word.format(file=file) for word in words))
    assert code == 0, err
    assert err.count("chem (") == 1
    assert f"chem ({tmp_path / 'chem.db'})" in err


def test_a_bank_below_home_is_shown_as_a_person_knows_it(
    qbank: Run, bank_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    add(qbank)
    assert "1 question would change in ~/home/bank.db\n" in qbank(
        "question", "set", "--all", "--difficulty", "hard", "--dry-run"
    )[2].replace(os.sep, "/")


def test_a_preview_without_a_bank_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    tell_preview(Narrator(), Preview(3, 2, (), 0))
    assert capsys.readouterr().err == "2 questions would change; 1 is so already\n"
