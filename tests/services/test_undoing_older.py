"""An older change is taken back, and what came after it stays."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from qbank.cli.exits import ExitCode
from qbank.cli.process import start
from tests.services.test_undoing import COMMANDS, SEED, STEPS, _bank, _done, _last, changes, differences, dump

Run = Callable[..., tuple[int, str, str]]


def question(qbank: Run, id: str = "ext:q") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(qbank("question", "show", id, "-f", "json")[1])
    return found


@pytest.fixture
def bank(qbank: Run) -> Run:
    """A bank of two questions, each its own change: 1 and 2."""
    words = ("-c", "A", "--tag", "old", "--difficulty", "easy")
    qbank("question", "add", "What?", *words, "--external-id", "q")
    qbank("question", "add", "Which one?", "--choice", "x", "--choice", "y", "--key", "A", *words)
    return qbank


def test_what_the_later_change_left_alone_goes_back_and_the_rest_stays(bank: Run) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "what", "--yes", "--rating", "4", "--category", "A")
    assert bank("undo", "3", "--yes")[0] == ExitCode.OK
    found = question(bank)
    assert (found["difficulty"], found["rating"], found["version"]) == ("easy", 4.0, 4)
    assert bank("db", "check")[0] == ExitCode.OK


def test_a_question_nobody_touched_since_is_as_it_was_byte_for_byte(bank: Run, bank_path: Path) -> None:
    before = dump(bank_path)
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "what", "--yes", "--rating", "4")
    bank("undo", "3", "--yes")
    changed = [line for line in differences(before, dump(bank_path)) if "questions" in line]
    assert len(changed) == 2
    assert all("What?" in line for line in changed)


def test_an_older_change_is_shown_first_and_needs_a_yes(bank: Run, bank_path: Path) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("category", "add", "B")
    before = dump(bank_path)
    code, _, said = bank("undo", "3")
    assert code == ExitCode.USAGE
    assert "would take back change 3" in said
    assert "difficulty: hard → easy" in said
    assert "add --yes" in said
    assert bank("undo", "3", "--dry-run")[0] == ExitCode.OK
    assert differences(before, dump(bank_path)) == []


def test_a_value_that_was_changed_again_stands_in_the_way_and_is_named(bank: Run, bank_path: Path) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard", "--points", "2")
    bank("question", "set", "what", "--yes", "--difficulty", "medium")
    before = dump(bank_path)
    code, _, said = bank("undo", "3", "--yes")
    assert code == ExitCode.CONFLICT
    assert "What?  stands in the way: difficulty was changed again since (change 4)" in said
    assert "change 4 builds on it (set difficulty = medium of 1 question)" in said
    assert "qbank undo 4" in said
    assert differences(before, dump(bank_path)) == []
    code, _, said = bank("undo", "3", "--yes", "--skip-conflicts")
    assert code == ExitCode.OK
    assert "took back change 3 in part" in said
    assert "What?  stays as it is: difficulty was changed again since (change 4)" in said
    assert (question(bank)["difficulty"], question(bank)["points"]) == ("medium", None)
    assert bank("question", "count", "difficulty:easy")[1] == "1\n"


def test_what_was_taken_back_in_part_stands_and_its_rest_goes_later(bank: Run, bank_path: Path) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "what", "--yes", "--difficulty", "medium")
    bank("undo", "3", "--yes", "--skip-conflicts")
    assert "taken back" not in bank("log", "--columns", "change,state", "--no-header")[1]
    assert bank("undo", "4", "--yes")[0] == ExitCode.OK
    assert question(bank)["difficulty"] == "hard"
    assert bank("undo", "3", "--yes")[0] == ExitCode.OK
    assert question(bank)["difficulty"] == "easy"


def test_a_value_that_was_changed_back_stands_in_the_way_too(bank: Run) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "what", "--yes", "--difficulty", "easy")
    assert bank("undo", "3", "--yes")[0] == ExitCode.CONFLICT


def test_a_part_that_was_taken_back_is_had_again(bank: Run, bank_path: Path) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "what", "--yes", "--difficulty", "medium", "--rating", "1")
    before = dump(bank_path)
    bank("undo", "3", "--yes", "--skip-conflicts")
    assert bank("undo", "5")[0] == ExitCode.OK
    assert differences(before, dump(bank_path)) == []


def test_tags_are_taken_back_one_by_one(bank: Run) -> None:
    bank("question", "set", "--all", "--yes", "--add-tag", "wrong", "--remove-tag", "old")
    bank("question", "set", "what", "--yes", "--add-tag", "later")
    assert bank("undo", "3", "--yes")[0] == ExitCode.OK
    assert question(bank)["tags"] == ["later", "old"]
    assert bank("question", "count", "tag:wrong")[1] == "0\n"
    assert bank("db", "check")[0] == ExitCode.OK


def test_own_fields_are_taken_back_one_by_one(bank: Run, tmp_path: Path) -> None:
    for name, lines in (
        ("one", [{"ext": "q", "field.week": 4, "field.topic": "x"}]),
        ("two", [{"ext": "q", "field.room": "z", "field.topic": "y"}]),
    ):
        file = tmp_path / f"{name}.ndjson"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert bank("question", "update", str(file), "--key", "ext", "--yes")[0] == ExitCode.OK
    code, _, said = bank("undo", "3", "--yes")
    assert code == ExitCode.CONFLICT
    assert "field.topic was changed again" in said
    assert bank("undo", "3", "--yes", "--skip-conflicts")[0] == ExitCode.OK
    assert question(bank)["fields"] == {"room": "z", "topic": "y"}


def test_a_stem_goes_back_below_an_option_that_was_edited_since(bank: Run) -> None:
    bank("question", "replace", "--all", "--yes", "--find", "Which", "--with", "What")
    bank("question", "edit", bank("question", "list", "one", "-f", "ids")[1].strip(), "--key", "B")
    assert bank("undo", "3", "--yes")[0] == ExitCode.OK
    id = bank("question", "list", "which", "-f", "ids")[1].strip()
    found = question(bank, id)
    assert [option.get("fraction", 0) for option in found["options"]] == [0, 1.0]
    assert bank("db", "check")[0] == ExitCode.OK


def test_questions_of_an_import_that_were_changed_since_stay_with_all_they_need(qbank: Run) -> None:
    lines = [{"type": "essay", "stem": f"Why {number}?", "category": f"C/{number}"} for number in range(3)]
    qbank("question", "import", "-", stdin="".join(json.dumps(line) + "\n" for line in lines))
    qbank("question", "set", "text:1", "--yes", "--rating", "5")
    code, _, said = qbank("undo", "1", "--yes")
    assert code == ExitCode.CONFLICT
    assert "Why 1?  stands in the way: was changed since (change 2)" in said
    assert qbank("undo", "1", "--yes", "--skip-conflicts")[0] == ExitCode.OK
    assert qbank("question", "list", "--columns", "stem,category", "--no-header")[1] == "Why 1?\tC/1\n"
    assert qbank("category", "list", "--columns", "path", "--no-header")[1] == "C\nC/1\n"
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_rename_of_a_category_that_was_moved_since_is_taken_back(bank: Run) -> None:
    bank("category", "add", "B")
    bank("category", "edit", "A", "--name", "Z")
    bank("category", "move", "Z", "--to", "B")
    assert bank("undo", "4", "--yes")[0] == ExitCode.OK
    assert bank("question", "count", "category:B/A")[1] == "2\n"


def test_a_name_that_is_another_ones_by_now_is_not_given_back(bank: Run) -> None:
    bank("category", "edit", "A", "--name", "Z")
    bank("category", "edit", "Z", "--color", "#000000")
    bank("category", "add", "A")
    code, _, said = bank("undo", "3", "--yes")
    assert code == ExitCode.CONFLICT
    assert "name was changed again since" in said


def test_questions_do_not_go_back_to_a_category_that_is_gone(bank: Run) -> None:
    bank("category", "add", "B")
    bank("question", "set", "--all", "--yes", "--category", "B")
    bank("category", "delete", "A", "--yes")
    bank("trash", "empty", "--yes")
    code, _, said = bank("undo", "4", "--yes")
    assert code == ExitCode.CONFLICT
    assert "its category is not there any more" in said
    assert bank("undo", "4", "--yes", "--skip-conflicts")[0] == ExitCode.OK
    assert bank("question", "count", "category:B")[1] == "2\n"


def test_a_change_that_was_taken_back_in_between_is_in_nobodys_way(bank: Run) -> None:
    bank("question", "set", "--all", "--yes", "--difficulty", "hard")
    bank("question", "set", "--all", "--yes", "--difficulty", "medium")
    bank("undo")
    assert bank("undo", "3")[0] == ExitCode.OK
    assert question(bank)["difficulty"] == "easy"


@given(STEPS, st.data())
@settings(
    max_examples=8,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a sequence of commands shrinks for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_change_is_taken_back_at_any_time_and_had_again(
    template_bank: Path,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[str, int, int]],
    data: st.DataObject,
) -> None:
    with _bank(template_bank, monkeypatch) as path:
        _done(path, [*SEED, *steps])
        for _ in range(3):
            number = data.draw(st.integers(1, _last(path)))
            before, last = dump(path), _last(path)
            code = start(["--quiet", "undo", str(number), "--yes", "--skip-conflicts"])
            assert code in (ExitCode.OK, ExitCode.CONFLICT), number
            assert start(["--quiet", "db", "check"]) == ExitCode.OK, number
            if _last(path) == last:
                assert differences(before, dump(path)) == []
                continue
            assert start(["--quiet", "undo", str(_last(path)), "--yes"]) == ExitCode.OK, number
            assert differences(before, dump(path)) == []
            assert start(["--quiet", "db", "check"]) == ExitCode.OK
        assert COMMANDS and changes(path) > 0
