"""The engine of a bank on a server that speaks PostgreSQL's protocol, and how its writers take turns.

Writers are one at a time, as in a file: the first statement of each takes the row that says what schema the
bank has, and whoever comes second waits for it. A conflict between two writers therefore shows before a
command has done anything, and is tried again here, where nobody sees it; a command's work need not be run
twice, which an import that has reported half of its questions could not be. SERIALIZABLE stays, for what
other programs do in the same tables and for engines that notice a conflict only at the commit.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from qbank.db.access import ACCESS, Access, Waiting
from qbank.db.failures import busy
from qbank.db.location import without_password
from qbank.domain import jsontext
from qbank.errors import Kind, QbankError

POOL, OVERFLOW = 10, 20
"""Connections a program keeps, and how many more it may open for a while; a command uses one."""

QUICK = "'100ms'"
"""A lock that is had sooner than this is not worth a word to whoever waits for it."""

_TAKE_TURN = "UPDATE alembic_version SET version_num = version_num"
# A reader may make temporary tables, which READ ONLY forbids; whatever it does is rolled back in the end.
_ISOLATION = {Access.READ: "REPEATABLE READ", Access.WRITE: "SERIALIZABLE", Access.KEEP: "SERIALIZABLE"}
_LOCKED, _CHANGED, _DEADLOCK, _NO_TABLE = "55P03", "40001", "40P01", "42P01"
_MIGRATION_LOCK = 0x51424E4B
"""The number of the lock under which schemas are changed: 'QBNK'."""


def server_engine(url: str, waiting: Waiting) -> AsyncEngine:
    """Make the engine of a server's database. Raises QbankError for a wrong URL, or without the driver."""
    engine = create_async_engine(
        _url(url),
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_pre_ping=True,
        hide_parameters=True,
        # Asking whether there is an extension of that name takes a savepoint, which some engines have not.
        use_native_hstore=False,
        json_serializer=jsontext.encode_text,
        json_deserializer=jsontext.decode,
        connect_args={"connect_timeout": max(2, int(waiting.seconds)), "application_name": "qbank"},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        # A moment is written in UTC; a text is a text, whatever an old server makes of a backslash.
        cursor.execute("SET TIME ZONE 'UTC'; SET standard_conforming_strings = on")
        # What is streamed is read to its end: a plan for its first tenth walks a million rows for ten.
        cursor.execute("SET cursor_tuple_fraction = 1")
        cursor.close()
        connection.commit()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        access = connection.get_execution_options().get(ACCESS)
        if access is None:
            return
        driver = connection.connection.dbapi_connection
        if access is Access.READ:
            _run(driver, _opening(access))
        else:
            _take_turn(driver, access, waiting)

    return engine


@asynccontextmanager
async def migrating(url: str, waiting: Waiting) -> AsyncIterator[AsyncConnection]:
    """Open a database to change its schema: one migration at a time, and no writer meanwhile.

    READ COMMITTED: who has waited for another migration must see what that one did.
    """
    engine = server_engine(url, waiting)
    try:
        async with engine.begin() as connection:
            await _lock(connection, waiting)
            yield connection
    finally:
        await engine.dispose()


async def _lock(connection: AsyncConnection, waiting: Waiting) -> None:
    """Take the lock of migrations, and a writer's turn where there is a bank already."""
    mine = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(number=_MIGRATION_LOCK)
    deadline = time.monotonic() + waiting.seconds
    while not (await connection.execute(mine)).scalar_one():
        waiting.begin()
        if time.monotonic() > deadline:
            raise busy(waiting.seconds)
        await asyncio.sleep(random.uniform(0.01, 0.05))
    await connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_milliseconds(waiting.seconds)}")
    there = await connection.exec_driver_sql("SELECT to_regclass('alembic_version')")
    if there.scalar_one() is not None:
        await connection.exec_driver_sql(_TAKE_TURN)


def _take_turn(driver: Any, access: Access, waiting: Waiting) -> None:
    """Begin a writer's transaction: wait for other writers, in a way that a signal can end."""
    deadline = time.monotonic() + waiting.seconds
    patience = QUICK
    while (state := _attempted(driver, access, patience)) is not None:
        driver.rollback()
        left = deadline - time.monotonic()
        if left <= 0:
            raise busy(waiting.seconds)
        if state == _LOCKED:
            waiting.begin()
            patience = _milliseconds(left)
        else:
            await_only(asyncio.sleep(random.uniform(0.001, 0.01)))


def _attempted(driver: Any, access: Access, patience: str) -> str | None:
    """Try to take a turn; gives the server's word for why it was not had."""
    try:
        _run(driver, f"{_opening(access)}; SET LOCAL lock_timeout = {patience}; {_TAKE_TURN}")
    except Exception as error:
        state = getattr(error, "sqlstate", None)
        if state == _NO_TABLE:
            # There is no bank yet, and so nobody to wait for: what follows will say it.
            driver.rollback()
            _run(driver, _opening(access))
            return None
        if state not in (_LOCKED, _CHANGED, _DEADLOCK):
            raise
        return str(state)
    return None


def _opening(access: Access) -> str:
    return f"SET TRANSACTION ISOLATION LEVEL {_ISOLATION[access]}"


def _milliseconds(seconds: float) -> str:
    return f"'{max(1, int(seconds * 1000))}ms'"


def _run(driver: Any, statements: str) -> None:
    cursor = driver.cursor()
    try:
        cursor.execute(statements)
    finally:
        cursor.close()


def _url(told: str) -> URL:
    try:
        url = make_url(told)
    except (ArgumentError, ValueError) as error:
        raise _wrong_url(told) from error
    if url.get_backend_name() != "postgresql" or url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise _wrong_url(told)
    try:
        import psycopg as psycopg
    except ImportError as error:
        raise QbankError(
            Kind.CONFIGURATION,
            "a bank on a server needs a package that is not installed",
            hint="pip install 'qbank[postgres]'",
        ) from error
    return url.set(drivername="postgresql+psycopg")


def _wrong_url(told: str) -> QbankError:
    return QbankError(
        Kind.USAGE,
        f"{without_password(told)} is no URL of a server",
        hint="it looks like postgresql://user@host:5432/database",
    )
