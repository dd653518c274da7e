"""The one transaction of a command, on whichever database the bank is."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from qbank.db import outcome
from qbank.db.access import ACCESS, Access, Waiting
from qbank.db.failures import explaining
from qbank.db.location import Location
from qbank.db.schema import stamp
from qbank.db.sqlite_engine import file_engine, interrupt_all
from qbank.errors import Kind, QbankError

__all__ = ["Access", "Waiting", "for_migrations", "interrupt_all", "make_engine", "transaction"]


@asynccontextmanager
async def transaction(
    location: Location, access: Access, waiting: Waiting | None = None
) -> AsyncIterator[AsyncSession]:
    """Open the bank for one command: one engine, one transaction, both over at the end.

    The lock is held from the beginning. What was done is committed when the block ends and undone when it
    raises. Raises QbankError for a lock, a full disk, a damaged file, a server that is away; the file or
    database must exist.
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
                elif session.in_transaction():
                    outcome.settle()
    finally:
        await engine.dispose()


@asynccontextmanager
async def for_migrations(
    location: Location, waiting: Waiting | None = None, *, create: bool = False
) -> AsyncIterator[AsyncConnection]:
    """Open the bank to change its schema: other writers and migrations shut out, one transaction.

    In a file foreign keys are off: with them on, a table that a batch migration rebuilds would take all rows
    that refer to it along. Its header says in the end what schema it has. `create` makes the file where there
    is none.
    """
    waiting = waiting or Waiting()
    if location.url is not None:
        from qbank.db.server_engine import migrating

        with explaining():
            async with migrating(location.url, waiting) as connection:
                yield connection
                outcome.settle()
        return
    if create and location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        location.path.touch(mode=0o600)
    require_writable(location)
    engine = make_engine(location, waiting, foreign_keys="OFF")
    keeper = engine.execution_options(**{ACCESS: Access.KEEP})
    try:
        with explaining():
            async with keeper.begin() as connection:
                yield connection
                await connection.run_sync(stamp)
                outcome.settle()
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
    """Make the engine of a bank. It opens what is there and never creates a file or a database."""
    if location.path is not None:
        return file_engine(location.path, waiting, foreign_keys)
    # The server's dialect and driver cost start-up that a bank in a file has no use for.
    from qbank.db.server_engine import server_engine

    return server_engine(location.url or "", waiting)
