"""A whole bank as lines that outlive its schema: every row, journal and media with it."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, Table, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.schema import HEAD
from qbank.services.dump_rows import FORMAT, TABLES, End, Head, encoded, read_as
from qbank.services.tables import CATEGORIES

BATCH = 500


async def lines(session: AsyncSession) -> AsyncIterator[bytes]:
    """Yield the lines of a dump, several at a time. The same bank gives the same bytes."""
    encode = msgspec.json.Encoder().encode
    head = await head_of(session)
    yield encode(head) + b"\n"
    for table in TABLES:
        async for batch in _rows(session, table):
            yield batch
    yield encode(End(sum(head.rows.values()))) + b"\n"


async def head_of(session: AsyncSession) -> Head:
    """Count what a dump will hold."""
    counts = {
        str(table.name): (await session.execute(select(func.count()).select_from(table))).scalar_one()
        for table in TABLES
    }
    return Head(FORMAT, HEAD, counts)


async def _rows(session: AsyncSession, table: Table) -> AsyncIterator[bytes]:
    found = select(*(read_as(column) for column in table.columns))
    found = _parents_first(found) if table is CATEGORIES else found.order_by(*table.primary_key)
    writers = [(str(column.key), encoded(column)) for column in table.columns]
    name, encode_lines = str(table.name), msgspec.json.Encoder().encode_lines
    result = await (await session.connection()).stream(found)
    async for rows in result.partitions(BATCH):
        yield encode_lines([_line(name, writers, row) for row in rows])


def _parents_first(found: Select[Any]) -> Select[Any]:
    """Order categories so that each comes after the one it is in: names are unique in their place only."""
    roots = select(CATEGORIES.c.id, literal(0).label("depth")).where(CATEGORIES.c.parent_id.is_(None))
    line = roots.cte("line", recursive=True)
    below = select(CATEGORIES.c.id, line.c.depth + 1).join(line, CATEGORIES.c.parent_id == line.c.id)
    line = line.union_all(below)
    return found.join(line, CATEGORIES.c.id == line.c.id).order_by(line.c.depth, CATEGORIES.c.id)


def _line(
    table: str, writers: Sequence[tuple[str, Callable[[Any], Any]]], row: Sequence[Any]
) -> dict[str, Any]:
    values = {
        name: write(value) for (name, write), value in zip(writers, row, strict=True) if value is not None
    }
    return {"kind": "row", "table": table, "values": values}
