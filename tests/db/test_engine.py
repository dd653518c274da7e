import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from qbank.db import sqlite_engine
from qbank.db.engine import Access, Waiting, for_migrations, transaction
from qbank.db.location import Location
from qbank.errors import Kind, QbankError

COUNT = text("SELECT count(*) FROM categories")
ADD = text("INSERT INTO categories (id, name) VALUES ('c3', 'Physics')")


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that uses the bank."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        yield connection


def until_committed(other: sqlite3.Connection) -> Waiting:
    """Have another program commit as soon as somebody waits for it."""

    def told() -> None:
        asyncio.get_running_loop().call_soon(other.execute, "COMMIT")

    return Waiting(20, told)


async def count(place: Location) -> int:
    async with transaction(place, Access.READ) as session:
        number: int = (await session.execute(COUNT)).scalar_one()
        return number


@pytest.mark.parametrize("access", Access)
async def test_a_lock_that_stays_is_reported_when_patience_ends(
    place: Location, other: sqlite3.Connection, access: Access
) -> None:
    told: list[str] = []
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(QbankError, match=r"for 0\.1 seconds") as refusal:
        async with transaction(place, access, Waiting(0.1, lambda: told.append("waiting"))):
            pass
    assert refusal.value.kind is Kind.BUSY
    assert told == ["waiting"]


@pytest.mark.parametrize("access", Access)
async def test_a_lock_that_goes_is_waited_for(
    place: Location, other: sqlite3.Connection, access: Access
) -> None:
    other.execute("BEGIN EXCLUSIVE")
    waiting = until_committed(other)
    async with transaction(place, access, waiting) as session:
        assert (await session.execute(COUNT)).scalar_one() == 2


async def test_a_reader_that_meets_a_writer_after_opening_waits_too(
    place: Location, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite_engine._connect

    async def overtaken(path: Path) -> Any:
        connection = await connect(path)
        other.execute("BEGIN EXCLUSIVE")
        return connection

    monkeypatch.setattr(sqlite_engine, "_connect", overtaken)
    monkeypatch.setattr(sqlite_engine, "PRAGMAS", ("busy_timeout=1",))
    waiting = until_committed(other)
    async with transaction(place, Access.READ, waiting) as session:
        assert (await session.execute(COUNT)).scalar_one() == 2


async def test_the_lock_is_held_from_the_beginning(place: Location, other: sqlite3.Connection) -> None:
    async with transaction(place, Access.WRITE):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT count(*) FROM categories").fetchone()


async def test_readers_do_not_shut_each_other_out(place: Location) -> None:
    async with transaction(place, Access.READ):
        assert await count(place) == 2


async def test_what_fails_leaves_nothing_behind(place: Location) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction(place, Access.WRITE) as session:
            await session.execute(ADD)
            raise ZeroDivisionError
    assert await count(place) == 2


async def test_a_keeper_lets_readers_in_and_no_writer(place: Location, other: sqlite3.Connection) -> None:
    async with transaction(place, Access.KEEP) as session:
        assert other.execute("SELECT count(*) FROM categories").fetchone() == (2,)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        await session.execute(ADD)
        assert other.execute("SELECT count(*) FROM categories").fetchone() == (2,)
    assert other.execute("SELECT count(*) FROM categories").fetchone() == (3,)


async def test_a_keeper_waits_for_the_last_reader_before_it_commits(
    place: Location, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM categories").fetchone()
    waiting = until_committed(other)
    async with transaction(place, Access.KEEP, waiting) as session:
        await session.execute(ADD)
    assert await count(place) == 3


async def test_a_keeper_that_waits_in_vain_changes_nothing(
    place: Location, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM categories").fetchone()
    with pytest.raises(QbankError) as refusal:
        async with transaction(place, Access.KEEP, Waiting(0.1)) as session:
            await session.execute(ADD)
    assert refusal.value.kind is Kind.BUSY
    other.execute("COMMIT")
    assert await count(place) == 2


async def test_every_connection_is_set_up_for_safety(place: Location) -> None:
    expected = {"foreign_keys": 1, "synchronous": 3, "trusted_schema": 0, "journal_mode": "delete"}
    async with transaction(place, Access.WRITE) as session:
        for name, value in expected.items():
            assert (await session.execute(text(f"PRAGMA {name}"))).scalar_one() == value, name


async def test_migrations_see_no_foreign_keys(place: Location) -> None:
    async with for_migrations(place) as connection:
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one() == 0


async def test_opening_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(QbankError):
        await count(Location(path=tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_took_the_banks_place_is_not_written_through_the_old_one(place: Location) -> None:
    path = place.path
    assert path is not None
    with pytest.raises(QbankError, match="took the bank's place") as refusal:
        async with transaction(place, Access.WRITE) as session:
            path.rename(path.with_name("old.db"))
            path.write_bytes(b"")
            await session.execute(ADD)
    assert refusal.value.kind is Kind.BUSY


def test_a_lock_is_said_on_stderr_and_ends_with_75(path: Path, other: sqlite3.Connection, start: Any) -> None:
    other.execute("BEGIN EXCLUSIVE")
    process = start("--db", str(path), "--wait", "0.2", "db", "current")
    out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (75, "")
    assert said.splitlines() == [
        "waiting for another program to finish writing …",
        "qbank: error: another program has been using the bank for 0.2 seconds",
        "hint: try again when it has ended, or wait longer with --wait SECONDS",
    ]
