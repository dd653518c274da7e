"""qbank's import with its derived tables left out: `python -m benchmarks.underived BANK FILE`.

A peer that makes no index for searching is compared with what is left. Nothing but a benchmark may do this.
"""

import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.__main__ import main
from qbank.db.bulk import insert_rows
from qbank.services import derived, import_apply

_DERIVED = ("question_texts", "question_tags")


async def _insert_others(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    if table not in _DERIVED:
        await insert_rows(session, table, columns, rows)


async def _no_index(session: AsyncSession, last: int) -> None:
    """Leave the index as it is."""


if __name__ == "__main__":
    derived.index_after = _no_index
    import_apply.insert_rows = _insert_others  # type: ignore[attr-defined]  # what that module imported
    bank, file = sys.argv[1:]
    sys.argv = ["qbank", "--db", bank, "--quiet", "question", "import", file]
    sys.exit(main())
