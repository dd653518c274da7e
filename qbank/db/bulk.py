"""Many rows at once, given to the driver as tuples: SQLAlchemy's own binding takes twice as long."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

_CONSTRAINT = "23"
"""How the codes of broken constraints begin (postgresql.org/docs/15/errcodes-appendix.html)."""
_PLAIN = re.compile(r"[\w .,:;/\[\]{}#-]{0,64}", re.ASCII)
"""Texts that mean themselves between the quotes of SQL."""
_WIDE = 6
"""From so many columns on it pays to look for those that have one value."""
_MARKS = {"qmark": "?", "format": "%s", "pyformat": "%s"}


async def insert_rows(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values are as stored, in the order of the columns."""
    if not rows:
        return
    connection = await session.connection()
    if connection.dialect.name != "sqlite":
        await _copy(connection, f"COPY {table} ({', '.join(columns)}) FROM STDIN", rows)
        return
    mark = _MARKS[connection.dialect.paramstyle]
    values, bound = _bound_apart(rows) if len(columns) >= _WIDE else ([None] * len(columns), list(rows))
    names, marks = ", ".join(columns), ", ".join([mark if value is None else value for value in values])
    await connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", bound)


def _bound_apart(rows: Sequence[tuple[Any, ...]]) -> tuple[list[str | None], list[tuple[Any, ...]]]:
    """Write in SQL what is the same in all rows, None for a column that is not; and give the other columns.

    Binding a value costs sqlite3 as much as storing it: of a question's 33 two thirds are the same in all of
    a batch, NULL most of them, and half of what its row costs goes with them.
    """
    columns = list(zip(*rows, strict=True))
    values = [_literal(column) for column in columns]
    others = [column for column, value in zip(columns, values, strict=True) if value is None]
    if not others:
        return [None] * len(columns), list(rows)
    return values, list(zip(*others, strict=True))


def _literal(column: tuple[Any, ...]) -> str | None:
    """Write the one value of a column in SQL; None for several, or one that needs more than quotes."""
    first = column[0]
    if first is not None and (type(first) is not str or not _PLAIN.fullmatch(first)):
        return None
    if first != column[-1] or column.count(first) != len(column):
        return None
    return "NULL" if first is None else f"'{first}'"


async def _copy(connection: AsyncConnection, command: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Send rows by the protocol's COPY, which costs a server a third of what as many INSERTs cost.

    SQLAlchemy sees none of it, so that a row which breaks a constraint is made its IntegrityError here.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    try:
        async with driver.cursor() as cursor, cursor.copy(command) as copy:  # type: ignore[union-attr]  # psycopg's
            for row in rows:
                await copy.write_row(row)
    except Exception as error:
        if str(getattr(error, "sqlstate", None)).startswith(_CONSTRAINT):
            raise IntegrityError(command, None, error) from error
        raise


async def surveyed(session: AsyncSession, tables: Sequence[str]) -> None:
    """Have a server count what tables hold that very many rows came into: its plans were made for empty ones.

    It would do so by itself, a minute later. SQLite's plans are made without.
    """
    connection = await session.connection()
    if connection.dialect.name != "sqlite":
        await connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")


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


@asynccontextmanager
async def filled_first(session: AsyncSession, tables: Sequence[str], *, many: bool) -> AsyncIterator[None]:
    """Fill tables that are empty and make their indexes afterwards, where there are many rows to come.

    Sorting a million keys once costs half of finding a place for each. It is one transaction: whoever looks
    sees the tables with their indexes, before and after, and a failure leaves both as they were.
    """
    connection = await session.connection()
    if not many or connection.dialect.name != "sqlite":
        yield
        return
    listed = text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        f" AND tbl_name IN ({', '.join(repr(table) for table in tables)}) ORDER BY rowid"
    )
    indexes = (await connection.execute(listed)).all()
    for name, _ in indexes:
        await connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        await connection.exec_driver_sql(definition)
