"""Engines and the one transaction of a command."""

import asyncio
import hashlib
import os
import random
import sqlite3
import time
import weakref
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

from qbank.db.failures import explaining
from qbank.db.location import Location
from qbank.db.schema import stamp
from qbank.domain import jsontext
from qbank.domain.patterns import matches
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError

ACCESS = "qbank_access"
"""The execution option that says what a transaction is for; read when it begins."""

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


class Access(StrEnum):
    """What a transaction is for.

    A reader never writes; a writer shuts everybody else out while it is open; a keeper shuts other writers
    out and lets readers in until it commits what it has written, so that the bank can be copied meanwhile.
    """

    READ = "DEFERRED"
    WRITE = "EXCLUSIVE"
    KEEP = "IMMEDIATE"


class Waiting:
    """How long to wait for a lock, and whom to tell, once, that somebody is waited for."""

    def __init__(self, seconds: float = 30.0, announce: Callable[[], None] | None = None) -> None:
        self.seconds = seconds
        self._announce = announce

    def begin(self) -> None:
        """Say that a wait has begun; only the first time says anything."""
        announce, self._announce = self._announce, None
        if announce is not None:
            announce()


@asynccontextmanager
async def transaction(
    location: Location, access: Access, waiting: Waiting | None = None
) -> AsyncIterator[AsyncSession]:
    """Open the bank for one command: one engine, one transaction, both over at the end.

    The lock is held from the beginning. What was done is committed when the block ends and undone when it
    raises. Raises QbankError for a lock, a full disk, a damaged file; the file must exist.
    """
    if access is not Access.READ:
        require_writable(location)
    engine = make_engine(location, waiting or Waiting())
    try:
        with explaining():
            async with (
                AsyncSession(engine, expire_on_commit=False, execution_options={ACCESS: access}) as session,
                session.begin(),
            ):
                await session.connection()
                yield session
                if access is Access.READ:
                    # There is nothing to commit, and on damaged pages even that can fail.
                    await session.rollback()
    finally:
        await engine.dispose()


@asynccontextmanager
async def for_migrations(
    location: Location, waiting: Waiting | None = None, *, create: bool = False
) -> AsyncIterator[AsyncConnection]:
    """Open the bank to change its schema: foreign keys off, other writers shut out, one transaction.

    With foreign keys on, a table that a batch migration rebuilds would take all rows that refer to it along.
    The file's header says in the end what schema it has. `create` makes the file where there is none.
    """
    if create and location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        location.path.touch(mode=0o600)
    require_writable(location)
    engine = make_engine(location, waiting or Waiting(), foreign_keys="OFF")
    keeper = engine.execution_options(**{ACCESS: Access.KEEP})
    try:
        with explaining():
            async with keeper.begin() as connection:
                yield connection
                await connection.run_sync(stamp)
    finally:
        await engine.dispose()


def require_writable(location: Location) -> None:
    """Raise QbankError for a read-only file: SQLite would begin to read it, and fail when it writes."""
    path = location.path
    if path is not None and path.exists() and not os.access(path, os.W_OK):
        raise QbankError(
            Kind.PERMISSION,
            f"{path} is read-only here; nothing was changed",
            hint="make the file and its folder writable, or name another bank with --db",
        )


def make_engine(location: Location, waiting: Waiting, *, foreign_keys: str = "ON") -> AsyncEngine:
    """Make the engine of a bank. It opens what is there and never creates a file."""
    if location.path is None:
        raise QbankError(
            Kind.UNAVAILABLE,
            f"{location} is a server, and this release of qbank opens files only",
            hint="name a file with --db",
        )
    return _file_engine(location.path, waiting, foreign_keys)


def _file_engine(path: Path, waiting: Waiting, foreign_keys: str) -> AsyncEngine:
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
            raise QbankError(
                Kind.BUSY,
                f"another program has been using the bank for {waiting.seconds:g} seconds",
                hint="try again when it has ended, or wait longer with --wait SECONDS",
            )
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
