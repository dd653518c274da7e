"""A bank on a server: imports against psql's \\copy of the same rows, and large banks against empty ones.

The work is done in two processes, so that what counts is the time until the command has ended.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from benchmarks.large_bank import ASKED
from benchmarks.measure import Cost, Process, Result, cost_of
from benchmarks.scratch import Scratch
from benchmarks.throwaway_server import Server, programs, running

SLOWEST = 0.5
MOST_GROWTH = 1.2
QUICK = 1.3
FILLED = (
    "changes", "categories", "documents", "imports", "questions", "import_items", "question_tags",
    "question_texts", "question_search",
)  # fmt: skip
"""The tables an import fills, what is referred to first."""


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure an import and the questions asked of a large bank; nothing where there is no server."""
    if programs() is None:
        yield Result("server: there is none here", 0, 0, "apt-get install postgresql")
        return
    with running(
        log="none", autovacuum="on", settings="shared_buffers = '512MB'\nmax_wal_size = '8GB'\n"
    ) as server:
        yield from _imports(scratch, server)
        yield from _asked(scratch, server)


def _imports(scratch: Scratch, server: Server) -> Iterator[Result]:
    large, small = _bank(scratch, server, "large"), _bank(scratch, server, "small")
    ours, memory = _elapsed(scratch.qbank(large, "question", "import", str(scratch.ndjson)))
    _, least = _elapsed(scratch.qbank(small, "question", "import", str(scratch.tenth)))
    bin = programs()
    folder = scratch.folder
    out = " ".join(f"-c '\\copy {table} TO {folder}/{table}.copy'" for table in FILLED)
    back = " ".join(f"-c '\\copy {table} FROM {folder}/{table}.copy'" for table in FILLED)
    cost_of(_shell(f"{bin}/psql -qX '{large}' {out}"))
    peer, _ = _elapsed(_shell(f"{bin}/psql -qX1 '{_bank(scratch, server, 'copied')}' {back}"))
    speed = f"{ours:.1f} s, {scratch.rows / ours:,.0f} a second; \\copy {peer:.1f} s"
    yield Result("server: import / psql \\copy", peer / ours, SLOWEST, speed, at_least=True)
    said = f"{memory:.0f} MiB; a tenth of the rows {least:.0f} MiB"
    yield Result("server: memory of an import / at a tenth", memory / least, MOST_GROWTH, said)


def _asked(scratch: Scratch, server: Server) -> Iterator[Result]:
    large, empty = server.url("large"), _bank(scratch, server, "none")
    for name, words in ASKED.items():
        cases = {each: scratch.qbank(each, *words) for each in (large, empty)}
        # An empty bank has none of the categories that are asked for.
        cases[empty] = replace(cases[empty], words=scratch.qbank(empty, "question", *_of_all(words)).words)
        costs = _least(cases, scratch.rounds)
        said = f"{costs[large] * 1000:.0f} ms; on an empty bank {costs[empty] * 1000:.0f} ms"
        yield Result(
            f"server: {name} of {scratch.rows:,} / of none", costs[large] / costs[empty], QUICK, said
        )


def _of_all(words: list[str]) -> list[str]:
    return [word for word in words[1:] if not word.startswith("category:")]


def _least(cases: Mapping[str, Process], rounds: int) -> dict[str, float]:
    seen: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, process in cases.items():
            seen[name].append(_elapsed(process)[0])
    return {name: min(times) for name, times in seen.items()}


def _elapsed(process: Process) -> tuple[float, float]:
    begun = time.perf_counter()
    cost: Cost = cost_of(process)
    return time.perf_counter() - begun, cost.memory


def _bank(scratch: Scratch, server: Server, name: str) -> str:
    url = server.create(name)
    cost_of(scratch.qbank(url, "db", "upgrade"))
    return url


def _shell(line: str) -> Process:
    return Process(["sh", "-c", line])
