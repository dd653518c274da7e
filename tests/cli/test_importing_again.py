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
        assert "1 left as they are in the bank" in said
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
