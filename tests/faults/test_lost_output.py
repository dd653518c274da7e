"""A stdout that is closed, full, left by its reader or ASCII only: a command that lists says so, or copes."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import QBANK, Stage, environment_of, prepared
from tests.faults.tally import FULL, Tally

LISTINGS: tuple[tuple[str, ...], ...] = (
    ("question", "list"),
    ("question", "list", "--format", "json"),
    ("question", "list", "--format", "ids"),
    ("question", "count"),
    ("question", "export", "--all"),
    ("category", "list"),
    ("category", "show", "Biology"),
    ("document", "list"),
    ("document", "show", "Science starter set"),
    ("tag", "list"),
    ("field", "list"),
    ("log", "list"),
    ("log", "show", "1"),
    ("trash", "list"),
    ("bank", "list"),
    ("media", "list"),
    ("media", "check"),
    ("config", "show"),
    ("config", "path"),
    ("db", "check"),
    ("db", "path"),
    ("db", "current"),
    ("db", "history"),
    ("db", "restore"),
    ("formats",),
    ("stats",),
    ("help",),
    ("help", "query"),
    ("--help",),
    ("question", "--help"),
    ("question", "set", "--help"),
    ("completion", "bash"),
)  # fmt: skip
CLOSED = (LISTINGS[0], LISTINGS[4], ("formats",), ("--help",))
"""Those that are tried with a stdout that is closed from the beginning, each in a process of its own."""


@pytest.fixture(scope="module")
def bank(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared("bulk set", forks, tmp_path_factory.mktemp("bank"))


@pytest.fixture
def folder(bank: Stage, tmp_path: Path) -> Path:
    """A bank with something in the trash and beside it, so that no listing is empty."""
    return bank.fresh(tmp_path / "stage")


def test_a_stdout_that_is_full_is_said(forks: Forks, folder: Path, held: Record) -> None:
    tally = Tally("stdout full", "every listing")
    with Path("/dev/full").open("wb") as full:
        for words in LISTINGS:
            has_output = forks.read(words, environment_of(folder))[1] != b""
            code, said = forks.run(words, environment_of(folder), stdout=full.fileno())
            tally.points += 1
            tally.heard(said)
            if has_output and (code != 74 or "could not be written" not in said):
                tally.wrong.append(f"{words} ends with {code}: {said}")
    held(tally)


def test_a_stdout_whose_reader_is_gone_ends_a_listing_quietly(
    forks: Forks, folder: Path, held: Record
) -> None:
    tally = Tally("stdout without a reader", "every listing")
    for words in LISTINGS:
        has_output = forks.read(words, environment_of(folder))[1] != b""
        reader, writer = os.pipe()
        os.close(reader)
        code, said = forks.run(words, environment_of(folder), stdout=writer)
        os.close(writer)
        tally.points += 1
        tally.heard(said)
        if has_output and (code != 141 or "error" in said):
            tally.wrong.append(f"{words} ends with {code}: {said}")
    held(tally)


def test_a_stdout_that_is_closed_is_said(folder: Path, held: Record) -> None:
    tally = Tally("stdout closed", "every listing" if FULL else "four listings")
    for words in LISTINGS if FULL else CLOSED:
        line = ["bash", "-c", '"$@" >&-', "bash", *QBANK, *words]
        done = subprocess.run(line, env=environment_of(folder), stderr=-1, check=False)
        tally.points += 1
        tally.heard(done.stderr.decode())
        if done.returncode != 74 or b"standard output is closed" not in done.stderr:
            tally.wrong.append(f"{words} ends with {done.returncode}: {done.stderr.decode()}")
    held(tally)


def test_a_stdout_that_is_said_to_be_ascii_gets_the_same_bytes(folder: Path, held: Record) -> None:
    tally = Tally("stdout ASCII only", "every listing" if FULL else "four listings")
    plain = environment_of(folder) | {"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    ascii = environment_of(folder) | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for words in LISTINGS if FULL else CLOSED:
        one, other = (
            subprocess.run([*QBANK, *words], env=env, capture_output=True, check=False)
            for env in (plain, ascii)
        )
        tally.points += 1
        tally.heard(other.stderr.decode())
        if (one.returncode, one.stdout) != (other.returncode, other.stdout):
            tally.wrong.append(f"{words} ends with {other.returncode}: {other.stderr.decode()}")
    held(tally)
