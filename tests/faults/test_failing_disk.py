"""A disk that is full or fails, or a kill -9, at any call that writes, syncs or removes a file."""

import random
from pathlib import Path

import pytest

from tests.faults.conftest import Record
from tests.faults.stages import Stage
from tests.faults.tally import FULL, Tally
from tests.faults.tracing import Point, needs_strace, points, run_with

SHORT = 2
"""Points of each command that are tried when not all are."""
UNCONFIRMED = "the disk did not confirm"
"""What is said where the change was made, and only a power cut could show whether it stays."""

pytestmark = needs_strace


@pytest.fixture(scope="session")
def calls(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> list[Point]:
    """Give every call of a command that can be made to fail."""
    return points(stage, tmp_path_factory.mktemp("calls") / "stage")


def _some(every: list[Point], seed: str) -> list[Point]:
    """Choose all points, or few: never two of one call."""
    if FULL:
        return every
    shuffled = random.Random(seed).sample(every, len(every))
    return list({point.call: point for point in shuffled}.values())[:SHORT]


def test_a_command_killed_at_a_call_was_done_or_not(
    stage: Stage, calls: list[Point], tmp_path: Path, held: Record
) -> None:
    tally = Tally("kill -9 at each write, sync and unlink", stage.name)
    folder = tmp_path / "stage"
    for point in _some(calls, f"kill {stage.name}"):
        ended = run_with(stage, folder, point, "signal=KILL")
        if ended.was_met:
            tally.points += 1
            stage.judge(tally, folder, None, str(point))
            tally.heard(ended.said)
    held(tally)


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_fails_at_a_call_is_said_and_nothing_is_half_done(
    stage: Stage, calls: list[Point], error: str, tmp_path: Path, held: Record
) -> None:
    tally = Tally(f"{error} at each write, sync and unlink", stage.name)
    folder = tmp_path / "stage"
    for point in _some(calls, f"{error} {stage.name}"):
        ended = run_with(stage, folder, point, f"error={error}")
        if ended.was_met:
            tally.points += 1
            state = stage.judge(tally, folder, ended.code, str(point))
            tally.heard(ended.said)
            expected = "after" if UNCONFIRMED in ended.said else "before"
            if (ended.code, state) not in ((0, "after"), (74, expected)):
                tally.wrong.append(f"{point}: ends with {ended.code}, {state}: {ended.said}")
    held(tally)
