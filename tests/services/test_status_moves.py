"""Whoever gives a question another status is kept with it, by every way there is to do so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def moves(qbank: Run) -> dict[str, tuple[str, str | None]]:
    """Tell of each question, by its stem, its status and who moved it there."""
    rows = qbank("question", "list", "--columns", "stem,status,status_by,status_at", "--format", "ndjson")[1]
    told = [json.loads(row) for row in rows.splitlines()]
    assert all((row["status_by"] is None) == (row["status_at"] is None) for row in told)
    return {row["stem"]: (row["status"], row["status_by"]) for row in told}


@pytest.fixture
def two(qbank: Run) -> None:
    qbank("--actor", "maker", "question", "add", "One?")
    qbank("--actor", "maker", "question", "add", "Two?", "--status", "review")


def test_a_new_question_was_moved_by_nobody(qbank: Run, two: None) -> None:
    assert moves(qbank) == {"One?": ("ready", None), "Two?": ("review", None)}


def test_set_keeps_who_moved_only_the_questions_that_move(qbank: Run, two: None) -> None:
    words = ("question", "set", "--all", "--yes", "--status", "ready", "--difficulty", "hard")
    assert qbank("--actor", "ada", *words)[0] == 0
    assert moves(qbank) == {"One?": ("ready", None), "Two?": ("ready", "ada")}
    assert qbank("undo")[0] == 0
    assert moves(qbank) == {"One?": ("ready", None), "Two?": ("review", None)}


def test_edit_update_and_revert_keep_it_too(qbank: Run, two: None, tmp_path: Path) -> None:
    one = qbank("question", "list", "text:One", "--format", "ids")[1].strip()
    qbank("--actor", "ada", "question", "edit", one, "--status", "review")
    assert moves(qbank)["One?"] == ("review", "ada")
    qbank("--actor", "bob", "question", "edit", one, "--points", "2")
    assert moves(qbank)["One?"] == ("review", "ada")
    file = tmp_path / "values.csv"
    file.write_text(f"id,status\n{one},retired\n")
    assert qbank("--actor", "bob", "question", "update", str(file), "--yes")[0] == 0
    assert moves(qbank)["One?"] == ("retired", "bob")
    qbank("--actor", "eve", "question", "revert", one, "1")
    assert moves(qbank)["One?"] == ("ready", "eve")
    assert qbank("undo")[0] == 0
    assert moves(qbank)["One?"] == ("retired", "bob")


def test_an_import_over_a_question_keeps_who_imported(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.ndjson"
    line = {"type": "essay", "stem": "Why?", "external_id": "e", "status": "draft"}
    file.write_text(json.dumps(line) + "\n")
    qbank("question", "import", str(file))
    file.write_text(json.dumps({**line, "status": "ready"}) + "\n")
    assert qbank("--actor", "ada", "question", "import", str(file), "--on-conflict", "theirs")[0] == 0
    assert moves(qbank)["Why?"] == ("ready", "ada")


def test_a_copy_stands_as_it_was_made(qbank: Run, two: None) -> None:
    qbank("--actor", "ada", "question", "set", "text:Two", "--yes", "--status", "retired")
    two_id = qbank("question", "list", "text:Two", "--format", "ids")[1].strip()
    copied = qbank("question", "copy", two_id)[1].strip()
    row = qbank("question", "list", f"id:{copied}", "--columns", "status,status_by", "--no-header")[1]
    assert row == "retired\t\n"


def test_queries_fall_back_to_who_brought_a_question_in_and_when(qbank: Run, two: None) -> None:
    qbank("--actor", "ada", "question", "set", "text:Two", "--yes", "--status", "retired")
    counted = {
        query: qbank("question", "count", query)[1].strip()
        for query in (
            "status-by:maker",
            "status-by:ADA",
            "status-by:a*",
            "status-since:1h",
            "status-since:..1h",
        )
    }
    assert list(counted.values()) == ["1", "1", "1", "2", "0"]
    assert qbank("question", "count", "-status-by:ada")[1] == "1\n"
    assert qbank("question", "count", "status-by:any")[1] == "2\n"


def test_an_older_move_is_taken_back_with_who_made_it_and_a_later_one_stands(qbank: Run, two: None) -> None:
    qbank("--actor", "ada", "question", "set", "text:One", "--yes", "--status", "review")
    qbank("--actor", "bob", "question", "set", "text:One", "--yes", "--difficulty", "hard")
    assert qbank("undo", "3", "--yes")[0] == 0
    assert moves(qbank)["One?"] == ("ready", None)
    qbank("--actor", "ada", "question", "set", "text:One", "--yes", "--status", "review")
    qbank("--actor", "ada", "question", "set", "text:One", "--yes", "--status", "retired")
    code, _, said = qbank("undo", "6", "--yes")
    assert code == 5
    assert "status_by" not in said
    assert moves(qbank)["One?"] == ("retired", "ada")


def test_show_says_who_moved_it(qbank: Run, two: None) -> None:
    qbank(
        "--actor", "ada", "question", "set", "text:Two", "--yes", "--status", "retired", "--assignee", "bob"
    )
    two_id = qbank("question", "list", "text:Two", "--format", "ids")[1].strip()
    shown = qbank("question", "show", two_id)[1]
    assert "by ada" in shown
    assert "Assignee  bob" in shown


def test_a_retired_question_is_not_drawn_unless_its_status_is_named(qbank: Run, two: None) -> None:
    qbank("question", "set", "text:Two", "--yes", "--status", "retired")
    _, drawn, said = qbank("question", "list", "--sample", "9", "--columns", "stem", "--no-header")
    assert drawn == "One?\n"
    assert "left out 1 retired question" in said
    named = qbank("question", "list", "status:any", "--sample", "9", "--format", "ids")[1]
    assert len(named.split()) == len(qbank("question", "list", "--format", "ids")[1].split()) == 2


def test_what_is_gone_from_its_file_is_retired_by_who_imports(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.ndjson"
    lines = [
        json.dumps({"type": "essay", "stem": stem, "external_id": stem}) + "\n" for stem in ("One", "Two")
    ]
    file.write_text("".join(lines))
    qbank("question", "import", str(file))
    qbank("question", "set", "--all", "--assignee", "eve", "--yes")
    file.write_text(lines[0])
    assert qbank("--actor", "ada", "question", "import", str(file), "--retire-missing")[0] == 0
    assert moves(qbank) == {"One": ("ready", None), "Two": ("retired", "ada")}
    assert qbank("question", "count", "assignee:eve")[1] == "2\n"
    assert qbank("undo")[0] == 0
    assert moves(qbank)["Two"] == ("ready", None)
