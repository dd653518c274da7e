"""What goes into the trash comes back from it, or goes for good and comes back by an undo."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank import examples
from qbank.cli.exits import ExitCode

pytestmark = pytest.mark.both_engines

Run = Callable[..., tuple[int, str, str]]
PASSAGE = "7c0f3a52-4a0e-4c59-9d1b-2b9d5f0e6a41"


def added(qbank: Run, *words: str) -> str:
    return qbank("question", "add", *words)[1].strip()


def trash(qbank: Run) -> list[tuple[str, str]]:
    lines = qbank("trash", "list", "--no-header", "--columns", "kind,stem")[1].splitlines()
    return [(kind, name) for kind, name in (line.split("\t") for line in lines)]


def test_a_question_comes_back_with_the_categories_it_stood_in(qbank: Run) -> None:
    question = added(qbank, "What?", "-c", "A/B")
    added(qbank, "Another?", "-c", "A/B")
    qbank("category", "delete", "A", "--yes")
    assert sorted(trash(qbank)) == [
        ("category", "A"), ("category", "A/B"), ("question", "Another?"), ("question", "What?")
    ]  # fmt: skip
    code, _, said = qbank("trash", "restore", question[:8])
    assert (code, said) == (0, "brought back 1 question and 2 categories; `qbank undo` takes that back\n")
    assert qbank("question", "count", "category:A/B")[1] == "1\n"
    assert trash(qbank) == [("question", "Another?")]
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_category_comes_back_with_what_went_with_it_alone(qbank: Run) -> None:
    early = added(qbank, "Early?", "-c", "A/B")
    added(qbank, "Late?", "-c", "A/B")
    category = qbank("category", "list", "A", "--format", "ids")[1].split()[0]
    qbank("question", "delete", f"id:{early[:8]}", "--yes")
    qbank("category", "delete", "A", "--yes")
    assert qbank("trash", "restore", category)[0] == ExitCode.OK
    assert trash(qbank) == [("question", "Early?")]
    assert qbank("question", "count", "late")[1] == "1\n"


def test_a_category_whose_place_is_taken_does_not_come_back(qbank: Run) -> None:
    qbank("category", "add", "A")
    old = qbank("category", "list", "--format", "ids")[1].strip()
    qbank("category", "delete", "A", "--yes")
    qbank("category", "add", "A")
    code, _, said = qbank("trash", "restore", old)
    assert code == ExitCode.CONFLICT
    assert "there is another category 'A'" in said


def test_ids_are_short_for_a_person_and_whole_for_a_program_however_wide_its_lines(
    qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = added(qbank, "What?")
    qbank("question", "delete", f"id:{question}", "--yes")
    monkeypatch.setenv("COLUMNS", "80")
    for how in ("ids", "tsv", "json"):
        assert question in qbank("trash", "list", "--format", how)[1]
    table = qbank("trash", "list", "--format", "table")[1]
    assert (question[:8] in table, question in table) == (True, False)


def test_what_is_not_in_the_trash_is_not_found_and_short_ids_are_refused(qbank: Run) -> None:
    question = added(qbank, "What?")
    for told in (question, question[:3], "zzzz", "%%%%"):
        assert qbank("trash", "restore", told)[0] == ExitCode.NOT_FOUND
    assert qbank("trash", "restore")[0] == ExitCode.USAGE


def test_bringing_back_nothing_is_no_change(qbank: Run) -> None:
    added(qbank, "What?")
    assert qbank("trash", "restore", "--all")[2] == "the trash is empty\n"
    assert qbank("undo", "--dry-run")[2].startswith("would take back change 1")


def test_what_something_that_stays_needs_is_said_to_be_there(qbank: Run) -> None:
    qbank("question", "import", str(examples.path()))
    qbank("question", "delete", "type:description", "--yes")
    why = "and needed by what stays; see `qbank trash list`\n"
    for words in ((), ("--dry-run",)):
        assert qbank("trash", "empty", "--yes", *words)[2] == (
            f"nothing was removed: 1 thing is in the trash, {why}"
        )
    assert qbank("trash", "empty", "--yes", "--older-than", "1d")[2] == "nothing is in it longer than 1d\n"
    assert len(trash(qbank)) == 1


def test_emptying_asks_or_needs_a_yes_and_can_be_taken_back(qbank: Run) -> None:
    question = added(qbank, "What?", "-c", "A", "--tag", "x")
    qbank("document", "add", "Book", "--category", "A")
    qbank("category", "delete", "A", "--yes")
    assert qbank("trash", "empty")[0] == ExitCode.USAGE
    assert "would remove 1 question and 1 category" in qbank("trash", "empty", "--dry-run")[2]
    assert qbank("trash", "empty", "--yes")[0] == ExitCode.OK
    assert trash(qbank) == []
    assert qbank("question", "show", question)[0] == ExitCode.NOT_FOUND
    assert qbank("trash", "empty", "--yes")[2] == "the trash is empty\n"
    qbank("undo")
    qbank("trash", "restore", "--all")
    assert qbank("question", "count", "tag:x")[1] == "1\n"
    assert json.loads(qbank("document", "show", "Book", "--format", "json")[1])["category"] == "A"
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_passage_that_is_needed_stays_in_the_trash_with_its_categories(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.ndjson"
    passage = {
        "kind": "question",
        "id": PASSAGE,
        "type": "description",
        "stem": "On foxes.",
        "category": "A/B",
    }
    asked = {"kind": "question", "type": "essay", "stem": "Why?", "category": "C", "stimulus": PASSAGE}
    file.write_text(json.dumps(passage) + "\n" + json.dumps(asked) + "\n")
    assert qbank("question", "import", str(file))[0] == ExitCode.OK
    qbank("category", "add", "A/D")
    qbank("category", "delete", "A", "--yes")
    assert qbank("trash", "empty", "--yes")[0] == ExitCode.OK
    assert sorted(trash(qbank)) == [("category", "A"), ("category", "A/B"), ("question", "On foxes.")]
    assert (
        "On foxes." in qbank("question", "show", qbank("question", "list", "--format", "ids")[1].strip())[1]
    )
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_question_in_the_trash_is_shown_and_not_edited(qbank: Run) -> None:
    question = added(qbank, "What?")
    qbank("question", "delete", f"id:{question}", "--yes")
    assert "In the trash" in qbank("question", "show", question)[1]
    assert qbank("question", "edit", question, "--rating", "3")[0] == ExitCode.CONFLICT
    assert qbank("question", "count", f"id:{question}")[1] == "0\n"


def test_the_journal_does_not_speak_of_what_there_is_none_of(qbank: Run) -> None:
    qbank("question", "add", "Why?", "-c", "A")
    qbank("question", "delete", "why", "--yes")
    qbank("trash", "restore", "--all")
    assert "brought back 1 question\n" in qbank("undo", "--dry-run")[2]
    qbank("undo")
    qbank("trash", "empty", "--yes")
    assert "emptied the trash of 1 question\n" in qbank("undo", "--dry-run")[2]
    qbank("category", "add", "B")
    qbank("category", "delete", "B", "--yes")
    qbank("trash", "restore", "--all")
    assert "brought back 1 category\n" in qbank("undo", "--dry-run")[2]


def test_more_categories_come_back_than_a_condition_may_name(qbank: Run) -> None:
    for start in range(0, 1200, 300):
        qbank("category", "add", *(f"A/{place}" for place in range(start, start + 300)))
    top, *_ = qbank("category", "list", "A", "--format", "ids")[1].split()
    added(qbank, "What?", "-c", "A/7")
    for words in (["--all"], [top]):
        qbank("category", "delete", "A", "--yes")
        code, _, said = qbank("trash", "restore", *words)
        assert (code, "1201 categories" in said.replace(",", "")) == (0, True)
        assert qbank("question", "count")[1] == "1\n"
    qbank("category", "delete", "A", "--yes")
    ids = qbank("trash", "list", "--format", "ids")[1].split()
    assert qbank("trash", "restore", *ids)[0] == 0
    assert trash(qbank) == []
