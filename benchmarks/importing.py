"""Bringing questions in, everything on, against the same rows put into the same tables unchecked."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from benchmarks.measure import Process, Result, least
from benchmarks.scratch import Scratch

MOST_MEMORY = 160
MOST_GROWTH = 1.2


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure imports of the whole file, of its array, and of a tenth; a few rounds, for they are long."""
    costs = least(_cases(scratch), min(scratch.rounds, 3))
    ours, floor, bare, peer = (costs[name] for name in ("ours", "floor", "underived", "peer"))
    speed = f"{ours.cpu:.1f} s, {scratch.rows / ours.cpu:,.0f} a second; sqlite3 + msgspec {floor.cpu:.1f} s"
    yield Result("import: speed / sqlite3 + msgspec", floor.cpu / ours.cpu, 0.75, speed, at_least=True)
    yield Result(
        "import without derived tables / sqlite-utils insert --nl",
        bare.cpu / peer.cpu,
        1.2,
        f"{bare.cpu:.1f} s; sqlite-utils {peer.cpu:.1f} s",
    )
    yield Result("import: MiB at most", ours.memory, MOST_MEMORY, f"{ours.memory:.0f} MiB")
    tenth = costs["tenth"]
    growth = f"{ours.memory:.0f} MiB; a tenth of the rows {tenth.memory:.0f} MiB"
    yield Result("import: memory / at a tenth", ours.memory / tenth.memory, MOST_GROWTH, growth)
    array = costs["array"]
    yield Result(
        "import of an array: memory / of NDJSON",
        array.memory / ours.memory,
        1.05,
        f"{array.memory:.0f} MiB, {array.cpu:.1f} s",
    )


def _cases(scratch: Scratch) -> dict[str, Process]:
    target, table = scratch.folder / "target.db", scratch.folder / "table.db"
    lines = str(scratch.ndjson)

    def begin() -> None:
        scratch.copied(scratch.empty, target.name)

    cases = {
        "ours": scratch.qbank(target, "question", "import", lines),
        "floor": scratch.module("peers", "import", str(target), lines),
        "underived": scratch.module("underived", str(target), lines),
        "array": scratch.qbank(target, "question", "import", str(scratch.array)),
        "tenth": scratch.qbank(target, "question", "import", str(scratch.tenth)),
    }
    cases = {name: replace(case, before=begin) for name, case in cases.items()}
    words = [sys.executable, "-m", "sqlite_utils", "insert", str(table), "questions", lines, "--nl"]
    return {**cases, "peer": Process(words, before=partial(table.unlink, missing_ok=True))}
