"""What a bank holds, as one value to compare, and whether its file is sound."""

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

# Ids and moments differ from run to run.
_OF_ITS_RUN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+"
)
Known = frozenset[str]


def known_in(path: Path) -> Known:
    """Collect the ids and moments of a bank: those that stand in it must not be lost."""
    return frozenset(_OF_ITS_RUN.findall("\n".join(_rows(path))))


def state_of(path: Path, known: Known | None = None) -> str:
    """Give the digest of every row of every table; ids and moments that are not known count as equal."""

    def shown(found: re.Match[str]) -> str:
        return found[0] if known is None or found[0] in known else "*"

    rows = sorted(_OF_ITS_RUN.sub(shown, row) for row in _rows(path))
    return sha256("\n".join(rows).encode()).hexdigest()


def _rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [(name, sql) for name, sql in found if not name.startswith("question_search_")]
        rows = [f"{name}: {_in_order(sql)}" for name, sql in tables]
        for name, _ in tables:
            rows += [f"{name} {row!r}" for row in connection.execute(f'SELECT * FROM "{name}"')]
    return rows


def _in_order(sql: str) -> list[str]:
    """Sort the lines of a table's making: a rebuilt table has its constraints in any order."""
    return sorted(line.strip(" ,\t") for line in sql.splitlines())


def faults_of(path: Path) -> list[str]:
    """List what is wrong with a bank's file: pages, references, the full text index."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"dangling {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        connection.execute("BEGIN")
        try:
            connection.execute(
                "INSERT INTO question_search(question_search, rank) VALUES('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            found.append(f"full text: {error}")
        connection.execute("ROLLBACK")
    return found


def questions_of(path: Path) -> int:
    """Count the questions of a bank, those in the trash too."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])
