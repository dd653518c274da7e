"""A question asked for line by line on a real terminal."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Environment = dict[str, str]


class Conversation:
    """A command on a terminal: what it shows is waited for, and answered."""

    def __init__(self, words: list[str], environment: Environment) -> None:
        self.shown = ""
        self._answered = 0
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "qbank", "question", "add", *words], environment)

    def answer(self, prompt: str, typed: str) -> None:
        deadline = time.monotonic() + 30
        while (place := self.shown.find(prompt, self._answered)) < 0:
            assert time.monotonic() < deadline, self.shown
            self._read()
        self._answered = place + len(prompt)
        os.write(self._terminal, typed.encode())

    def _read(self) -> bool:
        """Take in what is shown meanwhile; False at its end."""
        if not select.select([self._terminal], [], [], 0.2)[0]:
            return True
        try:
            block = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.shown += block.decode().replace("\r\n", "\n")
        return bool(block)

    def end(self) -> int:
        deadline = time.monotonic() + 30
        while self._read():
            assert time.monotonic() < deadline, self.shown
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


Begin = Callable[..., Conversation]


@pytest.fixture
def begin(environment: Environment, bank_path: Path, tmp_path: Path) -> Begin:
    def run(*words: str) -> Conversation:
        return Conversation(list(words), {**environment, "TMPDIR": str(tmp_path)})

    return run


def test_a_choice_question_is_asked_for_with_what_was_used_last(
    qbank: Run, begin: Begin, tmp_path: Path
) -> None:
    qbank("question", "add", "Before?", "--type", "essay", "-c", "Chemistry/Gases")
    asked = begin()
    asked.answer("Question: ", "Which are noble\n")
    asked.answer("          ", "gases?\n")
    asked.answer("          ", "\n")
    for label, typed in (("A)", "Neon\n"), ("B)", "Iron\n"), ("C)", "Argon\n"), ("D)", "\x04")):
        asked.answer(f"  {label} ", typed)
    asked.answer("Right: A to C", "A,E\n")
    asked.answer("Right: A to C", "a c\n")
    asked.answer("Category [Chemistry/Gases]: ", "\n")
    asked.answer("Difficulty", "hrd\n")
    asked.answer("there is no difficulty 'hrd'", "")
    asked.answer("Difficulty", "h\n")
    asked.answer("Tags", "gas, noble\n")
    assert asked.end() == 0
    assert "added 1 question" in asked.shown
    assert list(tmp_path.glob("qbank-*")) == []
    row = qbank("question", "list", "noble", "--columns", "id,type,category,difficulty,tags", "--no-header")[
        1
    ]
    question, *told = row.rstrip("\n").split("\t")
    assert told == ["multiple_choice", "Chemistry/Gases", "hard", "gas, noble"]
    assert asked.shown.rstrip().endswith(question)
    assert "Which are noble\ngases?" in qbank("question", "show", question)[1].replace("  ", "")


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["true"], "true_false"),
        (["9.81 +- 0.01", "9.8"], "numerical"),
        (["neon", "Ne"], "short_answer"),
        (["a == b", "c == d"], "matching"),
        (["1. a", "2. b"], "ordering"),
        ([], "essay"),
    ],
)
def test_the_type_is_told_by_the_answers(qbank: Run, begin: Begin, answers: list[str], kind: str) -> None:
    asked = begin("-c", "C", "-d", "easy", "--tag", "t")
    asked.answer("Question: ", "What is it?\n")
    asked.answer("   ", "\n")
    asked.answer("  A) ", "\n")
    for answer in answers:
        asked.answer("  = ", answer + "\n")
    asked.answer("  = ", "\n")
    assert asked.end() == 0, asked.shown
    listed = qbank("question", "list", "--columns", "type,category,difficulty,tags", "--no-header")[1]
    assert listed == f"{kind}\tC\teasy\tt\n"


def test_an_answer_of_another_sort_is_asked_for_again(begin: Begin) -> None:
    asked = begin("-c", "C", "-d", "easy", "--tag", "t")
    asked.answer("Question: ", "Match\n")
    asked.answer("   ", "\n")
    asked.answer("  A) ", "\n")
    asked.answer("  = ", "a == b\n")
    asked.answer("  = ", "c\n")
    asked.answer("the other answers are pairs, and this is none", "\n")
    assert asked.end() == 0, asked.shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_typed_is_lost_when_it_is_broken_off(
    qbank: Run, begin: Begin, tmp_path: Path, number: signal.Signals
) -> None:
    asked = begin()
    asked.answer("Question: ", "Which is * a noble gas?\n")
    asked.answer("   ", "\n")
    asked.answer("  A) ", "*Neon\n")
    asked.answer("  B) ", "Iron\n")
    asked.answer("  C) ", "\x03" if number is signal.SIGINT else "")
    if number is not signal.SIGINT:
        os.kill(asked.pid, number)
    assert asked.end() == 128 + number
    assert "interrupted; nothing was changed" in asked.shown
    [file] = tmp_path.glob("qbank-*/question.txt")
    assert re.search(rf"go on with: qbank question add - < {file}", asked.shown)
    assert qbank("question", "count")[1] == "0\n"
    assert qbank("question", "add", "-", stdin=file.read_bytes())[0] == 0
    assert qbank("question", "count", "answer:neon type:single_choice")[1] == "1\n"


def test_ctrl_c_in_the_middle_of_the_question_keeps_its_lines(begin: Begin, tmp_path: Path) -> None:
    asked = begin()
    asked.answer("Question: ", "First line\n")
    asked.answer("   ", "\x03")
    assert asked.end() == 130
    [file] = tmp_path.glob("qbank-*/question.txt")
    assert "First line" in file.read_text()


def test_where_nothing_is_typed_nothing_is_added(qbank: Run, begin: Begin) -> None:
    asked = begin()
    asked.answer("Question: ", "\x04")
    assert asked.end() == 1
    assert "nothing was added" in asked.shown
    assert qbank("question", "count")[1] == "0\n"


def test_the_first_question_of_a_bank_makes_it(environment: Environment, tmp_path: Path) -> None:
    new = {**environment, "QBANK_DB": str(tmp_path / "new" / "bank.db"), "TMPDIR": str(tmp_path)}
    asked = Conversation(["-d", "none", "--tag", "x"], new)
    asked.answer("Question: ", "Why?\n")
    asked.answer("   ", "\n")
    asked.answer("  A) ", "\n")
    asked.answer("  = ", "\n")
    asked.answer("Category [Unsorted]: ", "\n")
    assert asked.end() == 0, asked.shown
    assert (tmp_path / "new" / "bank.db").exists()
