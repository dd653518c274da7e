"""qbank's import without its journal: `python -m benchmarks.unjournaled BANK FILE`.

No question says which change brought it, nothing looks that up, and nothing is noted of other rows. Nothing
but a benchmark may do this.
"""

import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.__main__ import main
from qbank.db.bulk import insert_rows
from qbank.services import import_apply, journal

_CHANGE = import_apply.COLUMNS.index("change_id")


async def _insert_unmarked(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    if table == "questions":
        rows = [(*row[:_CHANGE], None, *row[_CHANGE + 1 :]) for row in rows]
    await insert_rows(session, table, columns, rows)


async def _nothing(session: AsyncSession, entry: journal.Entry, table: Table, row_ids: Iterable[str]) -> None:
    """Write down nothing of what was made."""


if __name__ == "__main__":
    journal.inserted = _nothing
    import_apply.insert_rows = _insert_unmarked  # type: ignore[attr-defined]  # what that module imported
    bank, file = sys.argv[1:]
    with closing(sqlite3.connect(bank)) as connection:
        connection.execute("DROP INDEX IF EXISTS ix_questions_change_id")
        connection.commit()
    sys.argv = ["qbank", "--db", bank, "--quiet", "question", "import", file]
    sys.exit(main())
