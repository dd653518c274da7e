"""Giving back the space that deleted rows leave in a bank's file."""

import asyncio
import sqlite3
import time

from qbank.db.engine import Waiting, make_engine, require_writable
from qbank.db.failures import explaining
from qbank.db.location import Location
from qbank.errors import Kind, QbankError

PAUSE = 0.02


async def compact(location: Location, waiting: Waiting) -> None:
    """Write the file anew without its gaps, which for that time takes as much space again.

    Raises QbankError where another program keeps using the bank, and where the disk is full.
    """
    require_writable(location)
    engine = make_engine(location, waiting)
    deadline = time.monotonic() + waiting.seconds
    try:
        with explaining():
            async with engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                while not await _attempted(driver):
                    waiting.begin()
                    if time.monotonic() > deadline:
                        raise QbankError(
                            Kind.BUSY,
                            "another program is using the bank: its space was not given back",
                            hint="run the command again when it has ended",
                        )
                    await asyncio.sleep(PAUSE)
    finally:
        await engine.dispose()


async def _attempted(driver: object) -> bool:
    # Outside any transaction, as VACUUM must be: the driver begins none by itself.
    try:
        cursor = await driver.execute("VACUUM")  # type: ignore[attr-defined]  # aiosqlite's connection
        await cursor.close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False
    return True
