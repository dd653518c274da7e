"""The job of the page on cron runs as cron would run it, through good nights and bad ones."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank import examples
from qbank.cli.exits import ExitCode

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cron.md").read_text(encoding="utf-8")
SCRIPT = re.search(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
Night = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no cron here")


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """The folder of the job, with qbank where the job looks for it."""
    assert SCRIPT is not None
    launcher = tmp_path / ".local" / "bin" / "qbank"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m qbank "$@"\n')
    launcher.chmod(0o755)
    folder = tmp_path / "exams"
    (folder / "inbox").mkdir(parents=True)
    (folder / "nightly.sh").write_text(SCRIPT[1])
    return folder


@pytest.fixture
def night(exams: Path, tmp_path: Path) -> Night:
    """Run the job once, with nothing but what cron gives."""

    def run(**more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["sh", str(exams / "nightly.sh")],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C", "SHELL": "/bin/sh", **more},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def questions(bank: Path) -> int:
    with closing(sqlite3.connect(bank)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM questions").fetchone()
    return int(count)


def test_a_good_night_brings_in_backs_up_exports_and_is_silent(exams: Path, night: Night) -> None:
    shutil.copy(examples.path(), exams / "inbox" / "Prüfung 1.ndjson")
    done = night()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert questions(exams / "bank.db") == 110
    assert names(exams / "inbox") == []
    assert [name for name in names(exams / "inbox" / "done") if not name.endswith(".report")] == [
        "Prüfung 1.ndjson"
    ]
    (backup,) = (exams / "backups").iterdir()
    (export,) = (exams / "exports").iterdir()
    assert questions(backup) == 110
    assert len(export.read_text(encoding="utf-8").splitlines()) > 110
    assert backup.stat().st_mode & 0o077 == 0


def test_a_night_with_nothing_to_do_is_silent_too(exams: Path, night: Night) -> None:
    assert (night().returncode, names(exams / "backups")) == (0, [])
    shutil.copy(examples.path(), exams / "inbox" / "exam.ndjson")
    again = [night(), night()]
    assert [(each.returncode, each.stdout, each.stderr) for each in again] == [(0, "", "")] * 2


def test_only_the_newest_copies_are_kept(exams: Path, night: Night) -> None:
    shutil.copy(examples.path(), exams / "inbox" / "exam.ndjson")
    for folder, name in (("backups", "bank-2020-01-0{}.db"), ("exports", "exams-2020-01-0{}.ndjson")):
        (exams / folder).mkdir()
        for number in range(1, 6):
            (exams / folder / name.format(number)).touch()
    assert night(KEEP="3").returncode == 0
    assert [name[:-13] for name in names(exams / "backups")][:2] == ["bank-", "bank-"]
    assert names(exams / "backups")[:2] == ["bank-2020-01-04.db", "bank-2020-01-05.db"]
    assert len(names(exams / "backups")) == len(names(exams / "exports")) == 3


def test_a_file_that_is_partly_read_is_reported_and_ends_with_3(exams: Path, night: Night) -> None:
    good = '{"kind": "question", "type": "essay", "stem": "Why?"}\n'
    (exams / "inbox" / "exam.ndjson").write_text(good + good.replace("essay", "nonsense"))
    done = night()
    assert done.returncode == ExitCode.PARTLY
    assert "qbank: warning: exam.ndjson:2" in done.stderr
    (report,) = (exams / "inbox" / "done").glob("*.report")
    assert [json.loads(line)["verdict"] for line in report.read_text().splitlines()] == ["failed", "new"]
    assert len(names(exams / "exports")) == 1


def test_a_file_that_cannot_be_read_is_put_aside_and_said_in_one_line_of_json(
    exams: Path, night: Night
) -> None:
    shutil.copy(examples.path(), exams / "inbox" / "good.ndjson")
    (exams / "inbox" / "bad.ndjson").write_text("this is no question\n")
    done = night()
    assert done.returncode == ExitCode.BAD_DATA
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [set(each["error"]) >= {"code", "message", "hint"} for each in told] == [True]
    assert told[0]["error"]["code"] == "bad_data"
    assert names(exams / "inbox" / "refused") == ["bad.ndjson"]
    assert questions(exams / "bank.db") == 110


def test_a_bank_that_is_busy_ends_with_75_and_nothing_is_taken_away(exams: Path, night: Night) -> None:
    shutil.copy(examples.path(), exams / "inbox" / "exam.ndjson")
    assert night().returncode == 0
    shutil.copy(examples.path(), exams / "inbox" / "exam.ndjson")
    script = exams / "nightly.sh"
    script.write_text(script.read_text().replace("--wait 600", "--wait 0.1"))
    copies = names(exams / "backups") + names(exams / "exports")
    with closing(sqlite3.connect(exams / "bank.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = night(KEEP="1")
    assert done.returncode == ExitCode.BUSY
    assert {json.loads(line)["error"]["code"] for line in done.stderr.splitlines()} == {"busy"}
    assert names(exams / "inbox") == ["exam.ndjson"]
    assert names(exams / "backups") + names(exams / "exports") == copies


def test_the_page_names_codes_that_there_are() -> None:
    table = PAGE.partition("## What to alert on")[2].partition("\n## ")[0]
    named = {
        int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for code in row.split(", ")
    }
    assert named - {130, 143} <= {int(code) for code in ExitCode}
    assert {0, 3, 75} <= named


def test_the_error_of_the_page_is_the_programs_own() -> None:
    shown = re.search(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert set(json.loads(shown[1])["error"]) == {"code", "message", "hint"}
