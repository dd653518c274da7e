"""A power cut at any moment loses nothing that was said to be done, and leaves nothing half done."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.bank_states import faults_of, state_of
from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.power import Disk, Step, traced
from tests.faults.stages import WORDS, Stage, prepared
from tests.faults.tally import Tally, count
from tests.faults.tracing import needs_strace

IN_A_ROW = ("upgrade", "import", "bulk set", "undo")
POINTS = count(1500, 150)

pytestmark = needs_strace


@dataclass(frozen=True)
class Story:
    """What some commands in a row did to files, and what the bank held before the first and after each."""

    start: Path
    folder: Path
    steps: list[Step]
    states: list[str]


@pytest.fixture(scope="module")
def old(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared("upgrade", forks, tmp_path_factory.mktemp("old"))


def told(stage: Stage, folder: Path, *, safe: bool) -> Story:
    """Run the commands on a copy of the bank."""
    stage.fresh(folder)
    bank, states = folder / "home" / "bank.db", [state_of(stage.folder / "home" / "bank.db")]
    steps: list[Step] = []
    for name in IN_A_ROW:
        steps += traced(WORDS[name], folder, safe=safe)
        states.append(state_of(bank))
    assert len(set(states)) == len(states)
    return Story(stage.folder / "home", folder / "home", steps, states)


def replay(story: Story, tally: Tally, into: Path) -> None:
    """Cut the power at moments all along, and count what is lost."""
    chance = random.Random(7)
    bank = story.folder / "bank.db"
    written = bank.read_bytes()
    moments = [chance.randrange(len(story.steps) + 1) for _ in range(POINTS)]
    shutil.rmtree(story.folder)
    shutil.copytree(story.start, story.folder)
    disk, done = Disk(story.folder), 0
    for at, step in enumerate([*story.steps, Step("end")]):
        for _ in range(moments.count(at)):
            disk.cut(into, chance)
            tally.points += 1
            _judge(tally, into, story.states, done, f"before step {at}: {step.kind} {step.path}")
            shutil.rmtree(into)
        done += step.kind == "done"
        disk.do(step)
    # What is replayed is all that was written.
    assert disk.content(bank) == written


def _judge(tally: Tally, home: Path, states: list[str], done: int, where: str) -> None:
    try:
        found = faults_of(home / "bank.db")
        state = state_of(home / "bank.db")
    except Exception as error:
        tally.add("corrupt", f"{where}: {error}")
        return
    if found:
        tally.add("corrupt", f"{where}: {found}")
    if state not in states:
        tally.add("partial", where)
    elif states.index(state) < done:
        tally.add("lost", f"{where}: {done} commands were done, and {states.index(state)} are there")
    for backup in home.glob("backups/bank-*.db"):
        if faults_of(backup) or state_of(backup) != states[0]:
            tally.add("corrupt", f"{where}: {backup.name}")


def test_a_power_cut_loses_nothing_that_was_said_to_be_done(old: Stage, tmp_path: Path, held: Record) -> None:
    tally = Tally("power cut, simulated", ", ".join(IN_A_ROW))
    replay(told(old, tmp_path / "stage", safe=True), tally, tmp_path / "cut")
    held(tally)


def test_without_waiting_for_the_disk_a_power_cut_does_harm(old: Stage, tmp_path: Path) -> None:
    # The simulator must be able to fail.
    tally = Tally("", "")
    replay(told(old, tmp_path / "stage", safe=False), tally, tmp_path / "cut")
    assert tally.lost
    assert tally.partial + tally.corrupt
