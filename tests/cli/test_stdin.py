"""Standard input that is closed, as a daemon's is, is said to be, by every command that reads it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes it")
@pytest.mark.parametrize(
    "words",
    [
        "question import -",
        "question set - --difficulty hard --yes",
        "question update -",
        "question add -",
        "convert - x.gift",
    ],
)
def test_a_stdin_that_is_closed_is_no_bug(
    words: str, bank_path: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    command = f"{sys.executable} -m qbank {words} <&-"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("qbank: error: stdin is closed\nhint: ")
