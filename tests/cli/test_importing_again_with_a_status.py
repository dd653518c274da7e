"""`--status` of an import is for those that are new and say none: what is known keeps its own."""

import json
from collections.abc import Callable
from pathlib import Path

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
HEAD = "id,question,a,b,answer,status\n"
BARK, ROOT, LEAF = (
    "q1,What is bark?,Skin,Bone,a,\n",
    "q2,What is root?,Foot,Hand,b,\n",
    "q3,What is a leaf?,Arm,Eye,a,\n",
)


def statuses(qbank: Run) -> dict[str, str]:
    lines = qbank("question", "list", "status:any", "--format", "ndjson")[1].splitlines()
    return {each["external_id"]: each["status"] for each in map(json.loads, lines)}


def bring(qbank: Run, tmp_path: Path, *rows: str, options: tuple[str, ...] = ()) -> str:
    file = tmp_path / "cells.csv"
    file.write_text(HEAD + "".join(rows))
    code, _, said = qbank("question", "import", str(file), *options)
    assert code in (ExitCode.OK, ExitCode.PARTLY)
    return said


def test_a_status_for_new_questions_leaves_the_known_ones_theirs(qbank: Run, tmp_path: Path) -> None:
    bring(qbank, tmp_path, BARK, ROOT)
    assert statuses(qbank) == {"q1": "ready", "q2": "ready"}
    said = bring(qbank, tmp_path, BARK, ROOT, LEAF, options=("--status", "draft"))
    assert "1 new, 2 known already" in said
    assert statuses(qbank) == {"q1": "ready", "q2": "ready", "q3": "draft"}


def test_a_known_question_that_changed_keeps_its_status_beside_one_for_new_questions(
    qbank: Run, tmp_path: Path
) -> None:
    bring(qbank, tmp_path, BARK, ROOT)
    bring(qbank, tmp_path, BARK.replace("Skin", "A skin"), ROOT, options=("--status", "draft"))
    assert statuses(qbank) == {"q1": "ready", "q2": "ready"}


def test_the_files_own_word_changes_a_status_beside_one_for_new_questions(qbank: Run, tmp_path: Path) -> None:
    bring(qbank, tmp_path, BARK, ROOT)
    bring(qbank, tmp_path, BARK.replace("a,\n", "a,review\n"), ROOT, options=("--status", "draft"))
    assert statuses(qbank) == {"q1": "review", "q2": "ready"}


def test_the_status_they_came_with_is_no_word_of_the_file_later(qbank: Run, tmp_path: Path) -> None:
    bring(qbank, tmp_path, BARK, ROOT, options=("--status", "draft"))
    qbank("question", "set", "ext:q1", "--status", "ready", "--yes")
    bring(qbank, tmp_path, BARK, ROOT)
    assert statuses(qbank) == {"q1": "ready", "q2": "draft"}


def test_a_status_of_the_command_line_goes_before_a_categorys(qbank: Run, tmp_path: Path) -> None:
    qbank("category", "add", "A")
    qbank("category", "set", "A", "status=review", "difficulty=hard")
    bring(qbank, tmp_path, BARK, options=("--category", "A", "--status", "draft"))
    assert statuses(qbank) == {"q1": "draft"}
