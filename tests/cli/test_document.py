import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qbank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line on a bank of its own: its exit code, what it wrote and what it said."""
    monkeypatch.setenv("QBANK_DB", str(tmp_path / "bank.db"))
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))

    def run(*words: str) -> tuple[int, str, str]:
        code = start(words)
        return code, *capfd.readouterr()

    return run


def test_add_prints_the_id_that_show_takes(qbank: Run) -> None:
    code, out, _ = qbank("document", "add", "Campbell", "--author", "Urry", "--uri", "isbn:1")
    assert code == ExitCode.OK
    shown = json.loads(qbank("document", "show", out.strip()[:6], "--format", "json")[1])
    assert (shown["kind"], shown["id"], shown["title"]) == ("document", out.strip(), "Campbell")
    assert (shown["author"], shown["uri"], shown["imports"]) == ("Urry", "isbn:1", [])


def test_a_list_has_whole_ids_for_programs_and_short_ones_for_people(qbank: Run) -> None:
    made = qbank("document", "add", "Campbell")[1].strip()
    head, row = qbank("document", "list")[1].splitlines()
    assert head.split("\t") == [
        "id", "title", "questions", "imports", "uri", "author", "licence", "category", "created_at",
    ]  # fmt: skip
    assert row.split("\t")[:4] == [made, "Campbell", "0", "0"]
    table = qbank("document", "list", "--format", "table")[1]
    assert made[:6] in table
    assert made not in table
    assert "licence" not in table


def test_a_page_says_how_many_there_are(qbank: Run) -> None:
    for title in ("A", "B", "C"):
        qbank("document", "add", title)
    _, out, said = qbank("document", "list", "--limit", "2", "--columns", "title", "--no-header")
    assert out == "A\nB\n"
    assert said == "2 of 3 documents; --limit shows more\n"


def test_edit_sets_and_none_clears(qbank: Run) -> None:
    qbank("category", "add", "Biology")
    qbank("document", "add", "Campbell", "--author", "Urry")
    assert (
        qbank("document", "edit", "campbell", "--author", "none", "--category", "biology")[0] == ExitCode.OK
    )
    shown = json.loads(qbank("document", "show", "Campbell", "--format", "json")[1])
    assert (shown["author"], shown["category"]) == (None, "Biology")
    assert qbank("document", "edit", "Campbell")[0] == ExitCode.USAGE


def test_mistakes_end_with_their_exit_codes_and_a_hint(qbank: Run) -> None:
    qbank("document", "add", "Campbell")
    for words, code in (
        (["add", "campbell"], ExitCode.CONFLICT),
        (["add", " "], ExitCode.USAGE),
        (["add", "B", "--category", "Nowhere"], ExitCode.NOT_FOUND),
        (["show", "Nothing"], ExitCode.NOT_FOUND),
        (["delete", "Campbell"], ExitCode.USAGE),
    ):
        ended, out, said = qbank("document", *words)
        assert (ended, out) == (code, "")
        assert "\nhint: " in said


def test_delete_says_what_stays_and_takes_it_away(qbank: Run) -> None:
    qbank("document", "add", "Campbell")
    assert "0 questions stay" in qbank("document", "delete", "Campbell", "--dry-run")[2]
    assert qbank("document", "delete", "Campbell", "--yes")[0] == ExitCode.OK
    assert qbank("document", "list", "--format", "ids")[1] == ""
