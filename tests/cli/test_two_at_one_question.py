"""Many programs change one question at the same time: nobody's change is lost, all are in its history."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
QUESTION = '{"kind":"question","type":"essay","title":"First","stem":"Why?"}'


@pytest.fixture
def question(qbank: Run, tmp_path: Path) -> str:
    (tmp_path / "one.json").write_text(QUESTION)
    assert qbank("question", "import", str(tmp_path / "one.json"))[0] == 0
    return qbank("question", "list", "--format", "ids")[1].strip()


def start(*words: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "qbank", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_each_of_many_edits_at_once_is_a_version_of_its_own(
    qbank: Run, question: str, environment: dict[str, str]
) -> None:
    edits = [
        start("question", "edit", question, "--title", f"Title {number}", environment=environment)
        for number in range(6)
    ]
    for edit in edits:
        _, said = edit.communicate(timeout=120)
        assert edit.returncode == 0, said
    history = json.loads(qbank("question", "history", question, "--format", "json")[1])
    assert [row["version"] for row in history] == list(range(1, 8))
    for _ in edits:
        assert qbank("undo")[0] == 0
    assert json.loads(qbank("question", "show", question, "--format", "json")[1])["title"] == "First"
