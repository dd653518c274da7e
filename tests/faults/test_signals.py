"""Ctrl-C, a terminal that is closed and `kill` end a command soon, at whatever it is, and change nothing."""

import json
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.faults.bank_states import questions_of
from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import QBANK, Stage, environment_of
from tests.faults.tally import FULL, Tally, count

CODES = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
LINE = b'{"kind": "question", "type": "essay", "stem": "Why is it so, and not otherwise?"}\n'
QUESTIONS = 6_000
SOON = 1.0 if FULL else 60.0
"""Seconds until a command must have ended. Tests that everybody runs leave time to a busy machine."""

Command = subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def large(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a bank that it takes a while to change."""
    folder = tmp_path_factory.mktemp("large")
    lines = ({"kind": "question", "type": "essay", "stem": f"Why {each}?"} for each in range(QUESTIONS))
    (folder / "many.ndjson").write_text("\n".join(map(json.dumps, lines)))
    assert forks.run(("question", "import", "many.ndjson"), environment_of(folder))[0] == 0
    (folder / "many.ndjson").unlink()
    return folder


def started(folder: Path, *words: str) -> Command:
    return subprocess.Popen(
        [*QBANK, *words], stdin=-1, stdout=-1, stderr=-1, cwd=folder, env=environment_of(folder)
    )


def while_parsing(folder: Path, stop: Callable[[Command], None]) -> Command:
    """Interrupt an import that is fed without end."""
    running = started(folder, "question", "import", "-", "--from", "ndjson")
    assert running.stdin is not None
    fed, stream = threading.Event(), running.stdin

    def feed() -> None:
        with suppress(BrokenPipeError):
            for block in range(100_000):
                stream.write(LINE * 100)
                if block == 100:
                    fed.set()

    feeding = threading.Thread(target=feed)
    feeding.start()
    assert fed.wait(60)
    stop(running)
    running.wait()
    feeding.join()
    return running


def while_writing(folder: Path, stop: Callable[[Command], None]) -> Command:
    """Interrupt a change of all questions when it has begun to write."""
    running = started(folder, "question", "set", "--all", "--add-tag", "exam", "--yes")
    while not (folder / "home" / "bank.db-journal").exists() and running.poll() is None:
        time.sleep(0.002)
    stop(running)
    return running


def while_waiting(folder: Path, stop: Callable[[Command], None]) -> Command:
    """Interrupt a change that waits for another program."""
    with closing(connect(folder / "home" / "bank.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        running = started(folder, "question", "add", "Why?", "--type", "essay")
        assert running.stderr is not None
        assert b"waiting for another program" in running.stderr.readline()
        stop(running)
        running.wait()
    return running


def while_printing(folder: Path, stop: Callable[[Command], None]) -> Command:
    """Interrupt a listing whose reader has stopped to read."""
    running = started(folder, "question", "list")
    assert running.stdout is not None
    assert running.stdout.readline().startswith(b"id\t")
    stop(running)
    return running


PHASES = {
    "parse": while_parsing,
    "SQL": while_writing,
    "lock wait": while_waiting,
    "print": while_printing,
}


@pytest.mark.parametrize("phase", PHASES)
def test_a_signal_ends_a_command_soon_and_changes_nothing(large: Path, phase: str, held: Record) -> None:
    tally = Tally("SIGINT, SIGTERM, SIGHUP", phase)
    bank = large / "home" / "bank.db"
    before, slowest = bank.read_bytes(), 0.0
    for name, code in CODES.items():
        for _ in range(count(5, 1)):
            sent: list[float] = []

            def stop(running: Command, name: str = name, sent: list[float] = sent) -> None:
                sent.append(time.monotonic())
                running.send_signal(getattr(signal, name))
                running.wait(timeout=60)
                sent.append(time.monotonic())

            running = PHASES[phase](large, stop)
            said = running.communicate()[1].decode()
            took = sent[1] - sent[0]
            slowest = max(slowest, took)
            tally.points += 1
            tally.heard(said)
            if running.returncode != code or "nothing was changed" not in said or took > SOON:
                tally.wrong.append(f"{name}: ends with {running.returncode} after {took:.2f} s: {said}")
            # A journal may be left where the signal fell between two statements: reading plays it back.
            if questions_of(bank) != QUESTIONS or bank.read_bytes() != before:
                tally.add("partial", name)
            if left := [path.name for path in large.iterdir() if path.name not in ("home", ".cache")]:
                tally.wrong.append(f"{name}: leaves {left}")
    tally.seen = f"slowest: {slowest:.2f} s"
    held(tally)


def test_what_is_said_of_a_command_that_is_stopped_is_true(
    stage: Stage, forks: Forks, tmp_path: Path, held: Record
) -> None:
    tally = Tally("SIGINT, SIGTERM, SIGHUP at a random moment", stage.name)
    chance = random.Random(stage.name)
    for point in range(count(120, 6)):
        folder = stage.fresh(tmp_path / "stage")
        name = chance.choice(list(CODES))
        running = forks.start(stage.words, environment_of(folder))
        time.sleep(chance.uniform(0, stage.seconds * 1.15))
        running.kill(getattr(signal, name))
        code, said = running.wait(), running.said
        tally.points += 1
        tally.heard(said)
        state = stage.judge(tally, folder, code, f"point {point}")
        # Where Python itself is beginning or ending, the system ends the process.
        ended = (0, CODES[name], -getattr(signal, name))
        if code not in ended or ("nothing was changed" in said and state != "before"):
            tally.wrong.append(f"point {point}, {name}: ends with {code}, {state}: {said}")
    held(tally)
