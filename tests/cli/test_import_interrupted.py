"""An import that is stopped while nobody types leaves the bank as it was."""

import signal
import subprocess
import sys
import time
from pathlib import Path

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
