"""Many rows at once, given to the driver as tuples: SQLAlchemy's own binding takes twice as long."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

_MARKS = {"qmark": "?", "format": "%s", "pyformat": "%s"}


async def insert_rows(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values are as stored, in the order of the columns."""
    if not rows:
        return
    connection = await session.connection()
    mark = _MARKS[connection.dialect.paramstyle]
    names, marks = ", ".join(columns), ", ".join([mark] * len(columns))
    await connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))


async def update_rows(
    session: AsyncSession, table: str, columns: Sequence[str], key: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Update rows by their key; each tuple holds the columns' stored values, then the key."""
    if not rows:
        return
    connection = await session.connection()
    mark = _MARKS[connection.dialect.paramstyle]
    settings = ", ".join(f"{column} = {mark}" for column in columns)
    await connection.exec_driver_sql(f"UPDATE {table} SET {settings} WHERE {key} = {mark}", list(rows))
