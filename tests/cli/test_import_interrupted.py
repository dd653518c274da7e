"""An import that is stopped leaves the bank as it was, and doubles nothing when it is run again."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

IMPORT = [sys.executable, "-m", "qbank", "question", "import"]


def test_a_signal_while_it_waits_for_stdin_ends_it(bank_path: Path, environment: dict[str, str]) -> None:
    before = bank_path.read_bytes()
    with subprocess.Popen(
        [*IMPORT, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as running:
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 130
    assert bank_path.read_bytes() == before


def _numbered(path: Path, count: int, ending: str) -> str:
    lines = [
        {"type": "essay", "stem": f"Why {each}{ending}", "external_id": f"e{each}"} for each in range(count)
    ]
    path.write_text("".join(json.dumps({"kind": "question", **line}) + "\n" for line in lines))
    return str(path)


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.4])
def test_a_killed_import_that_is_run_again_doubles_nothing(
    bank_path: Path, environment: dict[str, str], tmp_path: Path, delay: float
) -> None:
    file = tmp_path / "many.ndjson"
    subprocess.run(
        [*IMPORT, _numbered(file, 2_000, " so?")], check=True, env=environment, capture_output=True
    )
    _numbered(file, 3_000, " so now?")
    journal = bank_path.with_name(bank_path.name + "-journal")
    with subprocess.Popen([*IMPORT, str(file)], stderr=subprocess.DEVNULL, env=environment) as running:
        while not journal.exists() and running.poll() is None:
            time.sleep(0.002)
        time.sleep(delay)
        running.kill()
    done = subprocess.run([*IMPORT, str(file)], env=environment, capture_output=True, check=True)
    assert b"1,000 new, 2,000 changed" in done.stderr or b"3,000 known already" in done.stderr
    with closing(sqlite3.connect(bank_path)) as connection:
        found = connection.execute(
            "SELECT count(*), count(DISTINCT external_id), sum(version) FROM questions"
        )
        assert found.fetchone() == (3_000, 3_000, 5_000)
        assert connection.execute("SELECT count(*) FROM import_items").fetchone() == (3_000,)
