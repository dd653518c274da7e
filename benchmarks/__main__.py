"""`python -m benchmarks [NAME…] [--rows N] [--rounds N]`: measure, compare, fail where one is missed."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Result, table
from benchmarks.scratch import Scratch

NAMES = (
    "startup",
    "importing",
    "exporting",
    "large_bank",
    "search",
    "setting",
    "journal",
    "rendering",
    "reading_formats",
    "duplicates",
    "postgres",
)


def main() -> int:
    """Measure what is named, or everything, and print a table. Gives 1 where a budget is missed."""
    told = _told()
    results: list[Result] = []
    with TemporaryDirectory(prefix="qbank-bench-") as folder:
        scratch = Scratch(Path(folder), told.rows, told.rounds)
        for name in told.names or NAMES:
            results += import_module(f"benchmarks.{name}").results(scratch)
    print(table(results))
    return 0 if all(result.kept for result in results) else 1


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--rows", type=int, default=1_000_000, help="questions in the large bank")
    parser.add_argument("--rounds", type=int, default=15, help="times each case is run, in turns")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
