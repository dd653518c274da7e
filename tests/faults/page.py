"""The table in `docs/reliability.md`: replaced row by row, so that a part of the tests can be run anew."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- the table: made by make faults -->\n", "<!-- the end of the table -->\n"
NUMBERS = ("points", "lost", "partial", "corrupt", "tracebacks")
HEAD = (
    "| fault | at | points tried | lost | partial | corrupt | tracebacks | seen | tried on |\n"
    f"|---|---|{'--:|' * 5}---|---|\n"
)


def today() -> str:
    """Give the date that a row bears."""
    return datetime.now(UTC).date().isoformat()


def table(rows: Iterable[dict[str, Any]], date: str) -> str:
    """Show rows as a table."""
    return HEAD + "".join(_lines(rows, date).values())


def write(rows: Iterable[dict[str, Any]]) -> None:
    """Put the rows into the page, each in the place of what it said of the same fault before."""
    whole = PAGE.read_text(encoding="utf-8")
    prose, _, rest = whole.partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {_key(line): line for line in old.splitlines(keepends=True)[2:]}
    lines |= _lines(rows, today())
    shown = "".join(lines[key] for key in sorted(lines))
    PAGE.write_text(f"{prose}{BEGIN}{HEAD}{shown}{END}{after}", encoding="utf-8", newline="\n")


def _lines(rows: Iterable[dict[str, Any]], date: str) -> dict[str, str]:
    lines = (_line(row, date) for row in rows)
    return {_key(line): line for line in lines}


def _line(row: dict[str, Any], date: str) -> str:
    cells = [row["fault"], row["what"], *(f"{row[name]:,}" for name in NUMBERS), row["seen"], date]
    return f"| {' | '.join(cells)} |\n"


def _key(line: str) -> str:
    return "|".join(line.split("|")[1:3])
