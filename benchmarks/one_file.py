"""`python -m benchmarks.one_file FORMAT FILE`: read a file and throw away what it holds.

Nothing else is imported, for what a benchmark needs for itself is no cost of reading.
"""

import sys
from pathlib import Path

from qbank.formats.base import ReadOptions, Source
from qbank.formats.registry import reader


def drain(format: str, path: str) -> None:
    """Read a file to its end."""
    with Path(path).open("rb") as file:
        for _ in reader(format).read(Source(path, file, Path(path)), ReadOptions()):
            pass


if __name__ == "__main__":
    drain(*sys.argv[1:])
