"""What the tests of faults share: forked processes, the four commands, the table of what was tried."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults import page
from tests.faults.forks import Forks
from tests.faults.stages import NAMES, Stage, prepared
from tests.faults.tally import FULL, Tally

Record = Callable[[Tally], None]
_rows: list[dict[str, Any]] = []


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Give what starts qbank processes quickly."""
    if not sys.platform.startswith("linux"):
        pytest.skip("faults are put into the system calls of Linux")
    with Forks(tmp_path_factory.mktemp("forks")) as running:
        yield running


@pytest.fixture(scope="session", params=NAMES)
def stage(request: pytest.FixtureRequest, forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give each of the four commands with a bank for it."""
    return prepared(request.param, forks, tmp_path_factory.mktemp("stage"))


@pytest.fixture
def held(record_property: Callable[[str, object], None]) -> Record:
    """Keep a row for the table, then fail where anything was lost."""

    def keep(tally: Tally) -> None:
        record_property("fault", tally.row())
        assert tally.points
        assert not tally.wrong, "\n".join(tally.wrong)

    return keep


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect the rows, from every worker."""
    if report.when == "call":
        _rows.extend(value for name, value in report.user_properties if name == "fault")  # type: ignore[misc]  # ours are dicts


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the page when the full counts were tried; by the one process that hears of all tests."""
    if FULL and _rows and not hasattr(session.config, "workerinput"):
        page.write(_rows)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show what was tried."""
    if FULL and _rows:
        terminalreporter.section("faults")
        terminalreporter.write_line(page.table(_rows, page.today()))
