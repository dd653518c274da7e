"""Reading other programs' formats: questions a second, peak memory, and a Python peer on the same file.

The peers are no dependencies of qbank: QBANK_PEERS names a Python that has them, such as that of a virtual
environment made for it. Without one a case says so and is measured alone. `python -m
benchmarks.reading_formats FORMAT FILE` reads a file and throws away what it reads.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import format_files
from benchmarks.measure import Cost, Process, Result, least
from benchmarks.scratch import Scratch

QUESTIONS = 100_000
PEERS = "QBANK_PEERS"


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's reader: the module it is imported as, a program that reads the file argv[1], how many
    times its speed ours has to have at least."""

    module: str
    program: str
    times: float


@dataclass(frozen=True, slots=True)
class Case:
    """A format, what a file of it is made of, how much memory in MiB reading may take, and its peer."""

    format: str
    pieces: Callable[[int], Iterator[str]]
    memory: float
    peer: Peer | None = None


_PYGIFTPARSER = """
import logging, sys
from pygiftparser import parser
logging.disable()
with open(sys.argv[1], encoding="utf-8") as file:
    parser.parseFile(file)
"""

CASES = (
    Case("gift", format_files.gift, 64, Peer("pygiftparser", _PYGIFTPARSER, 3)),
    Case("aiken", format_files.aiken, 64),
)


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure every format."""
    count = min(scratch.rows, QUESTIONS)
    for case in CASES:
        path = format_files.write(scratch.folder / f"{count}.{case.format}", case.pieces, count)
        yield from _measured(case, path, count, scratch)


def _measured(case: Case, path: Path, count: int, scratch: Scratch) -> Iterator[Result]:
    python = _with_peer(case.peer) if case.peer else None
    processes = {"ours": scratch.module("reading_formats", case.format, str(path))}
    if case.peer and python:
        processes["peer"] = Process([python, "-c", case.peer.program, str(path)])
    costs = least(processes, scratch.rounds)
    ours = costs["ours"]
    yield Result(f"memory to read {case.format}, MiB", ours.memory, case.memory, _said(ours, count))
    if case.peer is None:
        return
    name = f"{case.format}: speed / {case.peer.module}"
    if "peer" in costs:
        theirs = costs["peer"]
        said = f"{_said(ours, count)}; {case.peer.module} {_said(theirs, count)}"
        yield Result(name, theirs.cpu / ours.cpu, case.peer.times, said, at_least=True)
    else:
        said = f"not compared: {PEERS} names no Python that has {case.peer.module}"
        yield Result(name, 0, 0, said, at_least=True)


def _said(cost: Cost, count: int) -> str:
    return f"{count / cost.cpu:,.0f} questions/s, {cost.memory:.0f} MiB"


def _with_peer(peer: Peer) -> str | None:
    """Give the Python that has a peer, None where there is none."""
    python = os.environ.get(PEERS, sys.executable)
    words = [python, "-c", f"import {peer.module}"]
    found = subprocess.run(words, capture_output=True, check=False, env=_without_ours())
    return python if found.returncode == 0 else None


def _without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def drain(format: str, path: str) -> None:
    """Read a file and throw away what it holds."""
    from qbank.formats.base import ReadOptions, Source
    from qbank.formats.registry import reader

    with Path(path).open("rb") as file:
        for _ in reader(format).read(Source(path, file, Path(path)), ReadOptions()):
            pass


if __name__ == "__main__":
    drain(*sys.argv[1:])
