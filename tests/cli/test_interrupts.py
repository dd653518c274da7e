"""Which signals end a command, and what can be said when nobody hears it."""

import io
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qbank.cli import interrupts, stderr
from qbank.cli.run import run
from qbank.db import outcome

QBANK = [sys.executable, "-m", "qbank"]
LINE = b'{"kind": "question", "type": "essay", "stem": "Why?"}\n'


def test_a_hangup_that_nohup_wants_ignored_ends_nothing(bank_path: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        ["nohup", *QBANK, "-v", "question", "import", "-", "--from", "ndjson"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as running:
        assert running.stdin is not None
        # More than a pipe holds: when it is written, the command reads.
        running.stdin.write(LINE * 3000)
        running.send_signal(signal.SIGHUP)
        said = running.communicate(timeout=60)[1]
    assert running.returncode == 0, said


def test_a_full_stderr_does_not_hide_the_exit_code(bank_path: Path, environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*QBANK, "question", "show", "abcd1234"], stderr=full, env=environment, check=False
        )
    assert done.returncode == 4


def test_a_signal_is_raised_and_then_handled_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(interrupts.Interrupted) as raised, interrupts.raised():
        signal.raise_signal(signal.SIGTERM)
    assert raised.value.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_is_only_noted_while_an_event_loop_begins() -> None:
    got: list[int] = []
    with interrupts.noted(got):
        signal.raise_signal(signal.SIGTERM)
    assert got == [signal.SIGTERM]


def test_an_event_loop_has_given_the_signals_back_when_it_closes() -> None:
    written_to: list[int] = []
    left_open: list[AsyncIterator[None]] = []

    async def ends_with_the_loop() -> AsyncIterator[None]:
        try:
            yield
        finally:
            written_to.append(signal.set_wakeup_fd(-1))
            signal.raise_signal(signal.SIGTERM)

    async def work() -> None:
        left_open.append(ends_with_the_loop())
        await anext(left_open[0])

    with pytest.raises(interrupts.Interrupted), interrupts.raised():
        run(work())
    assert written_to == [-1]


def test_a_change_that_is_tried_only_is_never_said_to_be_made(bank_path: Path, qbank: object) -> None:
    assert callable(qbank)
    qbank("question", "add", "Why?", "--type", "essay", "--external-id", "q1")
    assert outcome.may_have_changed()
    qbank("question", "set", "ext:q1", "--difficulty", "hard", "--dry-run")
    assert not outcome.may_have_changed()
    qbank("question", "list")
    assert not outcome.may_have_changed()


def test_the_end_of_input_at_a_prompt_ends_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert not stderr.ask("change 2 questions?")
    assert capsys.readouterr().err == "change 2 questions? [y/N] \n"


def test_what_is_said_after_ctrl_c_at_a_prompt_begins_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Keys:
        def readline(self) -> str:
            raise interrupts.Interrupted(signal.SIGINT)

    monkeypatch.setattr(sys, "stdin", Keys())
    with pytest.raises(interrupts.Interrupted):
        stderr.ask("change 2 questions?")
    assert capsys.readouterr().err == "change 2 questions? [y/N] \n"
