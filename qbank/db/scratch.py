"""Temporary tables: a command's own, gone with its transaction."""

import re

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import on_server

_ON_SERVER = {"INTEGER": "BIGINT", "FLOAT": "DOUBLE PRECISION", "BLOB": "BYTEA", "TEXT": 'TEXT COLLATE "C"'}
"""What a server calls the types that SQLite knows."""


async def make(session: AsyncSession, name: str, columns: str, *, keys_alone: bool = False) -> None:
    """Make an empty table in place of any before; the columns' types are those of SQLite.

    With `keys_alone`, SQLite keeps the rows in the order of their key and numbers none.
    """
    if on_server(session):
        server = re.sub(r"\b[A-Z]+\b", lambda word: _ON_SERVER.get(word[0], word[0]), columns)
        await session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
        await session.execute(text(f"CREATE TEMPORARY TABLE {name} ({server}) ON COMMIT DROP"))
        return
    await session.execute(text(f"DROP TABLE IF EXISTS temp.{name}"))
    kept = " WITHOUT ROWID" if keys_alone else ""
    await session.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns}){kept}"))


async def index(session: AsyncSession, name: str, column: str) -> None:
    """Index a column of a temporary table that is filled."""
    where = "" if on_server(session) else "temp."
    await session.execute(text(f"CREATE INDEX {where}{name}_{column} ON {name} ({column})"))
    await filled(session, name)


async def filled(session: AsyncSession, name: str) -> None:
    """Have a server count what a filled table holds: it would take it for a small one."""
    if on_server(session):
        await session.execute(text(f"ANALYZE {name}"))
