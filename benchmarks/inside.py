"""Work measured inside a process, start-up apart: `python -m benchmarks.inside NAME BANK` says seconds."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks import peers
from qbank import services
from qbank.cli import delimited
from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.domain.question_key import Key
from qbank.formats.value_table import ValueRow
from qbank.query.tree import OneOf
from qbank.services.journal import Authorship
from qbank.services.selection import Selection
from qbank.services.set_request import SetRequest

ROWS = 10_000
COLUMNS = ("id", "type", "difficulty", "rating", "category", "tags", "stem")
Work = Callable[[AsyncSession], Awaitable[float]]


def in_bank(bank: str, work: Work) -> float:
    """Do work in a transaction that is undone, and give what it says."""

    async def whole() -> float:
        async with transaction(Location(path=Path(bank)), Access.WRITE) as session:
            said = await work(session)
            await session.rollback()
            return said

    return asyncio.run(whole())


def set_by_service(bank: str) -> float:
    """Set the difficulty of the medium questions, journal and all."""

    async def work(session: AsyncSession) -> float:
        by = Authorship("benchmark", "nobody")
        medium = Selection(OneOf("difficulty", ("medium",)))
        begun = process_time()
        await services.changing.apply(session, by, medium, SetRequest({"difficulty": "hard"}), None)
        return process_time() - begun

    return in_bank(bank, work)


def update_by_service(bank: str) -> float:
    """Give the same questions the same difficulty, each by a pair of its own, read before, in any order."""

    async def work(session: AsyncSession) -> float:
        by = Authorship("benchmark", "nobody")
        medium = Selection(OneOf("difficulty", ("medium",)))
        ids = [row[0] async for batch in services.listing.rows(session, medium, ("id",)) for row in batch]
        Random(1).shuffle(ids)
        rows = (ValueRow(line, {"id": id, "difficulty": "hard"}) for line, id in enumerate(ids, start=2))
        pairs = services.updating.check("pairs.csv", rows, services.updating.Roles(Key.ID), {})
        begun = process_time()
        await services.updating.apply(session, by, pairs, services.updating.UpdateRequest(), None)
        return process_time() - begun

    return in_bank(bank, work)


def tags_by_service(bank: str) -> float:
    """Add a tag to the medium questions, journal, search and all."""

    async def work(session: AsyncSession) -> float:
        by = Authorship("benchmark", "nobody")
        medium = Selection(OneOf("difficulty", ("medium",)))
        begun = process_time()
        await services.changing.apply(session, by, medium, SetRequest({}, add_tags=("benchmark",)), None)
        return process_time() - begun

    return in_bank(bank, work)


def tags_by_hand(bank: str) -> float:
    """Add it by one statement for each table that holds tags, and have the index know."""
    connection = peers.connect(bank)
    connection.execute("BEGIN EXCLUSIVE")
    begun = process_time()
    for statement in peers.ADD_TAG:
        connection.execute(statement, {"tag": "benchmark", "now": peers.NOW, "difficulty": "medium"})
    spent = process_time() - begun
    connection.execute("ROLLBACK")
    return spent


def set_by_hand(bank: str) -> float:
    """Update the same rows by one statement."""
    connection = peers.connect(bank)
    connection.execute("BEGIN EXCLUSIVE")
    begun = process_time()
    connection.execute(peers.UPDATE, ("hard", peers.NOW, "medium"))
    spent = process_time() - begun
    connection.execute("ROLLBACK")
    return spent


async def _rows(session: AsyncSession) -> list[Any]:
    found = services.listing.rows(session, Selection(limit=ROWS), COLUMNS)
    return [row for batch in [batch async for batch in found] for row in batch]


def tsv_by_qbank(bank: str) -> float:
    """Write rows as TSV the way a listing does."""

    async def work(session: AsyncSession) -> float:
        rows = await _rows(session)
        begun = process_time()
        b"".join(delimited.tsv(COLUMNS, rows))
        return process_time() - begun

    return in_bank(bank, work)


def tsv_by_hand(bank: str) -> float:
    """Write the same cells joined by tabs, trusting that none holds one."""

    async def work(session: AsyncSession) -> float:
        rows = await _rows(session)
        begun = process_time()
        lines = [
            f"{id}\t{type}\t{level or ''}\t{'' if mark is None else mark}\t{at}\t{','.join(tags)}\t{stem}\n"
            for id, type, level, mark, at, tags, stem in rows
        ]
        "".join(lines).encode()
        return process_time() - begun

    return in_bank(bank, work)


def rich_modules(bank: str) -> float:
    """Count the modules of Rich that a listing into a pipe imports."""
    from qbank.cli.process import start

    start(["--db", bank, "question", "list", "--limit", str(ROWS)])
    return sum(name == "rich" or name.startswith("rich.") for name in sys.modules)


WORK: dict[str, Callable[[str], float]] = {
    "set-service": set_by_service,
    "set-hand": set_by_hand,
    "tags-service": tags_by_service,
    "tags-hand": tags_by_hand,
    "update-service": update_by_service,
    "tsv-qbank": tsv_by_qbank,
    "tsv-hand": tsv_by_hand,
    "rich": rich_modules,
}

if __name__ == "__main__":
    said = WORK[sys.argv[1]](sys.argv[2])
    sys.stderr.write(f"{said:.6f}\n")
