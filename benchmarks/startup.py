"""What a command costs before it does anything: its imports, in multiples of a Python that does nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, Process, Result, least
from benchmarks.scratch import Scratch

ROWS = 50
NOOP = """
import typer
import sqlalchemy.ext.asyncio
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
@app.command()
def noop() -> None: ...
app()
"""
BREAKS = " \t\n\"'@><=;|&(:"
"""Where bash begins a new word."""


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure start-up, and a page of fifty rows against the imports it cannot do without."""
    page = ["question", "list", "--limit", str(ROWS)]
    bank = Scratch(scratch.folder, min(scratch.rows, 1000), scratch.rounds).bank
    costs = least(
        {
            "bare": Process([sys.executable, "-c", "pass"]),
            "version": Process([scratch.launcher, "--version"]),
            "commands": _completed(scratch, bank, "question"),
            "category": _completed(scratch, bank, "question list category:Sub"),
            "id": _completed(scratch, bank, "question show 3"),
            "help": Process([scratch.launcher, "--help"]),
            "imports": Process([sys.executable, "-c", NOOP]),
            "plain": scratch.qbank(bank, *page),
            "table": scratch.qbank(bank, *page, "--format", "table"),
        },
        scratch.rounds,
    )
    bare, imports = costs["bare"], costs["imports"]
    yield _against("--version / python -c pass", costs["version"], bare, 1.5, bare)
    yield _against("completion of a command / python -c pass", costs["commands"], bare, 8, bare)
    yield _against("completion of a category / python -c pass", costs["category"], bare, 8, bare)
    yield _against("completion of an id / python -c pass", costs["id"], bare, 8, bare)
    yield _against("--help / python -c pass", costs["help"], bare, 18, bare)
    yield _against("list of 50, plain / Typer no-op + SQLAlchemy", costs["plain"], imports, 1.25, bare)
    yield _against("list of 50, table / Typer no-op + SQLAlchemy", costs["table"], imports, 1.45, bare)


def _completed(scratch: Scratch, bank: Path, typed: str) -> Process:
    asked = {"_QBANK_COMPLETE": "bash", "QBANK_DB": str(bank)}
    return Process([scratch.launcher, f"qbank {typed}", BREAKS, "9", "80"], asked)


def _against(name: str, cost: Cost, floor: Cost, budget: float, bare: Cost) -> Result:
    said = f"{cost.cpu * 1000:.0f} ms, {cost.cpu / bare.cpu:.1f} x python -c pass"
    return Result(name, cost.cpu / floor.cpu, budget, said)
