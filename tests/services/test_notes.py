"""Notes go with their questions: through lists, exports, imports, the trash and undo."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def noted(qbank: Run) -> str:
    """A question with two notes, and one without; the id of the first."""
    made = qbank("question", "add", "One?", "--assignee", "ada")[1].strip()
    qbank("question", "add", "Two?")
    qbank("--actor", "bob", "note", "add", f"id:{made}", "B is right too", "--yes")
    qbank("--actor", "ada", "note", "add", f"id:{made}", "first line\nsecond", "--yes")
    return made


def rows(qbank: Run, *words: str) -> list[dict[str, str]]:
    return [json.loads(row) for row in qbank("note", "list", *words, "--format", "ndjson")[1].splitlines()]


def test_they_are_listed_the_newest_last(qbank: Run, noted: str) -> None:
    assert [(row["author"], row["text"]) for row in rows(qbank)] == [
        ("bob", "B is right too"),
        ("ada", "first line\nsecond"),
    ]
    assert [row["author"] for row in rows(qbank, "--limit", "1")] == ["ada"]
    assert {row["question"] for row in rows(qbank, "assignee:ada")} == {noted}
    assert rows(qbank, "assignee:none") == []
    assert qbank("question", "count", "has:note")[1] == "1\n"


def test_a_bank_s_export_brings_them_into_an_empty_bank_byte_for_byte(
    qbank: Run, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qbank("--actor", "ada", "question", "set", "text:Two", "--yes", "--status", "retired")
    qbank("saved", "add", "Mine", "assignee:ada", "updated:7d", "krebs cycle", "--description", "to do")
    first, second = tmp_path / "1.ndjson", tmp_path / "2.ndjson"
    assert qbank("question", "export", "--all", "-o", str(first))[0] == 0
    monkeypatch.setenv("QBANK_DB", str(tmp_path / "other.db"))
    assert qbank("question", "import", str(first))[0] == 0
    assert qbank("question", "export", "--all", "-o", str(second))[0] == 0
    assert first.read_bytes() == second.read_bytes()
    line = next(json.loads(row) for row in first.read_text().splitlines() if noted in row)
    assert [note["text"] for note in line["notes"]] == ["B is right too", "first line\nsecond"]
    assert line["assignee"] == "ada"
    assert qbank("undo")[0] == 0
    assert qbank("note", "list", "--format", "ids")[1] == ""


def test_an_import_adds_notes_a_known_question_lacks_and_none_twice(
    qbank: Run, noted: str, tmp_path: Path
) -> None:
    file = tmp_path / "1.ndjson"
    qbank("question", "export", f"id:{noted}", "-o", str(file))
    lines = file.read_text().splitlines()
    document = json.loads(lines[-1])
    document["notes"] += [{"text": "from a colleague", "author": "eve"}]
    file.write_text("\n".join([*lines[:-1], json.dumps(document)]) + "\n")
    code, _, said = qbank("question", "import", str(file))
    assert code == 0
    assert "1 note" in said
    assert [row["author"] for row in rows(qbank)] == ["bob", "ada", "eve"]
    qbank("question", "import", str(file))
    assert len(rows(qbank)) == 3
    assert qbank("undo")[0] == 0
    assert [row["author"] for row in rows(qbank)] == ["bob", "ada"]


def test_a_note_that_says_nothing_refuses_its_question(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "1.ndjson"
    file.write_text('{"type": "essay", "stem": "Why?", "notes": [{"text": " "}]}\n')
    code, _, said = qbank("question", "import", str(file))
    assert code == 65
    assert "notes[0].text: the note says nothing" in said


def test_they_come_back_with_a_question_that_was_emptied_out_of_the_trash(qbank: Run, noted: str) -> None:
    qbank("question", "delete", f"id:{noted}", "--yes")
    assert rows(qbank) == []
    qbank("trash", "empty", "--yes")
    assert qbank("undo")[0] == qbank("undo")[0] == 0
    assert len(rows(qbank)) == 2


def test_a_deleted_note_comes_back_by_undo(qbank: Run, noted: str) -> None:
    first = rows(qbank)[0]["id"]
    assert qbank("note", "delete", first[:6], "--yes")[0] == 0
    assert [row["author"] for row in rows(qbank)] == ["ada"]
    assert qbank("undo")[0] == 0
    assert rows(qbank)[0]["id"] == first
    assert qbank("note", "delete", "ffff", "--yes")[0] == 4


def test_the_same_note_is_not_made_twice(qbank: Run, noted: str) -> None:
    said = qbank("note", "add", "--all", "B is right too", "--yes")[2]
    assert "1 question changed; 1 is so already" in said
    assert len(rows(qbank)) == 3
