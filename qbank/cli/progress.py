"""A line on stderr that counts, on a terminal and for work that takes longer than a moment."""

import sys
import time

from qbank.cli import stderr

PATIENCE = 1.0
INTERVAL = 0.2


class Counter:
    """Counts on one line, which is wiped when the work is done."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False
        self._next = time.monotonic() + PATIENCE if stderr.is_terminal() else float("inf")

    def __call__(self, count: int) -> None:
        """Tell how far the work is."""
        now = time.monotonic()
        if now >= self._next:
            sys.stderr.write(f"\r{self._what} {count:,} …")
            sys.stderr.flush()
            self._next, self._shown = now + INTERVAL, True

    def done(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
