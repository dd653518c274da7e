"""What the log lists and shows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def worked_on(qbank: Run) -> Run:
    """A bank with four changes, by two people."""
    qbank("question", "add", "What is a cell?", "-c", "Biology", "--tag", "cell", "--external-id", "q1")
    qbank("question", "add", "What is an atom?", "-c", "Chemistry", "--external-id", "q2")
    words = ("--difficulty", "hard", "--add-tag", "exam", "--yes")
    qbank("question", "set", "tag:cell", *words, "-m", "for June", "--actor", "Ada")
    qbank("category", "edit", "Biology", "--name", "Life")
    return qbank


def numbers(qbank: Run, *words: str) -> list[int]:
    code, out, said = qbank("log", *words, "--format", "ndjson")
    assert code == ExitCode.OK, said
    return [json.loads(line)["change"] for line in out.splitlines()]


def test_the_log_lists_changes_the_newest_first(worked_on: Run) -> None:
    assert numbers(worked_on) == [4, 3, 2, 1]
    assert numbers(worked_on, "--limit", "2") == [4, 3]


def test_a_message_and_an_actor_are_kept_wherever_they_are_said(worked_on: Run) -> None:
    entry = json.loads(worked_on("log", "--by", "ada", "--format", "ndjson")[1])
    assert (entry["change"], entry["message"], entry["actor"]) == (3, "for June", "Ada")
    assert entry["did"] == "set difficulty = hard, tags of 1 question"
    worked_on("--message", "first", "category", "add", "X")
    worked_on("category", "add", "Y", "--message=last")
    found = worked_on("log", "--limit", "2", "--columns", "message", "--no-header")[1]
    assert found == "last\nfirst\n"


def test_the_log_says_a_value_that_was_set_as_it_was_said(worked_on: Run) -> None:
    worked_on("question", "set", "--all", "--licence", "CC BY 4.0", "--points", "2.0", "--yes")
    entry = json.loads(worked_on("log", "--limit", "1", "--format", "ndjson")[1])
    assert entry["did"] == "set points = 2, licence = CC BY 4.0 of 2 questions"
    worked_on("question", "set", "--all", "--points", "none", "--yes")
    entry = json.loads(worked_on("log", "--limit", "1", "--format", "ndjson")[1])
    assert entry["did"] == "set points = none of 2 questions"


def test_an_empty_message_is_refused(worked_on: Run) -> None:
    code, _, said = worked_on("category", "add", "X", "-m", " ")
    assert code == ExitCode.USAGE
    assert "--message says nothing" in said


def test_changes_of_one_question_or_of_those_a_query_finds_are_listed(worked_on: Run) -> None:
    assert numbers(worked_on, "--question", "ext:q1") == [3, 1]
    assert numbers(worked_on, "tag:exam") == [3, 1]
    assert numbers(worked_on, "-tag:exam") == [2]
    assert numbers(worked_on, "atom", "--since", "1d") == [2]
    assert numbers(worked_on, "--since", "2100-01-01") == []


def test_a_number_is_a_word_of_a_query_and_the_change_of_that_number_is_told_of(worked_on: Run) -> None:
    assert worked_on("log", "2")[2] == "change 2 itself: qbank log show 2\n"


def test_a_date_that_is_none_is_a_usage_error(worked_on: Run) -> None:
    code, _, said = worked_on("log", "--since", "soon")
    assert (code, "--since 'soon' is no date and no age" in said, "--since:" in said) == (2, True, False)
    assert worked_on("log", "--since", "..2026")[0] == ExitCode.USAGE


def test_a_change_is_shown_question_by_question_before_and_after(worked_on: Run) -> None:
    code, out, _ = worked_on("log", "show", "3")
    assert code == ExitCode.OK
    assert "“for June”" in out
    assert "What is a cell?" in out
    assert "    tags: cell, {+exam+}\n" in out
    assert "    difficulty: none → hard\n" in out
    assert "atom" not in out


def test_what_a_change_did_is_told_as_it_was_then_and_not_as_it_is_now(worked_on: Run) -> None:
    worked_on("question", "set", "tag:cell", "--difficulty", "easy", "--yes")
    assert "difficulty: none → hard" in worked_on("log", "show", "3")[1]
    assert "difficulty: hard → easy" in worked_on("log", "show", "5")[1]


def test_a_rename_a_made_and_a_removed_question_are_told(worked_on: Run) -> None:
    assert "name: Biology → Life" in worked_on("log", "show", "4")[1]
    assert "made: What is an atom?" in worked_on("log", "show", "2")[1]
    worked_on("question", "delete", "atom", "--yes")
    assert "    put in the trash\n" in worked_on("log", "show", "5")[1]
    worked_on("trash", "empty", "--yes")
    assert "removed: What is an atom?" in worked_on("log", "show", "6")[1]
    assert "made: What is an atom?" in worked_on("log", "show", "2")[1]


def test_what_a_change_did_is_written_for_programs(worked_on: Run) -> None:
    [row] = [json.loads(line) for line in worked_on("log", "show", "3", "-f", "ndjson")[1].splitlines()]
    assert (row["table"], row["did"], row["name"]) == ("questions", "changed", "What is a cell?")
    assert {"place": "difficulty", "before": None, "after": "hard"} in row["changes"]
    assert json.loads(worked_on("log", "show", "3", "-f", "json")[1]) == [row]
    assert worked_on("log", "show", "3", "-f", "csv")[0] == ExitCode.USAGE


def test_an_import_is_shown_though_its_questions_have_no_lines_in_the_journal(qbank: Run) -> None:
    lines = [json.dumps({"type": "essay", "stem": f"Why {number}?"}) for number in range(30)]
    assert qbank("question", "import", "-", stdin="\n".join(lines))[0] == ExitCode.OK
    out = qbank("log", "show", "1")[1]
    assert "30 questions" in out
    assert out.count("made: Why") == 30
    assert qbank("log", "show", "1", "--limit", "5")[1].count("made: Why") == 5


def test_what_is_noted_of_files_is_shown_to_programs_and_not_to_people(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    for stem in ("What is a cell?", "What is one cell?"):
        file.write_text(f"id,question,a,b,answer\nq1,{stem},One,Two,a\n")
        assert qbank("question", "import", str(file))[0] == ExitCode.OK
    out = qbank("log", "show", "2")[1]
    assert "  1 question\n" in out
    assert "stem: What is [-a-]{+one+} cell?" in out
    assert "import_hash" not in out
    assert not [line for line in out.splitlines() if "import " in line and "qbank" not in line]
    rows = [json.loads(line)["table"] for line in qbank("log", "show", "2", "-f", "ndjson")[1].splitlines()]
    assert rows == ["questions", "imports", "import_items"]


def test_a_change_of_what_a_file_says_alone_is_told_as_that(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    for points in ("", "3"):
        file.write_text(f"id,question,a,b,answer,points\nq1,Cell?,One,Two,a,{points}\n")
        assert qbank("question", "import", str(file))[0] == ExitCode.OK
        qbank("question", "edit", "ext:q1", "--points", "3")
    assert "  what a file says of 1 question\n" in qbank("log", "show", "3")[1]
    assert "that changes what a file says of 1 question\n" in qbank("undo", "--dry-run")[2]


def test_a_change_there_is_none_of_is_not_found(worked_on: Run) -> None:
    assert worked_on("log", "show", "99")[0] == ExitCode.NOT_FOUND
    assert worked_on("log", "show", "x")[0] == ExitCode.NOT_FOUND


def test_an_empty_word_means_no_change_even_where_there_is_one_alone(qbank: Run) -> None:
    qbank("category", "add", "A")
    assert qbank("log", "show", "")[0] == ExitCode.NOT_FOUND
    assert qbank("undo", "", "--yes")[0] == ExitCode.NOT_FOUND
    assert qbank("category", "list", "--format", "ids")[1].count("\n") == 1


def test_the_log_says_what_was_taken_back_and_by_what(worked_on: Run) -> None:
    worked_on("undo")
    assert worked_on("log", "--columns", "change,state", "--no-header", "--limit", "2")[1] == (
        "5\t\n4\ttaken back by 5\n"
    )
