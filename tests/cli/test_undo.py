"""`qbank undo`: when a person is asked first."""

import json
from collections.abc import Callable

import pytest

from qbank.cli import stderr
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def imported(qbank: Run) -> Callable[[int], None]:
    def bring(count: int) -> None:
        lines = [json.dumps({"type": "essay", "stem": f"Explain {number}"}) for number in range(count)]
        assert qbank("question", "import", "-", stdin="\n".join(lines))[0] == ExitCode.OK

    return bring


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What a person at a terminal will answer."""
    given: list[bool] = []
    monkeypatch.setattr(stderr, "can_ask", lambda: True)
    monkeypatch.setattr(stderr, "ask", lambda _: given.pop(0))
    return given


def count(qbank: Run) -> str:
    return qbank("question", "count")[1].strip()


def test_a_person_is_asked_before_many_questions_go_with_an_import(
    qbank: Run, imported: Callable[[int], None], answers: list[bool]
) -> None:
    imported(4)
    answers += [False, True]
    code, _, said = qbank("undo")
    assert code == ExitCode.NEGATIVE
    assert "would take back change 1 of " in said
    assert "goes: " in said
    assert count(qbank) == "4"
    code, _, said = qbank("undo")
    assert (code, answers) == (ExitCode.OK, [])
    assert "to have it again: qbank undo 2" in said
    assert count(qbank) == "0"


def test_a_few_questions_go_at_once(qbank: Run, imported: Callable[[int], None], answers: list[bool]) -> None:
    imported(3)
    assert answers == []
    assert qbank("undo")[0] == ExitCode.OK
    assert count(qbank) == "0"


def test_a_bulk_change_that_takes_no_question_away_is_undone_at_once(
    qbank: Run, imported: Callable[[int], None], answers: list[bool]
) -> None:
    imported(5)
    qbank("question", "set", "--all", "--difficulty", "hard", "--yes")
    assert answers == []
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "count", "difficulty:hard")[1] == "0\n"


@pytest.mark.parametrize("words", [(), ("1",)])
def test_a_script_and_a_yes_are_not_asked(
    qbank: Run, imported: Callable[[int], None], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(5)
    assert qbank("undo", *words)[0] == ExitCode.OK
    assert qbank("undo", "2")[0] == ExitCode.OK
    assert count(qbank) == "5"
    monkeypatch.setattr(stderr, "can_ask", lambda: True)
    assert qbank("undo", "--yes")[0] == ExitCode.OK
    assert count(qbank) == "0"
