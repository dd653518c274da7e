"""Formats of other packages: the documented example, installed as anybody would, and broken packages."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from qbank.errors import Kind, QbankError
from qbank.formats import other_formats, registry
from qbank.formats.format import Format

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "qbank-flashcards"
CARDS = "#flashcards\ncapital of Norway\tOslo\tgeography,capitals\n2 + 2\t4|four\n"
Installed = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example apart from everything else; nothing is fetched."""
    folder = tmp_path_factory.mktemp("flashcards") / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index")
    apart = ("--no-deps", "--no-build-isolation", "--target", folder)
    subprocess.run([*pip, *apart, EXAMPLE], check=True, capture_output=True)
    return folder


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Installed:
    """Run qbank where the example is installed."""

    def run(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[bytes]":
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(site)]),
            "QBANK_DB": str(tmp_path / "bank.db"),
            "QBANK_CONFIG": str(tmp_path / "config.toml"),
        }
        return subprocess.run(
            [sys.executable, "-m", "qbank", *words],
            input=stdin.encode(),
            capture_output=True,
            env=environment,
            cwd=tmp_path,
            check=False,
        )

    return run


def test_the_installed_example_is_listed_recognised_read_written_and_verified(
    installed: Installed, tmp_path: Path
) -> None:
    listed = installed("formats", "--columns", "name,package", "--no-header").stdout.decode()
    assert "flashcards\tqbank-flashcards" in listed.splitlines()
    (tmp_path / "cards.txt").write_text(CARDS)
    assert installed("question", "import", "cards.txt").returncode == 0
    done = installed("question", "export", "--all", "--to", "flashcards")
    assert (done.returncode, done.stdout.decode()) == (0, CARDS)
    assert b"not kept" in done.stderr
    there = installed("convert", "cards.txt", "out.json")
    back = installed("convert", "out.json", "-", "--to", "flashcards")
    assert (there.returncode, back.stdout.decode()) == (0, CARDS)


def test_without_its_package_a_format_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_formats, "found", lambda: ({}, {}))
    with pytest.raises(QbankError) as caught:
        registry.reader("flashcards")
    assert caught.value.kind is Kind.USAGE


@pytest.mark.usefixtures("flashcards")
def test_a_format_of_another_package_is_used_by_its_name_and_its_suffix() -> None:
    assert registry.format_named("flashcards").package == "qbank-flashcards"
    assert registry.carries("flashcards") == registry.writer("flashcards").CARRIES
    assert [option.name for option in registry.options("flashcards")] == ["tags"]
    assert registry.format_to_write("x.cards") == "flashcards"
    assert other_formats.claiming(b"nothing", "x.CARDS") == "flashcards"
    assert other_formats.claiming(b" #flashcards 1", "x.txt") == "flashcards"
    assert other_formats.claiming(b"nothing", "x.txt") is None


BAD_SNIFF = Format("sniffer", "x", reads=True, module="x", sniff=lambda head: 1 / 0)
GOOD = Format("good", "a good one", (".good",), reads=True, module="nowhere.at.all")


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Entry points that the test says there are."""
    found: list[EntryPoint] = []
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: found)
    other_formats.found.cache_clear()
    yield found
    other_formats.found.cache_clear()


def point(name: str, attribute: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{attribute}", other_formats.GROUP)


def test_a_package_that_is_broken_stops_no_other(points: list[EntryPoint]) -> None:
    gone = EntryPoint("gone", "qbank_no_such_package:FORMAT", other_formats.GROUP)
    points += [gone, point("wrong", "CARDS"), point("good", "GOOD"), point("good", "BAD_SNIFF")]
    formats, why = other_formats.found()
    assert list(formats) == ["good"]
    assert why["gone"].endswith("No module named 'qbank_no_such_package'")
    assert why["wrong"].endswith("is no qbank.formats.format.Format")
    assert "both bring it" in why["good"]
    with pytest.raises(QbankError) as caught:
        registry.format_named("gone")
    assert caught.value.kind is Kind.CONFIGURATION


def test_a_module_that_is_not_there_is_one_line_that_names_the_package(points: list[EntryPoint]) -> None:
    points.append(point("good", "GOOD"))
    with pytest.raises(QbankError) as caught:
        registry.reader("good")
    assert (caught.value.kind, caught.value.message) == (
        Kind.CONFIGURATION,
        "reading a good one needs nowhere",
    )


def test_a_sniffer_that_fails_claims_nothing(points: list[EntryPoint]) -> None:
    points.append(point("sniffer", "BAD_SNIFF"))
    assert other_formats.claiming(b"x", "x") is None


def test_a_format_of_qbanks_own_is_never_replaced(points: list[EntryPoint]) -> None:
    points.append(point("csv", "GOOD"))
    assert registry.format_named("csv").package is None
    assert registry.all_formats()["csv"].package is None
