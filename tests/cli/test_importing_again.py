"""Importing a file again that changed: what becomes of each question, whoever changed it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Bring = Callable[..., tuple[int, list[dict[str, Any]], str]]
CELL: dict[str, Any] = {
    "type": "single_choice",
    "stem": "Which part of a cell makes its energy?",
    "external_id": "q1",
    "options": [{"text": "mitochondrion", "fraction": 1}, {"text": "nucleus"}, {"text": "wall"}],
    "tags": ["cell"],
}
LEAF: dict[str, Any] = {"type": "essay", "stem": "Why are leaves green?", "external_id": "q2"}
ROOT: dict[str, Any] = {"type": "essay", "stem": "What are roots good for?", "external_id": "q3"}


@pytest.fixture
def bring(qbank: Run, tmp_path: Path) -> Bring:
    """Import documents as a file; gives the exit code, the lines of the report, and what was said."""

    def brought(*documents: Any, name: str = "own.ndjson", options: tuple[str, ...] = ()) -> Any:
        file, report = tmp_path / name, tmp_path / "report.ndjson"
        file.write_text("".join(json.dumps({"kind": "question", **each}) + "\n" for each in documents))
        code, _, said = qbank("question", "import", str(file), "--report", str(report), *options)
        lines = [json.loads(line) for line in report.read_text().splitlines()] if report.exists() else []
        return code, lines, said

    return brought


def dump(path: Path) -> dict[str, list[str]]:
    """Every row of the bank but those of its journal."""
    with closing(sqlite3.connect(path)) as connection:
        names = (
            "questions",
            "import_items",
            "question_tags",
            "imports",
            "documents",
            "categories",
            "question_media",
        )
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}


def one(qbank: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(qbank("question", "list", *words, "--format", "ndjson")[1])
    return found


def sequences(qbank: Run) -> list[int]:
    listed = qbank("question", "list", "--format", "ndjson")[1].splitlines()
    return [json.loads(line)["sequence"] for line in listed]


def edit(qbank: Run, *words: str) -> None:
    assert qbank("question", "edit", *words)[0] == ExitCode.OK


def test_what_only_the_file_changed_is_changed(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF)
    code, [first, second], said = bring({**CELL, "stem": "Which part of a cell makes energy?"}, LEAF)
    assert (code, first["verdict"], second["verdict"]) == (ExitCode.OK, "changed", "same")
    assert "1 changed, 1 known already" in said
    assert first["places"] == ["stem"]
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["version"]) == ("Which part of a cell makes energy?", 2)
    assert qbank("question", "count", "makes energy")[1] == "1\n"


def test_edits_on_both_sides_of_different_parts_merge(qbank: Run, bring: Bring) -> None:
    bring(CELL)
    qbank("question", "set", "ext:q1", "--difficulty", "hard", "--add-tag", "exam", "--yes")
    code, [line], said = bring(
        {**CELL, "stem": "Which part of a cell makes energy?", "tags": ["cell", "new"]}
    )
    assert (code, line["verdict"]) == (ExitCode.OK, "merged")
    assert "1 merged with edits made here" in said
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["difficulty"]) == ("Which part of a cell makes energy?", "hard")
    assert now["tags"] == ["cell", "exam", "new"]
    assert qbank("db", "check")[0] == ExitCode.OK


def test_an_edit_made_here_outlives_every_later_import(qbank: Run, bring: Bring) -> None:
    bring(CELL)
    edit(qbank, "ext:q1", "--stem", "Which part of the cell makes its energy?")
    for number in range(3):
        [line] = bring({**CELL, "tags": ["cell", f"t{number}"]})[1]
        assert (line["verdict"], line["places"], line["kept"]) == ("merged", ["tags"], ["stem"])
    now = one(qbank, "ext:q1")
    assert now["stem"] == "Which part of the cell makes its energy?"
    assert now["tags"] == ["cell", "t2"]


def test_the_same_part_changed_differently_is_a_conflict_that_is_left(qbank: Run, bring: Bring) -> None:
    bring(CELL)
    edit(qbank, "ext:q1", "--stem", "Which organelle makes energy?")
    for _ in range(2):
        code, [line], said = bring({**CELL, "stem": "Which part makes energy in a cell?", "tags": ["x"]})
        assert (code, line["verdict"]) == (ExitCode.OK, "conflict")
        assert "1 left as it is in the bank" in said
        assert line["conflicts"] == [
            {
                "place": "stem",
                "base": CELL["stem"],
                "ours": "Which organelle makes energy?",
                "theirs": "Which part makes energy in a cell?",
            }
        ]
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["tags"]) == ("Which organelle makes energy?", ["cell"])


BOTH: dict[str, Any] = {**CELL, "stem": "Which part makes energy in a cell?", "tags": ["x"], "points": 2}


@pytest.mark.parametrize(
    ("choice", "code", "verdict", "resolved", "stem", "points"),
    [
        ("skip", ExitCode.OK, "conflict", "skip", "Which organelle makes energy?", None),
        ("ours", ExitCode.OK, "merged", "ours", "Which organelle makes energy?", 2.0),
        ("theirs", ExitCode.OK, "merged", "theirs", BOTH["stem"], 2.0),
        ("fail", ExitCode.CONFLICT, "conflict", "fail", "Which organelle makes energy?", None),
    ],
)
def test_a_conflict_is_settled_as_asked_and_undone_to_the_byte(
    qbank: Run,
    bring: Bring,
    bank_path: Path,
    choice: str,
    code: int,
    verdict: str,
    resolved: str,
    stem: str,
    points: float | None,
) -> None:
    bring(CELL, LEAF)
    edit(qbank, "ext:q1", "--stem", "Which organelle makes energy?")
    qbank("question", "set", "ext:q1", "--difficulty", "hard", "--yes")
    before = dump(bank_path)
    code_now, [line, *_], said = bring(BOTH, LEAF, options=("--on-conflict", choice))
    assert (code_now, line["verdict"], line["resolved"]) == (code, verdict, resolved)
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["points"], now["difficulty"]) == (stem, points, "hard")
    assert ("here  stem: Which [-part of a cell-]{+organelle+}" in said) == (verdict == "conflict")
    assert qbank("db", "check")[0] == ExitCode.OK
    if verdict == "conflict":
        assert dump(bank_path) == before
        return
    assert [each["verdict"] for each in bring(BOTH, LEAF)[1]] == ["same", "same"]
    assert qbank("undo")[0] == ExitCode.OK
    assert dump(bank_path) == before


def test_what_was_decided_is_not_asked_again(qbank: Run, bring: Bring) -> None:
    bring(CELL)
    edit(qbank, "ext:q1", "--stem", "Which organelle makes energy?")
    bring(BOTH, options=("--on-conflict", "ours"))
    [line] = bring({**BOTH, "points": 3}, options=("--on-conflict", "fail"))[1]
    assert (line["verdict"], line["kept"]) == ("merged", ["stem"])
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["points"]) == ("Which organelle makes energy?", 3.0)


def test_a_dry_run_reports_the_same_and_changes_nothing(qbank: Run, bring: Bring, bank_path: Path) -> None:
    bring(CELL, LEAF, ROOT)
    edit(qbank, "ext:q1", "--stem", "Which organelle makes energy?")
    changed = (BOTH, {**LEAF, "points": 1}, {"type": "essay", "stem": "New?", "external_id": "q4"})
    before = bank_path.read_bytes()
    _, dry, said = bring(*changed, options=("--dry-run", "--on-conflict", "ask"))
    assert bank_path.read_bytes() == before
    assert "1 new, 1 changed, 1 left as it is in the bank, 1 gone from the file" in said
    _, wet, _ = bring(*changed)
    assert [each["verdict"] for each in wet] == ["conflict", "changed", "new", "gone"]
    assert [{**each, "id": None} for each in dry] == [{**each, "id": None} for each in wet]


def test_options_are_merged_one_by_one_and_two_keys_clash(qbank: Run, bring: Bring) -> None:
    bring(CELL)
    with_feedback = [{**CELL["options"][0], "feedback": "Yes."}, *CELL["options"][1:]]
    own = json.loads(qbank("question", "list", "ext:q1", "--format", "ndjson")[1])
    own["options"][2]["text"] = "cell wall"
    qbank("question", "import", "-", "--document", "x", stdin=json.dumps(own).encode())
    _, [line], _ = bring({**CELL, "options": with_feedback})
    assert line["verdict"] == "merged"
    options = one(qbank, "ext:q1")["options"]
    assert [each["text"] for each in options] == [
        "mitochondrion",
        "nucleus",
        "cell wall",
    ]
    assert options[0]["feedback"] == "Yes."
    own = one(qbank, "ext:q1")
    own["options"] = [{"text": "mitochondrion"}, {"text": "nucleus"}, {"text": "cell wall", "fraction": 1}]
    qbank("question", "import", "-", stdin=json.dumps(own).encode())
    other_key = [{"text": "mitochondrion"}, {"text": "nucleus", "fraction": 1}, {"text": "wall"}]
    [line] = bring({**CELL, "options": other_key})[1]
    assert (line["verdict"], line["conflicts"][0]["place"]) == ("conflict", "options")


def test_a_banks_own_export_that_was_edited_outside_is_taken_back_in(
    qbank: Run, bring: Bring, tmp_path: Path
) -> None:
    bring(CELL, LEAF)
    file = tmp_path / "out.ndjson"
    qbank("question", "export", "--all", "--to", "ndjson", "-o", str(file))
    qbank("question", "set", "ext:q1", "--difficulty", "hard", "--yes")
    file.write_text(file.read_text().replace("makes its energy", "makes energy").replace("green", "so green"))
    said = qbank("question", "import", str(file))[2]
    assert "1 changed, 1 merged with edits made here" in said
    now = one(qbank, "ext:q1")
    assert (now["stem"], now["difficulty"]) == ("Which part of a cell makes energy?", "hard")
    assert "2 known already" in qbank("question", "import", str(file))[2]


def test_where_the_journal_is_pruned_every_difference_is_a_conflict_and_that_is_said(
    qbank: Run, bring: Bring
) -> None:
    bring(CELL, LEAF)
    qbank("question", "set", "ext:q1", "--difficulty", "hard", "--yes")
    qbank("log", "prune", "--keep", "0", "--yes")
    _, [cell, leaf], _ = bring({**CELL, "stem": "Which part of a cell makes energy?"}, {**LEAF, "points": 1})
    assert (cell["verdict"], leaf["verdict"]) == ("conflict", "changed")
    assert "the journal was pruned" in cell["reason"]
    assert [clash["place"] for clash in cell["conflicts"]] == ["stem"]
    assert cell["conflicts"][0]["base"] is None


def test_what_is_gone_is_told_and_retired_only_when_asked(qbank: Run, bring: Bring, bank_path: Path) -> None:
    bring(CELL, LEAF, ROOT)
    for _ in range(2):
        code, lines, said = bring(CELL, ROOT)
        assert (code, [each["verdict"] for each in lines]) == (ExitCode.OK, ["same", "same", "gone"])
        assert (lines[2]["external_id"], lines[2]["item"]) == ("q2", None)
    assert one(qbank, "ext:q2")["status"] == "ready"
    before = dump(bank_path)
    code, lines, said = bring(CELL, ROOT, options=("--retire-missing",))
    assert "1 gone from the file, 1 of them retired" in said
    assert one(qbank, "ext:q2")["status"] == "retired"
    assert "gone" not in [each["verdict"] for each in bring(CELL, ROOT)[1]]
    assert qbank("undo")[0] == ExitCode.OK
    assert dump(bank_path) == before


def test_a_line_that_cannot_be_read_makes_no_question_gone(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF, ROOT)
    broken = {**LEAF, "type": "riddle"}
    options = ("--on-error", "skip", "--retire-missing")
    code, lines, said = bring(CELL, broken, options=options)
    assert (code, sorted(each["verdict"] for each in lines)) == (ExitCode.PARTLY, ["failed", "same"])
    assert "2 questions of this source may be gone" in said
    assert qbank("question", "count", "status:retired")[1] == "0\n"


def test_a_file_of_other_questions_under_the_same_name_makes_nothing_gone(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF)
    code, lines, said = bring(ROOT, options=("--retire-missing",))
    assert code == ExitCode.CONFLICT
    assert qbank("question", "count")[1] == "2\n"
    code, lines, said = bring(ROOT)
    assert [each["verdict"] for each in lines] == ["new"]
    assert "none of the 2 questions that its source had before is in the file" in said


def test_the_same_id_of_quite_another_question_is_a_conflict_and_no_change(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF)
    other = {"type": "essay", "stem": "Name three rivers.", "external_id": "q2"}
    _, [_, line], _ = bring(CELL, other)
    assert line["verdict"] == "conflict"
    assert line["reason"].startswith("the file has another question under its id")
    assert one(qbank, "ext:q2")["stem"] == LEAF["stem"]


def test_numbering_that_moved_on_keeps_questions_what_they_are(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF)
    ids = {each: one(qbank, f"ext:{each}")["id"] for each in ("q1", "q2")}
    _, lines, _ = bring(
        {**ROOT, "external_id": "q1"}, {**CELL, "external_id": "q2"}, {**LEAF, "external_id": "q3"}
    )
    assert [each["verdict"] for each in lines] == ["new", "changed", "changed"]
    assert [lines[1]["id"], lines[2]["id"]] == [ids["q1"], ids["q2"]]


def test_a_file_under_another_name_and_in_another_order_is_the_same_source(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF, ROOT)
    before = sequences(qbank)
    _, lines, said = bring(ROOT, {**LEAF, "points": 1}, CELL, name="renamed.ndjson")
    assert [each["verdict"] for each in lines] == ["same", "changed", "same"]
    assert "the same source as own.ndjson" in said
    assert sequences(qbank) == before


def test_deleted_here_stays_deleted_unless_the_files_word_is_taken(qbank: Run, bring: Bring) -> None:
    bring(CELL, LEAF)
    qbank("question", "delete", "--all", "--yes")
    _, lines, _ = bring(CELL, {**LEAF, "points": 1})
    assert [each["verdict"] for each in lines] == ["same", "conflict"]
    assert all("in the trash" in each["reason"] for each in lines)
    assert lines[1]["conflicts"] == [{"place": "in_trash", "base": False, "ours": True, "theirs": False}]
    assert (
        bring(CELL, {**LEAF, "points": 1}, options=("--on-conflict", "ours"))[1][1]["verdict"] == "conflict"
    )
    assert bring(CELL, {**LEAF, "points": 1})[1][1]["verdict"] == "same"
    assert qbank("question", "count")[1] == "0\n"
    _, lines, _ = bring(CELL, {**LEAF, "points": 2}, options=("--on-conflict", "theirs"))
    assert lines[1]["verdict"] == "changed"
    assert one(qbank)["points"] == 2.0
    assert qbank("db", "check")[0] == ExitCode.OK


def test_what_a_categorys_defaults_filled_in_is_not_taken_away(qbank: Run, bring: Bring) -> None:
    qbank("category", "add", "A")
    qbank("category", "set", "A", "difficulty=hard", "tags=exam", "status=review")
    said = {**LEAF, "category": "A", "tags": ["leaf"]}
    bring(said, {**ROOT, "difficulty": "easy"})
    [line, _] = bring({**said, "points": 1}, {**ROOT, "difficulty": "easy"})[1]
    assert (line["verdict"], line["places"]) == ("changed", ["points"])
    now = one(qbank, "ext:q2")
    assert (now["difficulty"], now["tags"], now["status"]) == ("hard", ["leaf", "exam"], "review")


def test_a_question_the_file_has_elsewhere_stays_and_that_is_said(qbank: Run, bring: Bring) -> None:
    bring({**LEAF, "category": "A/B"})
    _, [line], said = bring({**LEAF, "category": "C"})
    assert (line["verdict"], line["kept"]) == ("same", ["category"])
    assert "1 stays where it is" in said
    assert one(qbank)["category"] == "A/B"


def test_two_files_that_say_the_same_question_otherwise_are_one_change(
    qbank: Run, bring: Bring, tmp_path: Path, bank_path: Path
) -> None:
    bring(CELL, LEAF, options=("--document", "Bio"))
    before = dump(bank_path)
    (tmp_path / "a.ndjson").write_text(json.dumps({"kind": "question", **CELL, "points": 1}))
    (tmp_path / "b.ndjson").write_text(json.dumps({"kind": "question", **CELL, "points": 2}))
    files = [str(tmp_path / name) for name in ("a.ndjson", "b.ndjson")]
    code, _, said = qbank("question", "import", *files, "--document", "Bio")
    assert code == ExitCode.OK
    assert said.count("1 changed") == 2
    assert "1 gone" in said
    assert one(qbank, "ext:q1")["points"] == 2.0
    assert qbank("undo")[0] == ExitCode.OK
    assert dump(bank_path) == before
