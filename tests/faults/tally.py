"""What was tried and what went wrong: one row of the table in `docs/reliability.md`."""

import os
from dataclasses import asdict, dataclass, field

FULL = os.environ.get("QBANK_FAULTS") == "full"
"""Whether the full counts are tried: `make faults`. Otherwise few of each, as in every run of the tests."""


def count(full: int, short: int) -> int:
    """Choose how often to try."""
    return full if FULL else short


@dataclass(slots=True)
class Tally:
    """One fault at one command. Lost: what was said to be done is not there. Partial: neither the bank from
    before nor the one from after. Corrupt: the file is not sound or cannot be read."""

    fault: str
    what: str
    points: int = 0
    lost: int = 0
    partial: int = 0
    corrupt: int = 0
    tracebacks: int = 0
    seen: str = ""
    """What else is worth saying."""
    wrong: list[str] = field(default_factory=list)

    def add(self, column: str, why: str) -> None:
        """Count what went wrong, and keep why for whoever has to find it."""
        setattr(self, column, getattr(self, column) + 1)
        self.wrong.append(f"{column}: {why}")

    def heard(self, said: str) -> None:
        """Count a traceback among what a command said."""
        if "Traceback" in said or "bug in qbank" in said:
            self.add("tracebacks", said)

    def row(self) -> dict[str, str | int]:
        """Give the row that the page shows."""
        row = asdict(self)
        del row["wrong"]
        return row
