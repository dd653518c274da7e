"""Questions as text on stdin: one or many, in the text form or as plain lists."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]

PLAIN = """1. What is the capital of France?
A) Rome
B) Paris
ANSWER: B

2. The sky is blue.
Answer: True
"""
FORM = """tags: one

Which are prime?

* 2
* 3
- 4

---

category: Own
difficulty: hard

How many?

= 3 +- 0.5
"""


def listed(qbank: Run, columns: str) -> list[str]:
    return qbank("question", "list", "--columns", columns, "--no-header")[1].splitlines()


@pytest.mark.parametrize(
    ("text", "types"),
    [(PLAIN, ["single_choice", "true_false"]), (FORM, ["multiple_choice", "numerical"])],
)
def test_many_are_one_change_in_their_order_and_their_ids_are_printed(
    qbank: Run, text: str, types: list[str]
) -> None:
    code, out, said = qbank("question", "add", "-", "--tag", "new", "-c", "A/B", stdin=text)
    assert code == ExitCode.OK
    assert out.splitlines() == listed(qbank, "id")
    assert listed(qbank, "type") == types
    assert listed(qbank, "category") == ["A/B", "A/B"]
    assert [row.split(",")[-1].strip() for row in listed(qbank, "tags")] == ["new", "new"]
    assert "made categories A, A/B" in said
    assert "added 2 questions; `qbank undo` takes that back" in said
    assert qbank("undo")[0] == ExitCode.OK
    assert listed(qbank, "id") == []
    assert qbank("category", "list", "--format", "ids")[1] == ""


def test_a_question_says_more_of_itself_than_the_defaults_of_its_category(qbank: Run) -> None:
    assert qbank("question", "add", "-", stdin=FORM)[0] == ExitCode.OK
    assert listed(qbank, "category,difficulty,tags") == ["Unsorted\t\tone", "Own\thard\t"]


def test_mistakes_are_told_with_their_lines_and_nothing_is_added(qbank: Run, bank_path: Path) -> None:
    wrong = PLAIN.replace("ANSWER: B", "ANSWER: E") + "\n3. Neither?\n"
    code, out, said = qbank("question", "add", "-", stdin=wrong)
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert "line 4: the key 'E' is none of the 2 choices" in said
    assert "line 9: neither choices nor a key" in said
    assert "2 questions could not be read; nothing was added" in said
    assert listed(qbank, "id") == []


def test_a_dry_run_adds_nothing_and_shows_how_it_was_read(qbank: Run) -> None:
    code, out, said = qbank("question", "add", "-", "--dry-run", stdin=PLAIN)
    assert (code, out) == (ExitCode.OK, "")
    assert "single_choice: What is the capital of France?" in said
    assert "2 questions would be added" in said
    assert listed(qbank, "id") == []


@pytest.mark.parametrize(
    ("words", "stdin", "code", "reason"),
    [
        (["-"], "", ExitCode.BAD_DATA, "stdin holds no question"),
        (["-"], "hello world", ExitCode.BAD_DATA, "nothing says how this question is answered"),
        (["-"], b"Why?\n\xff\n", ExitCode.BAD_DATA, "line 2 is not UTF-8"),
        (["-", "--key", "A"], PLAIN, ExitCode.USAGE, "--key is of one question"),
        (["-", "-d", "hrd"], PLAIN, ExitCode.USAGE, "there is no difficulty 'hrd'"),
        (["-", "-c", "//"], PLAIN, ExitCode.USAGE, "a slash may stand inside a name only"),
        (["-", "--document", "None such"], PLAIN, ExitCode.NOT_FOUND, "None such"),
        (["Why?", "--dry-run"], "", ExitCode.USAGE, "--dry-run is for questions on stdin"),
        ([], "", ExitCode.USAGE, "no terminal to ask on"),
        (["--type", "essay"], "", ExitCode.USAGE, "no question was given"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_added(
    qbank: Run, words: list[str], stdin: str | bytes, code: ExitCode, reason: str
) -> None:
    found, out, said = qbank("question", "add", *words, stdin=stdin)
    assert (found, out) == (code, ""), said
    assert reason in said
    assert listed(qbank, "id") == []


def test_without_a_terminal_the_hint_names_stdin(qbank: Run) -> None:
    assert "qbank question add - < FILE" in qbank("question", "add")[2]


def test_a_twin_is_told(qbank: Run) -> None:
    qbank("question", "add", "-", stdin=PLAIN)
    assert (
        qbank("question", "add", "-", stdin=PLAIN)[2].count("the same question is in the bank already") == 2
    )


def test_what_is_exported_says_what_was_typed(qbank: Run) -> None:
    qbank("question", "add", "-", stdin=FORM)
    lines = qbank("question", "export", "--all", "--to", "ndjson", "-o", "-")[1].splitlines()
    questions = [json.loads(line) for line in lines if '"kind":"question"' in line]
    assert [each["fraction"] for each in questions[0]["options"][:2]] == [0.5, 0.5]
    assert questions[1]["options"][0]["tolerance"] == 0.5
