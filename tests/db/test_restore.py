import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from qbank.db.backup import back_up, backups, examined
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.location import Location
from qbank.db.restore import require_restorable, restore
from qbank.db.schema import HEAD
from qbank.errors import Kind, QbankError


@pytest.fixture
async def source(place: Location) -> Path:
    """A backup of two questions, of a bank that has one now."""
    made = await back_up(place)
    async with transaction(place, Access.WRITE) as session:
        await session.execute(text("DELETE FROM questions WHERE id = 'q2'"))
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_a_backup_takes_the_banks_place_and_the_old_file_is_kept(
    place: Location, path: Path, source: Path
) -> None:
    old = digest(path)
    done = await restore(source, place)
    assert examined(path).questions == 2
    assert done.aside is not None
    assert done.aside.name.startswith("bank.db.before-restore-")
    assert digest(done.aside) == old
    assert source.exists()
    assert sorted(each.name for each in path.parent.iterdir()) == ["backups", "bank.db", done.aside.name]


async def test_a_restore_is_itself_taken_back_by_one(place: Location, path: Path, source: Path) -> None:
    done = await restore(source, place)
    assert done.aside is not None
    assert done.aside in [each.path for each in backups(path)]
    await restore(done.aside, place)
    assert examined(path).questions == 1


async def test_a_bank_that_is_gone_comes_back(place: Location, path: Path, source: Path) -> None:
    path.unlink()
    assert (await restore(source, place)).aside is None
    assert examined(path).questions == 2


@pytest.mark.parametrize("rest", [b"a letter" * 1000, b"SQLite format 3\0" + bytes(5000)])
async def test_what_a_damaged_bank_left_is_kept_and_replaced(
    place: Location, path: Path, source: Path, rest: bytes
) -> None:
    path.write_bytes(rest)
    done = await restore(source, place)
    assert done.aside is not None
    assert done.aside.read_bytes() == rest
    assert examined(path).questions == 2


async def test_a_bank_that_lost_its_content_gets_it_back(place: Location, path: Path, source: Path) -> None:
    path.write_bytes(b"")
    assert (await restore(source, place)).aside is None
    assert examined(path).questions == 2
    assert sorted(each.name for each in path.parent.iterdir()) == ["backups", "bank.db"]


async def test_a_journal_left_by_a_crash_is_not_played_into_the_restored_bank(
    place: Location, path: Path, source: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN")
        writer.execute("DELETE FROM questions")
        hot = path.with_name("bank.db-journal").read_bytes()
        writer.execute("ROLLBACK")
    path.unlink()
    path.with_name("bank.db-journal").write_bytes(hot)
    await restore(source, place)
    assert not path.with_name("bank.db-journal").exists()
    assert len(list(path.parent.glob("bank.db.before-restore-*-journal"))) == 1
    assert examined(path).questions == 2


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")


def letter(path: Path) -> None:
    path.write_bytes(b"a letter" * 1000)


def damaged(path: Path) -> None:
    pages = bytearray(path.read_bytes())
    pages[4096 * 5 : 4096 * 40] = bytes(4096 * 35)
    path.write_bytes(pages)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (newer, Kind.NEWER_SCHEMA),
        (letter, Kind.BAD_DATA),
        (damaged, Kind.BAD_DATA),
        (foreign, Kind.BAD_DATA),
    ],
)
async def test_what_is_no_whole_bank_is_not_put_in_place(
    place: Location, path: Path, source: Path, spoil: Callable[[Path], None], kind: Kind
) -> None:
    spoil(source)
    before = digest(path)
    with pytest.raises(QbankError) as refusal:
        await restore(source, place)
    assert refusal.value.kind is kind
    assert digest(path) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["backups", "bank.db"]


async def test_a_glance_tells_what_can_be_restored(place: Location, source: Path) -> None:
    assert require_restorable(source) == HEAD
    letter(source)
    with pytest.raises(QbankError, match="no whole bank"):
        require_restorable(source)


async def test_a_bank_is_not_restored_from_itself(place: Location, path: Path) -> None:
    with pytest.raises(QbankError, match="is the bank itself"):
        await restore(path, place)


async def test_whoever_uses_the_bank_is_waited_for(place: Location, path: Path, source: Path) -> None:
    before = digest(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM questions").fetchone()
        with pytest.raises(QbankError) as refusal:
            await restore(source, place, Waiting(0.1))
    assert refusal.value.kind is Kind.BUSY
    assert digest(path) == before


async def test_who_had_the_old_file_open_cannot_write_to_it_any_more(
    place: Location, path: Path, source: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as late:
        late.execute("SELECT count(*) FROM questions").fetchone()
        await restore(source, place)
        with pytest.raises(sqlite3.OperationalError) as refusal:
            late.execute("DELETE FROM questions")
    assert refusal.value.sqlite_errorcode == sqlite3.SQLITE_READONLY_DBMOVED
    assert examined(path).questions == 2


async def test_an_older_bank_is_restored_as_it_is(place: Location, path: Path, source: Path) -> None:
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num='0001'")
    assert (await restore(source, place)).revision == "0001"
