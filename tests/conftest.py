"""What all tests share: a bank of their own to run commands on, in this process or in one of its own."""

import asyncio
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest

from benchmarks.throwaway_server import Server, programs, running
from qbank.cli.process import start
from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.location import Location
from qbank.models import Base

BANK = "qbank_tests"
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


ENGINE = os.environ.get("QBANK_TEST_ENGINE")
"""Where the banks of all tests are: in a file, on a server. Unset, in a file, and those marked on both."""

ENGINES = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_engines: runs on a file and on a server, where there is one")
    config.addinivalue_line("markers", "only_in_a_file(reason): asks for what a server does not have")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("both_engines")
    if "engine" in metafunc.fixturenames and marked and ENGINE is None:
        metafunc.parametrize("engine", ENGINES, scope="session")


@pytest.fixture(scope="session")
def engine() -> str:
    """The kind of bank a test has."""
    return ENGINE or ENGINES[0]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of this run's own."""
    if programs() is None:
        pytest.skip("there is no PostgreSQL server here: apt-get install postgresql")
    # In memory where that is possible: nothing is kept, and many tests write.
    with running(on="/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp") as server:
        yield server


@pytest.fixture(scope="session")
def bank_on_a_server(server: Server) -> str:
    """A bank on a server, emptied after each test that has it."""
    url = server.create(BANK)
    asyncio.run(bank.ensure(Location(url=url), Waiting(1)))
    return url


@pytest.fixture(scope="session")
def template_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty bank at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "bank.db"
    asyncio.run(bank.ensure(Location(path=path), Waiting(1)))
    return path


@pytest.fixture
def bank_place(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Location]:
    """An empty bank of the test's own, in a file or on a server."""
    alone = request.node.get_closest_marker("only_in_a_file")
    if engine == "sqlite":
        path = tmp_path / "home" / "bank.db"
        path.parent.mkdir()
        shutil.copy(request.getfixturevalue("template_bank"), path)
        yield Location(path=path)
        return
    if alone is not None:
        pytest.skip(f"only in a file: {alone.args[0]}")
    server: Server = request.getfixturevalue("server")
    url = request.getfixturevalue("bank_on_a_server")
    yield Location(url=url)
    server.empty(BANK, [table.name for table in reversed(Base.metadata.sorted_tables)])


@pytest.fixture
def bank_db(bank_place: Location) -> str:
    """The test's bank as `--db` takes it."""
    return bank_place.url or str(bank_place.path)


@pytest.fixture
def bank_path(bank_place: Location) -> Path:
    """The file of the test's bank."""
    if bank_place.path is None:
        pytest.skip("only in a file: the test looks into it")
    return bank_place.path


@pytest.fixture
def environment(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Environment:
    """The environment of a process that knows the test's bank and nothing of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if name not in _CLEARED}
    return {
        **kept,
        "HOME": str(tmp_path),
        "QBANK_DB": (
            str(tmp_path / "home" / "bank.db") if engine == "sqlite" else request.getfixturevalue("bank_db")
        ),
        "QBANK_CONFIG": str(tmp_path / "config.toml"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "TERM": "xterm-256color",
    }


@pytest.fixture
def qbank(
    bank_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run a command line in this process: its exit code, what it wrote and what it said."""
    for name in _CLEARED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QBANK_DB", bank_db)
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))

    def run(*words: str, stdin: str | bytes = b"") -> tuple[int, str, str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = start(words)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def process(bank_db: str, environment: Environment, tmp_path: Path) -> Process:
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
