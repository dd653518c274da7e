"""What all tests share: a bank of their own to run commands on, in this process or in one of its own."""

import asyncio
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest

from qbank.cli.process import start
from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.location import Location

FLASHCARDS = Path(__file__).parents[1] / "docs" / "examples" / "qbank-flashcards"
Run = Callable[..., tuple[int, str, str]]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
Environment = dict[str, str]

# A test that gives qbank a terminal reads what is written there; nobody would press a pager's keys.
os.environ["QBANK_PAGER"] = "cat"
# Tests of the backups that qbank makes by itself ask for them.
os.environ["QBANK_AUTO_BACKUP"] = "false"

# The same examples each time, so that no change is blamed for chance; no example has to be quick,
# for the machine may be busy. HYPOTHESIS_PROFILE=looking draws new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("looking", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

_CLEARED = (
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "QBANK_DEBUG",
    "QBANK_ERROR_FORMAT",
    "QBANK_FORMAT",
    "QBANK_BANK",
)


@pytest.fixture(scope="session")
def template_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty bank at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "bank.db"
    asyncio.run(bank.ensure(Location(path=path), Waiting(1)))
    return path


@pytest.fixture
def bank_path(template_bank: Path, tmp_path: Path) -> Path:
    """An empty bank of the test's own."""
    path = tmp_path / "home" / "bank.db"
    path.parent.mkdir()
    shutil.copy(template_bank, path)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """The environment of a process that knows the test's bank and nothing of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if name not in _CLEARED}
    return {
        **kept,
        "HOME": str(tmp_path),
        "QBANK_DB": str(tmp_path / "home" / "bank.db"),
        "QBANK_CONFIG": str(tmp_path / "config.toml"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "TERM": "xterm-256color",
    }


@pytest.fixture
def qbank(
    bank_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run a command line in this process: its exit code, what it wrote and what it said."""
    for name in _CLEARED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QBANK_DB", str(bank_path))
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))

    def run(*words: str, stdin: str | bytes = b"") -> tuple[int, str, str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = start(words)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def process(bank_path: Path, environment: Environment, tmp_path: Path) -> Process:
    """Run a command line in a process of its own, its streams pipes unless told otherwise."""

    def run(
        *words: str, stdin: bytes = b"", env: Environment | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-m", "qbank", *words],
            input=stdin,
            capture_output=True,
            env={**environment, **(env or {})},
            cwd=tmp_path,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def flashcards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the example of another package's format at hand, as if it were installed."""
    from qbank.formats import other_formats

    monkeypatch.syspath_prepend(FLASHCARDS)
    described = replace(import_module("qbank_flashcards").FORMAT, package="qbank-flashcards")
    monkeypatch.setattr(other_formats, "found", lambda: ({"flashcards": described}, {}))
