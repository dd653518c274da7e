"""The engine of a bank that is a file: what SQLite is told, how its locks are waited for."""

import asyncio
import hashlib
import random
import sqlite3
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

from qbank.db.access import ACCESS, Access, Waiting
from qbank.db.failures import busy
from qbank.domain import jsontext
from qbank.domain.patterns import matches
from qbank.domain.text import fold

PRAGMAS = (
    "busy_timeout=100",
    "synchronous=EXTRA",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
)
"""What every connection is told. EXTRA: with less, a power cut loses what was said to be done."""

CACHE = {"DEFERRED": 8 << 10, "EXCLUSIVE": 32 << 10, "IMMEDIATE": 32 << 10}
"""KiB of the file that are kept in memory: who writes many rows goes back to pages, who reads them seldom."""

_open_connections: "weakref.WeakSet[aiosqlite.Connection]" = weakref.WeakSet()


def file_engine(path: Path, waiting: Waiting, foreign_keys: str) -> AsyncEngine:
    """Make the engine of a file. It opens what is there and never creates one."""
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=lambda: _connect(path),
        poolclass=NullPool,
        hide_parameters=True,
        json_serializer=jsontext.encode_text,
        json_deserializer=jsontext.decode,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.create_function("qbank_fold", 1, _fold, deterministic=True)
        connection.create_function("qbank_shuffle", 2, _shuffle, deterministic=True)
        connection.create_function("qbank_matches", 2, matches, deterministic=True)
        connection.create_function("qbank_unhex", 1, _unhex, deterministic=True)
        pragmas = (f"foreign_keys={foreign_keys}", *PRAGMAS)
        _patiently(connection, [f"PRAGMA {pragma}" for pragma in pragmas], waiting)

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        access = connection.get_execution_options().get(ACCESS, Access.READ)
        statements = [f"PRAGMA cache_size=-{CACHE[access]}", f"BEGIN {access}"]
        if access is Access.READ:
            # A deferred BEGIN locks nothing; the first read takes the lock, and must wait as patiently.
            statements.append("SELECT 1 FROM sqlite_master LIMIT 1")
        _patiently(connection.connection.dbapi_connection, statements, waiting, undo="ROLLBACK")

    @event.listens_for(engine.sync_engine, "commit")
    def commit(connection: Any) -> None:
        if connection.get_execution_options().get(ACCESS) is Access.KEEP:
            # Only here must the readers be gone; the driver's own commit, which follows, finds nothing to do.
            _patiently(connection.connection.dbapi_connection, ["COMMIT"], waiting)

    return engine


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = aiosqlite.connect(uri(path, "rw"), uri=True, timeout=0.1, isolation_level=None)
    connection._thread.daemon = True
    try:
        await connection
    except BaseException:
        # Without this the thread outlives the loop and prints a traceback of its own.
        connection._thread.join(5)
        raise
    _open_connections.add(connection)
    return connection


def uri(path: Path, mode: str) -> str:
    """Name a file to SQLite, whatever characters its path has; `mode` is 'ro' or 'rw': neither creates."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def interrupt_all() -> None:
    """End the statement that is running on any connection; for a signal's handler."""
    for connection in list(_open_connections):
        inner = connection._connection
        if inner is not None:
            inner.interrupt()


def _patiently(connection: Any, statements: Sequence[str], waiting: Waiting, undo: str | None = None) -> None:
    """Run statements, waiting for locks in short sleeps that a signal can end, as a busy wait cannot be."""
    deadline = time.monotonic() + waiting.seconds
    while not _attempted(connection, statements, undo):
        waiting.begin()
        if time.monotonic() > deadline:
            raise busy(waiting.seconds)
        await_only(asyncio.sleep(random.uniform(0.005, 0.03)))


def _attempted(connection: Any, statements: Sequence[str], undo: str | None) -> bool:
    cursor = connection.cursor()
    try:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        if undo is not None and connection.driver_connection.in_transaction:
            cursor.execute(undo)
        return False
    finally:
        cursor.close()
    return True


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(str(text))


def _shuffle(identifier: str, seed: str) -> str:
    return hashlib.md5(f"{identifier}{seed}".encode(), usedforsecurity=False).hexdigest()


def _unhex(digits: str | None) -> bytes | None:
    return None if digits is None else bytes.fromhex(digits)
