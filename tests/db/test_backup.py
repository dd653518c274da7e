import asyncio
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from qbank.db import backup
from qbank.db.backup import back_up, back_up_before, backups, examined, find
from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.db.schema import HEAD
from qbank.domain.thinning import MOST_JUST
from qbank.errors import Kind, QbankError


async def test_a_backup_is_whole_private_and_named_after_what_it_is_of(place: Location, path: Path) -> None:
    made = await back_up(place)
    assert made.parent == path.parent / "backups"
    assert made.name.startswith(f"bank-{HEAD}-")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [each.name for each in made.parent.iterdir()] == [made.name]
    assert (examined(made).revision, examined(made).questions) == (HEAD, 2)


async def test_a_backup_goes_where_it_is_told(place: Location, tmp_path: Path) -> None:
    assert await back_up(place, tmp_path / "copy ?#%.db") == tmp_path / "copy ?#%.db"
    assert examined(tmp_path / "copy ?#%.db").questions == 2


async def test_nothing_is_overwritten_unless_that_is_asked_for(place: Location, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("a letter")
    with pytest.raises(QbankError, match="is there already") as refusal:
        await back_up(place, target)
    assert refusal.value.kind is Kind.CANNOT_CREATE
    assert target.read_text() == "a letter"
    await back_up(place, target, replace=True)
    assert examined(target).questions == 2


async def test_a_bank_is_never_replaced_by_its_own_copy(place: Location, path: Path) -> None:
    with pytest.raises(QbankError, match="is the bank itself"):
        await back_up(place, path, replace=True)


async def test_a_folder_that_is_not_there_is_not_made(place: Location, tmp_path: Path) -> None:
    with pytest.raises(QbankError, match="there is no folder"):
        await back_up(place, tmp_path / "stick" / "copy.db")
    assert not (tmp_path / "stick").exists()


async def test_a_damaged_bank_gives_no_backup(place: Location, path: Path) -> None:
    pages = bytearray(path.read_bytes())
    pages[4096 * 5 : 4096 * 40] = bytes(4096 * 35)
    path.write_bytes(pages)
    with pytest.raises(QbankError) as refusal:
        await back_up(place)
    assert refusal.value.kind is Kind.BAD_DATA
    assert list(path.parent.rglob("bank-*")) == []


async def test_a_bank_of_any_schema_is_backed_up(place: Location, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
    assert (await back_up(place)).name.startswith("bank-9999-")


async def test_nobody_writes_while_a_bank_is_copied(
    place: Location, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    def meanwhile(stop: object) -> None:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as writer:
            try:
                writer.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                refused.append(str(error))

    monkeypatch.setattr(backup, "_go_on", meanwhile)
    await back_up(place)
    assert refused


async def test_a_copy_that_is_interrupted_leaves_nothing(
    place: Location, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES_A_STEP", 1)
    copying = asyncio.create_task(back_up(place))
    go_on = backup._go_on

    def interrupted(stop: Event) -> None:
        copying.get_loop().call_soon_threadsafe(copying.cancel)
        stop.wait(10)
        go_on(stop)

    monkeypatch.setattr(backup, "_go_on", interrupted)
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert list((path.parent / "backups").iterdir()) == []
    async with transaction(place, Access.WRITE) as session:
        await session.execute(text("DELETE FROM questions"))


async def test_backups_are_listed_newest_first_and_found_by_name(place: Location, path: Path) -> None:
    first, second = await back_up(place), await back_up(place)
    (path.parent / "backups" / "notes.txt").touch()
    assert [each.path for each in backups(path)] == [second, first]
    assert find(path, first.name) == first
    assert find(path, str(first)) == first
    with pytest.raises(QbankError, match=r"there is no backup 'none\.db'") as refusal:
        find(path, "none.db")
    assert refusal.value.kind is Kind.NOT_FOUND


async def test_a_backup_that_cannot_be_read_is_listed_without_numbers(place: Location, path: Path) -> None:
    made = await back_up(place)
    made.write_bytes(b"a letter" * 1000)
    assert [(each.revision, each.questions, each.size) for each in backups(path)] == [(None, None, 8000)]


async def test_a_backup_made_by_itself_says_before_what(place: Location) -> None:
    made = await back_up_before(place, "trash-empty")
    assert made.name.endswith("Z-before-trash-empty.db")
    assert examined(made).questions == 2
    assert find(Path(str(place)), made.name) == made


async def test_only_backups_made_by_itself_are_thinned(place: Location, path: Path) -> None:
    asked = await back_up(place)
    first = await back_up_before(place, "change")
    kept = [await back_up_before(place, "change") for _ in range(MOST_JUST + 3)][-MOST_JUST:]
    (first.parent / "bank-0005-20260101T000000.000000Z-before-change.txt").touch()
    assert {each.name for each in backups(path)} == {asked.name, first.name, *(made.name for made in kept)}
    assert len(list(first.parent.iterdir())) == 3 + MOST_JUST


async def test_a_link_among_the_backups_is_left_alone(place: Location, path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.db").write_bytes(b"mine")
    link = path.parent / "backups" / f"bank-{HEAD}-20260101T000000.000001Z-before-change.db"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "elsewhere.db")
    await back_up_before(place, "change")
    await back_up_before(place, "change")
    assert link.is_symlink()
