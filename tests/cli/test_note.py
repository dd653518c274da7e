"""`qbank note` as it is typed."""

from collections.abc import Callable

import pytest

from qbank.cli import output

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def two(qbank: Run) -> None:
    for stem in ("One?", "Two?"):
        qbank("question", "add", stem, "-c", "K")


def test_many_questions_get_a_note_at_once_as_one_change(qbank: Run, two: None) -> None:
    assert qbank("note", "add", "category:K", "check this", "--dry-run")[0] == 0
    assert qbank("note", "list", "--format", "ids")[1] == ""
    assert qbank("note", "add", "category:K", "-text:One", "check this", "--yes", "--expect", "1")[0] == 0
    assert qbank("note", "add", "category:K", "check this", "--yes", "--expect", "3")[0] == 1
    assert qbank("note", "list", "--no-header", "--columns", "text,stem")[1] == "check this\tTwo?\n"
    assert qbank("undo")[0] == 0
    assert qbank("note", "list", "--format", "ids")[1] == ""


def test_ids_come_in_on_stdin(qbank: Run, two: None) -> None:
    ids = qbank("question", "list", "text:Two", "--format", "ids")[1]
    assert qbank("note", "add", "-", "redraw", "--yes", stdin=ids)[0] == 0
    assert qbank("note", "list", "--no-header", "--columns", "stem")[1] == "Two?\n"


def test_a_note_of_nothing_and_no_terminal_for_an_editor_are_refused(qbank: Run, two: None) -> None:
    assert "the note says nothing" in qbank("note", "add", "category:K", "--text", " ", "--yes")[2]
    assert "no terminal to open an editor on" in qbank("note", "add", "category:K", "--yes")[2]
    assert "which questions?" in qbank("note", "add")[2]


def test_the_log_tells_what_was_noted(qbank: Run, two: None) -> None:
    qbank("note", "add", "category:K", "check this", "--yes")
    assert "noted something on 2 questions" in qbank("log")[1]
    assert "check this" in qbank("log", "show", "3")[1]


def test_the_columns_that_may_be_named_are_the_same_on_a_terminal(
    qbank: Run, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    qbank("note", "add", "category:K", "check this", "--yes")
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    assert "when" in qbank("note", "list")[1]
    code, out, _ = qbank("--color", "never", "note", "list", "--columns", "created_at,text")
    assert (code, out.split()[:2]) == (0, ["created_at", "text"])
