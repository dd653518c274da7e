"""`qbank saved` as it is typed, and `saved:NAME` wherever questions are chosen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def three(qbank: Run) -> None:
    for stem, tag, level in (("One?", "a", "hard"), ("Two?", "b", "hard"), ("Three?", "a", "easy")):
        qbank("question", "add", stem, "--tag", tag, "--difficulty", level)
    assert qbank("saved", "add", "Hard ones", "difficulty:hard")[0] == 0


def count(qbank: Run, *query: str) -> int:
    code, out, said = qbank("question", "count", *query)
    assert code == 0, said
    return int(out)


def test_a_saved_query_stands_for_its_words_in_any_other(qbank: Run, three: None) -> None:
    assert count(qbank, "saved:hard ONES") == 2
    assert count(qbank, 'saved:"Hard ones"', "tag:a") == 1
    assert count(qbank, "-saved:Hard ones") == 1
    assert count(qbank, "[", "saved:Hard ones", "OR", "tag:a", "]", "-tag:b") == 2
    assert qbank("saved", "add", "both", "saved:Hard ones", "-tag:b")[0] == 0
    assert count(qbank, "saved:both") == 1
    assert count(qbank, "saved:both,Hard ones") == 2
    assert qbank("question", "list", "--explain", "saved:both")[1].splitlines() == [
        "all of these:",
        "  difficulty is 'hard'",
        "  not: tag is 'b'",
    ]


def test_changes_exports_and_the_other_commands_take_it(qbank: Run, three: None, tmp_path: Path) -> None:
    assert qbank("question", "set", "saved:Hard ones", "--points", "2", "--yes")[0] == 0
    assert count(qbank, "points:2") == 2
    file = tmp_path / "x.ndjson"
    assert qbank("question", "export", "saved:Hard ones", "-o", str(file))[0] == 0
    kinds = [json.loads(line)["kind"] for line in file.read_text().splitlines()]
    assert kinds.count("question") == 2
    assert "saved_query" not in kinds
    assert qbank("stats", "saved:Hard ones", "--by", "tag")[0] == 0


def test_a_retired_question_is_left_out_unless_the_saved_query_names_a_status(
    qbank: Run, three: None, tmp_path: Path
) -> None:
    qbank("question", "set", "text:One", "--status", "retired", "--yes")
    qbank("saved", "add", "old", "status:retired")
    said = qbank("question", "export", "saved:Hard ones", "-o", str(tmp_path / "a.ndjson"))[2]
    assert "left out 1 retired question" in said
    assert "wrote 1 question" in qbank("question", "export", "saved:old", "-o", str(tmp_path / "b.ndjson"))[2]


def test_names_that_are_unknown_or_go_in_a_circle_are_one_clear_error(qbank: Run, three: None) -> None:
    code, _, said = qbank("question", "count", "saved:hrad")
    assert (code, said.splitlines()[0]) == (2, "qbank: error: there is no saved query 'hrad'")
    assert "the nearest: Hard ones" in said
    qbank("saved", "add", "b", "saved:Hard ones")
    code, _, said = qbank("saved", "edit", "Hard ones", "saved:b")
    assert code == 2
    assert "would name itself: Hard ones → b → Hard ones" in said or "b → Hard ones → b" in said
    assert "would name itself" in qbank("saved", "add", "me", "saved:me")[2]


def test_a_query_that_cannot_be_read_is_not_saved(qbank: Run, three: None) -> None:
    assert "there is no value 'hrd'" in qbank("saved", "add", "x", "difficulty:hrd")[2]
    assert qbank("saved", "add", "x", "category:Nowhere")[0] == 2
    assert qbank("saved", "add", "hard ONES", "tag:a")[0] == 5
    assert qbank("saved", "add", "a,b", "tag:a")[0] == 2
    assert qbank("saved", "add", "x", "-")[0] == 2


def test_one_that_cannot_be_read_any_more_is_said_where_it_is_used(qbank: Run, three: None) -> None:
    qbank("saved", "add", "both", "saved:Hard ones", "tag:a")
    assert "both cannot be read without it" in qbank("saved", "delete", "Hard ones", "--yes")[2]
    code, _, said = qbank("question", "count", "saved:both")
    assert code == 2
    assert "there is no saved query 'Hard ones', which the saved query both names" in said
    code, _, said = qbank("saved", "list")
    assert code == 0
    assert "both cannot be read: there is no saved query" in said
    assert qbank("undo")[0] == 0
    assert count(qbank, "saved:both") == 1


def test_it_is_edited_renamed_and_shown(qbank: Run, three: None) -> None:
    assert qbank("saved", "edit", "hard ones", "tag:b", "--name", "Bs", "--description", "all b")[0] == 0
    assert count(qbank, "saved:bs") == 1
    shown = json.loads(qbank("saved", "show", "BS", "--format", "json")[1])
    assert (shown["name"], shown["query"], shown["questions"], shown["description"]) == (
        "Bs",
        "tag:b",
        1,
        "all b",
    )
    assert qbank("saved", "edit", "Bs")[0] == 2
    assert qbank("undo")[0] == 0
    assert count(qbank, "saved:hard ones") == 2
    assert qbank("saved", "show", "bs")[0] == 4


def test_an_undo_does_not_bring_a_name_back_that_is_taken(qbank: Run, three: None) -> None:
    qbank("saved", "delete", "Hard ones", "--yes")
    qbank("saved", "add", "hard ones", "tag:a")
    code, _, said = qbank("undo", "5", "--yes")
    assert code == 5
    assert "there is another saved query 'hard ones' by now" in said


def test_a_word_that_looks_like_a_shell_s_comes_back_as_it_was(qbank: Run, three: None) -> None:
    qbank("saved", "add", "odd", "tag:c#", "krebs cycle", 'title:"it\'s" OR tag:a', "micro*")
    shown = json.loads(qbank("saved", "show", "odd", "--format", "json")[1])
    code, _, _ = qbank("saved", "edit", "odd", "--name", "odder")
    assert code == 0
    assert shown["wrong"] is None


def test_a_new_description_is_kept_as_a_first_one_is(qbank: Run, three: None) -> None:
    assert qbank("saved", "edit", "hard ones", "--description", " cafe\u0301 ")[0] == 0
    assert json.loads(qbank("saved", "show", "hard ones", "--format", "json")[1])["description"] == "caf\xe9"
    code, _, said = qbank("saved", "edit", "hard ones", "--description", "a\x07b")
    assert (code, "holds the control character U+0007" in said) == (2, True)
