import asyncio
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.header import APPLICATION_ID
from qbank.db.location import Location
from qbank.db.schema import HEAD, REVISIONS
from qbank.errors import Kind, QbankError

AWKWARD = "what? is #1 at 100% [now].db"


def until_committed(other: sqlite3.Connection) -> Waiting:
    """Have another program commit as soon as somebody waits for it."""

    def told() -> None:
        asyncio.get_running_loop().call_soon(other.execute, "COMMIT")

    return Waiting(20, told)


async def made(path: Path) -> bool:
    return await bank.ensure(Location(path=path), Waiting(5))


def value(path: Path, statement: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchone()[0]


async def test_a_new_bank_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "qbank" / "bank.db"
    assert await made(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["bank.db"]


async def test_a_new_bank_says_in_its_header_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    assert await made(path)
    assert value(path, "PRAGMA application_id") == APPLICATION_ID
    assert value(path, "PRAGMA user_version") == len(REVISIONS)
    assert value(path, "PRAGMA journal_mode") == "delete"
    assert value(path, "SELECT version_num FROM alembic_version") == HEAD


async def test_a_bank_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / AWKWARD
    assert await made(path)
    assert [each.name for each in tmp_path.iterdir()] == [AWKWARD]


async def test_a_bank_that_is_there_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert not await made(path)
    assert path.read_bytes() == before


async def test_an_empty_file_becomes_a_bank(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    path.touch()
    assert await made(path)
    assert value(path, "SELECT version_num FROM alembic_version") == HEAD
    assert [each.name for each in tmp_path.iterdir()] == ["bank.db"]


async def test_an_empty_file_beside_backups_of_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    path.touch()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "bank-0001-20260131T080910.123456Z.db").touch()
    with pytest.raises(QbankError, match="has held a bank") as refusal:
        await made(path)
    assert refusal.value.kind is Kind.BAD_DATA
    assert path.stat().st_size == 0


async def test_backups_of_another_bank_are_no_trace_of_this_one(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    path.touch()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "bank-two-0001-20260131T080910.123456Z.db").touch()
    assert await made(path)


@pytest.mark.parametrize("suffix", ["-journal", "-wal"])
async def test_no_bank_is_made_where_a_crash_left_a_journal(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"bank.db{suffix}").write_bytes(b"pages of the bank that was here")
    with pytest.raises(QbankError, match="is missing, but it has held a bank"):
        await made(tmp_path / "bank.db")
    assert not (tmp_path / "bank.db").exists()


async def test_a_folder_is_no_bank(tmp_path: Path) -> None:
    with pytest.raises(QbankError, match="is a folder") as refusal:
        await made(tmp_path)
    assert refusal.value.kind is Kind.USAGE


async def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(QbankError, match="cannot be made") as refusal:
        await made(tmp_path / "file" / "deep" / "bank.db")
    assert refusal.value.kind is Kind.CANNOT_CREATE


async def test_a_bank_is_made_where_files_have_but_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kw: object) -> None:
        raise PermissionError("no hard links on this file system")

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "bank.db"
    assert await made(path)
    assert not await made(path)
    assert value(path, "SELECT version_num FROM alembic_version") == HEAD


async def test_an_empty_file_that_somebody_is_filling_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE first (x)")
        assert path.with_name("bank.db-journal").exists()
        waiting = until_committed(other)
        with pytest.raises(QbankError, match="tables of another program"):
            await bank.ensure(Location(path=path), waiting)
    assert value(path, "SELECT name FROM sqlite_master") == "first"


async def test_a_bank_that_lost_its_content_while_it_was_written_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN")
        writer.execute("DELETE FROM questions")
        journal = path.with_name("bank.db-journal").read_bytes()
        writer.execute("ROLLBACK")
    path.write_bytes(b"")
    path.with_name("bank.db-journal").write_bytes(journal)
    with pytest.raises(QbankError, match="is empty, but it has held a bank"):
        await made(path)
