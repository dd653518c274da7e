"""Versions of a question: listed, compared, gone back to."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def edited(qbank: Run) -> Run:
    """A question with three versions."""
    words = ("--choice", "Lima", "--choice", "Cusco", "--key", "B", "-c", "Geo", "--external-id", "q")
    qbank("question", "add", "The capitol of Peru?", *words)
    qbank("question", "edit", "ext:q", "--stem", "The capital of Peru?", "-m", "typo")
    qbank("question", "set", "ext:q", "--add-tag", "exam", "--yes")
    return qbank


def versions(qbank: Run) -> list[tuple[int, int, str]]:
    out = qbank("question", "history", "ext:q", "-f", "ndjson")[1]
    rows = [json.loads(line) for line in out.splitlines()]
    return [(row["version"], row["change"], row["changed"]) for row in rows]


def test_the_versions_are_listed_with_what_changed(edited: Run) -> None:
    assert versions(edited) == [(1, 1, ""), (2, 2, "stem"), (3, 3, "tags")]
    assert "typo" in edited("question", "history", "ext:q")[1]


def test_the_words_that_differ_are_marked_inside_the_text(edited: Run) -> None:
    out = edited("question", "diff", "ext:q", "1", "2")[1]
    assert "  stem: The [-capitol-]{+capital+} of Peru?\n" in out
    assert "tags" not in out
    assert "tags: {+exam+}" in edited("question", "diff", "ext:q")[1]
    assert edited("question", "diff", "ext:q", "1")[1].count("\n") == 3


def test_a_difference_as_json_holds_its_words(edited: Run) -> None:
    found = json.loads(edited("question", "diff", "ext:q", "1", "2", "-f", "json")[1])
    assert (found["from"]["version"], found["to"]["change"]) == (1, 2)
    [change] = found["changes"]
    assert (change["place"], change["after"]) == ("stem", "The capital of Peru?")
    assert {"mark": "new", "text": "capital"} in change["words"]


def test_a_changed_option_is_named(edited: Run) -> None:
    edited("question", "edit", "ext:q", "--key", "A")
    out = edited("question", "diff", "ext:q")[1]
    assert "options a fraction: 0 → 1" in out
    assert "options b fraction: 1 → 0" in out


def test_going_back_is_a_new_change_that_is_taken_back(edited: Run) -> None:
    code, _, said = edited("question", "revert", "ext:q", "1")
    assert code == ExitCode.OK
    assert "stem: The [-capital-]{+capitol+} of Peru?" in said
    assert versions(edited)[-1] == (4, 4, "stem, tags")
    assert edited("question", "count", "capitol")[1] == "1\n"
    assert edited("question", "diff", "ext:q", "1")[2] == "they say the same\n"
    assert edited("undo")[0] == ExitCode.OK
    assert edited("question", "count", "capitol")[1] == "0\n"
    assert edited("db", "check")[0] == ExitCode.OK


def test_a_dry_run_and_the_version_it_is_in_change_nothing(edited: Run, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    assert "dry run" in edited("question", "revert", "ext:q", "1", "--dry-run")[2]
    assert "nothing was changed" in edited("question", "revert", "ext:q", "3")[2]
    assert bank_path.read_bytes() == before


def test_a_number_two_versions_have_means_the_newer_and_a_change_means_one(edited: Run) -> None:
    edited("undo")
    edited("question", "edit", "ext:q", "--stem", "And the capital of Chile?")
    assert [number for number, _, _ in versions(edited)] == [1, 2, 3, 2, 3]
    assert "Chile" in edited("question", "diff", "ext:q", "1", "3")[1]
    assert "Chile" not in edited("question", "diff", "ext:q", "1", "@3")[1]


def test_a_version_there_is_none_of_names_those_there_are(edited: Run) -> None:
    code, _, said = edited("question", "diff", "ext:q", "7")
    assert code == ExitCode.NOT_FOUND
    assert "there are 1, 2, 3" in said
    assert edited("question", "revert", "ext:q", "x")[0] == ExitCode.NOT_FOUND
    assert edited("question", "history", "ffff")[0] == ExitCode.NOT_FOUND


def test_a_question_that_never_changed_has_nothing_to_compare(qbank: Run) -> None:
    qbank("question", "add", "Why?", "--external-id", "q")
    assert qbank("question", "diff", "ext:q")[0] == ExitCode.NEGATIVE


def test_a_place_that_is_gone_is_kept_out_of_going_back(edited: Run) -> None:
    edited("category", "add", "Elsewhere")
    edited("question", "set", "ext:q", "--category", "Elsewhere", "--yes")
    edited("category", "delete", "Geo", "--yes")
    code, _, said = edited("question", "revert", "ext:q", "1")
    assert code == ExitCode.OK
    assert "its category of then is not there any more" in said
    assert edited("question", "count", "capitol", "category:Elsewhere")[1] == "1\n"
    assert edited("db", "check")[0] == ExitCode.OK


def test_a_question_in_the_trash_does_not_go_back(edited: Run) -> None:
    edited("question", "delete", "ext:q", "--yes")
    code, _, said = edited("question", "revert", "ext:q", "1")
    assert code == ExitCode.CONFLICT
    assert "trash restore" in said


def test_the_versions_of_a_question_are_those_that_exports_showed(edited: Run) -> None:
    now = json.loads(edited("question", "list", "-f", "ndjson")[1])
    edited("question", "replace", "--all", "--yes", "--find", "Peru", "--with", "Bolivia")
    edited("question", "revert", "ext:q", "3")
    then = json.loads(edited("question", "list", "-f", "ndjson")[1])
    assert {**then, "version": 3, "updated_at": now["updated_at"]} == now


def test_going_back_says_which_version_and_names_the_others_of_its_number(edited: Run) -> None:
    edited("undo")
    edited("undo")
    edited("question", "edit", "ext:q", "--stem", "The capital of Chile?")
    said = edited("question", "revert", "ext:q", "1", "--dry-run")[2]
    assert said.startswith("several versions have the number 1: this is the newest; the others: @1\n")
    assert ", change 5)\ndry run: nothing was changed\n" in said
    said = edited("question", "revert", "ext:q", "@2")[2]
    assert "several versions" not in said
    assert ", change 2) said; `qbank undo` takes that back" in said


def test_a_person_sees_which_versions_are_left_of_what_was_pruned(edited: Run) -> None:
    assert edited("log", "prune", "--keep", "1", "--yes")[0] == ExitCode.OK
    assert (
        "pruned: who did what before is not kept" in edited("question", "history", "ext:q", "-f", "table")[1]
    )
    rows = [
        json.loads(line) for line in edited("question", "history", "ext:q", "-f", "ndjson")[1].splitlines()
    ]
    assert rows[0]["did"] is None
