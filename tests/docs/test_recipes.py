"""Every recipe does its work on the bank of examples."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from qbank import examples

ROOT = Path(__file__).parents[2]
PAGES = ("recipes.md", "shells.md")


def lines(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in re.sub(r"\|\n\s+", "| ", block).splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="the lines are typed in sh")
def test_every_line_does_its_work(environment: dict[str, str], tmp_path: Path) -> None:
    program = tmp_path / "bin" / "qbank"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m qbank "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "examples").symlink_to(examples.path().parent)
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    typed = [
        "qbank question import examples/questions.ndjson",
        *(line for page in PAGES for line in lines(page)),
    ]
    assert len(typed) > 12
    for line in typed:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stderr)
        assert "no question is meant" not in done.stderr or "tag:exam" in line, line
    assert {"spring.ndjson", "unrated.csv", "counts.csv", "everything.ndjson"} <= {
        file.name for file in tmp_path.iterdir()
    }
