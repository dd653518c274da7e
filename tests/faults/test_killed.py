"""kill -9 at any moment leaves the bank as it was before the command or as it is after it."""

import random
import signal
import time
from pathlib import Path

from tests.faults.bank_states import questions_of
from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import Stage, environment_of
from tests.faults.tally import Tally, count

POINTS = {"import": 500, "bulk set": 500, "undo": 500, "upgrade": 500}


def test_a_command_killed_at_a_random_moment_was_done_or_not(
    stage: Stage, forks: Forks, tmp_path: Path, held: Record
) -> None:
    tally = Tally("kill -9 at a random moment", stage.name)
    chance = random.Random(stage.name)
    seen = set()
    for point in range(count(POINTS[stage.name], 12)):
        folder = stage.fresh(tmp_path / "stage")
        moment = chance.uniform(0, stage.seconds * 1.15)
        running = forks.start(stage.words, environment_of(folder))
        time.sleep(moment)
        running.kill()
        code = running.wait()
        assert code in (0, -signal.SIGKILL), running.said
        tally.heard(running.said)
        tally.points += 1
        where = f"point {point}, after {moment:.3f} s"
        state = stage.judge(tally, folder, None if code else 0, where)
        seen.add(state)
        _again(stage, forks, folder, state, tally, where)
    assert tally.wrong or seen == {"before", "after"}
    held(tally)


def _again(stage: Stage, forks: Forks, folder: Path, state: str, tally: Tally, where: str) -> None:
    """Run the command once more: it ends what was not done, and doubles nothing that was."""
    if stage.name == "undo" and state == "after":
        # Another undo would take back the change before.
        return
    code, said = forks.run(stage.words, environment_of(folder))
    tally.heard(said)
    if code or questions_of(folder / "home" / "bank.db") != stage.questions_after:
        tally.add("partial", f"{where}: run again, it ends with {code}: {said}")
