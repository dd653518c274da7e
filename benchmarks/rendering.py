"""Writing rows into a pipe, against joining the same cells by hand; start-up and fetch apart."""

from collections.abc import Iterator

from benchmarks.inside import ROWS
from benchmarks.measure import Result, least_said
from benchmarks.scratch import Scratch


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure ten thousand rows, or what the bank has."""
    bank = str(Scratch(scratch.folder, min(scratch.rows, ROWS), scratch.rounds).bank)
    spent = least_said(
        {
            "ours": scratch.module("inside", "tsv-qbank", bank),
            "floor": scratch.module("inside", "tsv-hand", bank),
            "rich": scratch.module("inside", "rich", bank),
        },
        scratch.rounds,
    )
    said = f"{spent['ours'] * 1000:.1f} ms; by hand {spent['floor'] * 1000:.1f} ms, of {ROWS:,} rows at most"
    yield Result("TSV / by hand", spent["ours"] / spent["floor"], 5, said)
    yield Result("modules of Rich imported for a pipe", spent["rich"], 0, "none may be")
