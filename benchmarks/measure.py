"""Whole processes measured: CPU and memory as the system counts them, case after case in turns."""

import os
import pty
import subprocess
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

MEBI = 1024
"""How many of the system's units of memory, KiB, a MiB has."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process used: CPU seconds, user's and system's, and its largest resident memory in MiB."""

    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Process:
    """A process to measure: its words, what its environment says besides, what is done before each run.

    What it says goes nowhere, or `on_terminal` to one of 24 lines of 80 columns that somebody reads.
    """

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    on_terminal: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A figure held against its budget: it is kept when the figure is not above it, or not below a floor."""

    name: str
    figure: float
    budget: float
    said: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Tell whether the budget is kept."""
        return self.figure >= self.budget if self.at_least else self.figure <= self.budget


def cost_of(process: Process) -> Cost:
    """Run a process to its end, its output thrown away. Raises RuntimeError where it fails."""
    if process.before is not None:
        process.before()
    with _screen() if process.on_terminal else nullcontext(subprocess.DEVNULL) as stdout:
        child = subprocess.Popen(
            process.words,
            env={**os.environ, **process.environment},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(process.words)} ended with {child.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / MEBI)


@contextmanager
def _screen() -> Iterator[int]:
    """Give a terminal to write on; what is written is read all the time and thrown away."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    reader = Thread(target=_read_away, args=[ours])
    reader.start()
    try:
        yield theirs
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)


def _read_away(terminal: int) -> None:
    # Linux ends the reading of a terminal that nobody has open any more with EIO.
    with suppress(OSError):
        while os.read(terminal, 1 << 16):
            pass


def least_said(cases: Mapping[str, Process], rounds: int) -> dict[str, float]:
    """Run each case once a round and give the least number each one said on stderr."""
    seen: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, process in cases.items():
            done = subprocess.run(
                process.words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
            )
            seen[name].append(float(done.stderr))
    return {name: min(numbers) for name, numbers in seen.items()}


def least(cases: Mapping[str, Process], rounds: int) -> dict[str, Cost]:
    """Run each case once a round, so that a busy moment meets all, and give the least each one used."""
    seen: dict[str, list[Cost]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, process in cases.items():
            seen[name].append(cost_of(process))
    return {
        name: Cost(min(cost.cpu for cost in costs), min(cost.memory for cost in costs))
        for name, costs in seen.items()
    }


def table(results: Sequence[Result]) -> str:
    """Lay results out for a reader, those that miss their budget marked."""
    wide = max(len(result.name) for result in results)
    rows = [
        f"{result.name:<{wide}}  {result.figure:>8.2f}  {'>=' if result.at_least else '<='}"
        f" {result.budget:>7.2f}  {'kept  ' if result.kept else 'MISSED'}  {result.said}"
        for result in results
    ]
    return "\n".join([f"{'budget':<{wide}}  {'measured':>8}  {'allowed':>10}  verdict  in figures", *rows])


def file_of(path: Path) -> Path:
    """Take a file away that a run before has left, and give its path."""
    path.unlink(missing_ok=True)
    return path
