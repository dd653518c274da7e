"""Reading other programs' formats: questions a second, peak memory, and a Python peer on the same file.

The peers are no dependencies of qbank: QBANK_PEERS names a Python that has them, such as that of a virtual
environment made for it. Without one a case says so and is measured alone. `python -m
benchmarks.reading_formats write FORMAT FILE COUNT` makes a file, `python -m benchmarks.one_file FORMAT FILE`
reads it and throws away what it reads.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks import format_files, table_files, xml_files
from benchmarks.measure import Cost, Process, Result, cost_of, least
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
    """A format, what writes a file of so many questions, how many MiB reading may take, and its peer."""

    format: str
    write: Callable[[Path, int], Path]
    memory: float
    peer: Peer | None = None


_PYGIFTPARSER = """
import logging, sys
from pygiftparser import parser
logging.disable()
with open(sys.argv[1], encoding="utf-8") as file:
    parser.parseFile(file)
"""

_MOODLE_XML_PARSER = """
import sys
from moodle_xml_parser.parser import parse_file
parse_file(sys.argv[1])
"""

CASES = (
    Case("csv", partial(table_files.write_delimited, delimiter=","), 64),
    Case("tsv", partial(table_files.write_delimited, delimiter="\t"), 64),
    Case("xlsx", table_files.write_workbook, 160),
    Case(
        "gift", partial(format_files.write, pieces=format_files.gift), 64,
        Peer("pygiftparser", _PYGIFTPARSER, 3),
    ),
    Case("aiken", partial(format_files.write, pieces=format_files.aiken), 64),
    Case(
        "moodle-xml", partial(format_files.write, pieces=xml_files.moodle_xml), 160,
        Peer("moodle_xml_parser", _MOODLE_XML_PARSER, 3),
    ),
    Case("qti12", partial(format_files.write, pieces=xml_files.qti12), 200),
)  # fmt: skip
MOST_OF_BY_HAND = 2


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure every format."""
    count = min(scratch.rows, QUESTIONS)
    for case in CASES:
        path = scratch.folder / f"{count}.{case.format}"
        cost_of(scratch.module("reading_formats", "write", case.format, str(path), str(count)))
        yield from _measured(case, path, count, scratch)
        if case.format == "csv":
            yield _imported(path, count, scratch)


def _imported(path: Path, count: int, scratch: Scratch) -> Result:
    """Measure the whole import of a table against one read with `csv` and inserted by hand, unchecked."""
    target = scratch.folder / "target.db"
    cases = {
        "ours": scratch.qbank(target, "question", "import", str(path)),
        "by hand": scratch.module("peers", "import-table", str(target), str(path)),
    }

    def begin() -> None:
        scratch.copied(scratch.empty, target.name)

    cases = {name: replace(case, before=begin) for name, case in cases.items()}
    costs = least(cases, min(scratch.rounds, 3))
    ours, hand = costs["ours"], costs["by hand"]
    said = f"{_said(ours, count)}; by hand {_said(hand, count)}"
    return Result("import of csv / csv and sqlite3 by hand", ours.cpu / hand.cpu, MOST_OF_BY_HAND, said)


def _measured(case: Case, path: Path, count: int, scratch: Scratch) -> Iterator[Result]:
    python = _with_peer(case.peer) if case.peer else None
    processes = {"ours": scratch.module("one_file", case.format, str(path))}
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


def write(format: str, path: str, count: str) -> None:
    """Write a file of so many questions; whoever measures does it apart, for a child begins as its parent."""
    next(case for case in CASES if case.format == format).write(Path(path), int(count))


if __name__ == "__main__":
    write(*sys.argv[2:])
