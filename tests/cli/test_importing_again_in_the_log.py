"""What the log has of an import of known questions: nothing where nothing changed, else what did."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Bring = Callable[..., None]
LEAF = {"type": "essay", "stem": "Why are leaves green?", "external_id": "q1"}
ROOT = {"type": "essay", "stem": "What are roots good for?", "external_id": "q2"}


@pytest.fixture
def bring(qbank: Run, tmp_path: Path) -> Bring:
    """Import documents as one file."""

    def brought(*documents: Any, options: tuple[str, ...] = ()) -> None:
        file = tmp_path / "own.ndjson"
        file.write_text("".join(json.dumps({"kind": "question", **each}) + "\n" for each in documents))
        assert qbank("question", "import", str(file), *options)[0] == ExitCode.OK

    return brought


def logged(qbank: Run) -> list[str]:
    lines = qbank("log", "list", "--format", "ndjson")[1].splitlines()
    return [json.loads(line)["did"] for line in lines]


def test_an_import_that_changes_no_question_leaves_the_undo_to_what_was_done_before(
    qbank: Run, bring: Bring
) -> None:
    bring(LEAF, ROOT, options=("--status", "draft"))
    qbank("question", "set", "ext:q1", "--status", "ready", "--yes")
    bring({**LEAF, "category": "Elsewhere"}, ROOT)
    assert logged(qbank) == ["set status = ready of 1 question", "imported 2 questions from own.ndjson"]
    qbank("undo")
    assert qbank("question", "count", "status:draft")[1] == "2\n"


def test_what_was_noted_before_still_tells_an_edit_after_an_import_that_changed_nothing(
    qbank: Run, bring: Bring
) -> None:
    bring(LEAF)
    qbank("question", "edit", "ext:q1", "--points", "3")
    bring({**LEAF, "category": "Elsewhere"})
    bring({**LEAF, "difficulty": "hard"})
    found = json.loads(qbank("question", "list", "ext:q1", "--format", "ndjson")[1])
    assert (found["points"], found["difficulty"]) == (3.0, "hard")


def test_a_file_that_comes_to_say_what_the_bank_says_is_noted_as_that(qbank: Run, bring: Bring) -> None:
    bring(LEAF, ROOT)
    qbank("question", "edit", "ext:q1", "--points", "3")
    bring({**LEAF, "points": 3}, ROOT)
    assert logged(qbank)[0] == "noted what own.ndjson says now of 1 question"
    bring({**LEAF, "points": 4}, ROOT)
    assert json.loads(qbank("question", "list", "ext:q1", "--format", "ndjson")[1])["points"] == 4.0


def test_the_log_says_how_many_an_import_retired(qbank: Run, bring: Bring) -> None:
    bring(LEAF, ROOT)
    bring(LEAF, options=("--retire-missing",))
    assert logged(qbank)[0] == "retired 1 question missing from own.ndjson"
