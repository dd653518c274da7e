import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from qbank.db import migrations
from qbank.db.backup import examined, keeper
from qbank.db.engine import Waiting, for_migrations
from qbank.db.header import APPLICATION_ID
from qbank.db.location import Location
from qbank.db.schema import HEAD, REVISIONS
from qbank.errors import Kind, QbankError
from qbank.models import Base

FAILING = '''"""A step that goes wrong at its end."""
from alembic import op
import sqlalchemy as sa
revision, down_revision = "further", "HEAD"
def upgrade():
    op.add_column("questions", sa.Column("weight", sa.Integer()))
    op.execute("DELETE FROM questions")
    {end}
def downgrade():
    op.drop_column("questions", "weight")
'''.replace("HEAD", HEAD)


def dump(path: Path) -> dict[str, list[Any]]:
    """Give every row of every table, by table."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in Base.metadata.tables
        }


COLUMN_ENDS = r"\n|,\s+(?![^()]*\))"
"""A column added in place stands on the line of the one before it."""


def schema_of(connection: Any) -> dict[str, list[str]]:
    """Give the parts that made every table and index, sorted: a rebuilt table keeps no order."""
    made = (
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'question_search%'"
    )
    return {name: parts_of(sql) for name, sql in connection.execute(made) if name != "alembic_version"}


def parts_of(sql: str) -> list[str]:
    """Give the columns and constraints of a table, with the words that stand around them, sorted."""
    parts = re.split(COLUMN_ENDS, sql.replace('"', "").strip().removesuffix(")"))
    return sorted(part.strip(" \t,") for part in parts if part.strip())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The migrations and one more, in a folder of their own; the test writes it."""
    folder = tmp_path / "alembic"
    shutil.copytree(migrations.scripts(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "scripts", lambda: folder)
    monkeypatch.setattr("qbank.db.schema.REVISIONS", (*REVISIONS, "further"))
    monkeypatch.setattr(migrations, "REVISIONS", (*REVISIONS, "further"))
    yield folder / "versions" / "further.py"


def test_the_revisions_qbank_knows_are_those_there_are() -> None:
    steps = ScriptDirectory.from_config(migrations.config()).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == REVISIONS
    assert REVISIONS[-1] == HEAD
    assert [step.id for step in migrations.history()] == list(REVISIONS[::-1])


@pytest.mark.filterwarnings("ignore:.*expression-based index")
async def test_autogenerate_finds_nothing_to_do(place: Location) -> None:
    def compared(connection: Connection) -> list[Any]:
        def ours(name: str | None, kind: str, parents: Any) -> bool:
            return not (kind == "table" and (name or "").startswith("question_search"))

        context = MigrationContext.configure(connection, opts={"include_name": ours})
        return list(compare_metadata(context, Base.metadata))

    async with for_migrations(place) as connection:
        assert await connection.run_sync(compared) == []


def test_migrating_and_making_all_tables_come_to_the_same(path: Path) -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    raw = engine.raw_connection()
    with closing(sqlite3.connect(path)) as migrated:
        assert schema_of(migrated) == schema_of(raw)
    raw.close()
    engine.dispose()


async def test_rows_of_every_table_come_through_down_and_up(place: Location, path: Path) -> None:
    before = dump(path)
    assert all(before.values())
    for number, question in enumerate(before["questions"]):
        before["questions"][number] = tuple(None if value == 4.5 else value for value in question)
    for newer in ("field_definitions", "notes", "saved_queries"):
        before[newer] = []
    down = await migrations.move(place, "0001")
    up = await migrations.move(place, "head")
    assert (down.before, down.after, up.after) == (HEAD, "0001", HEAD)
    assert dump(path) == before


async def test_what_is_searched_survives_a_move(place: Location, path: Path) -> None:
    await migrations.move(place, "0001")
    await migrations.move(place, "head")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO question_search(question_search, rank) VALUES('integrity-check', 1)")
        hit = "SELECT rowid FROM question_search WHERE question_search MATCH 'cell'"
        assert connection.execute(hit).fetchall() == [(1,)]


async def test_with_foreign_keys_on_a_rebuilt_table_would_take_its_children_along(path: Path) -> None:
    # The trap that opening the bank for migrations avoids: it must stay visible that it is one.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("CREATE TABLE new AS SELECT * FROM questions")
        connection.execute("DROP TABLE questions")
        assert connection.execute("SELECT count(*) FROM import_items").fetchone() == (0,)


async def test_a_move_makes_a_backup_of_the_old_schema_first(place: Location, path: Path) -> None:
    done = await migrations.move(place, "-1", backup=keeper(path))
    assert done.backup is not None
    kept = examined(done.backup)
    assert (kept.revision, kept.questions) == (HEAD, 2)
    assert done.backup.parent == path.parent / "backups"


async def test_a_current_bank_is_not_written_and_not_backed_up(place: Location, path: Path) -> None:
    before = digest(path)
    done = await migrations.move(place, "head", backup=keeper(path))
    assert (done.before, done.after, done.backup) == (HEAD, HEAD, None)
    assert digest(path) == before
    assert [each.name for each in path.parent.iterdir()] == ["bank.db"]


@pytest.mark.parametrize("end", ["raise RuntimeError('wrong')", "op.execute('SELECT nonsense')"])
async def test_a_step_that_fails_leaves_the_file_as_it_was(
    place: Location, path: Path, further: Path, end: str
) -> None:
    further.write_text(FAILING.format(end=end))
    before = digest(path)
    with pytest.raises(Exception, match=r"wrong|nonsense"):
        await migrations.move(place, "further", backup=keeper(path))
    assert digest(path) == before
    (kept,) = (path.parent / "backups").iterdir()
    assert examined(kept).questions == 2


async def test_a_chain_that_fails_at_its_last_step_takes_none(
    place: Location, path: Path, further: Path
) -> None:
    await migrations.move(place, "0001")
    before = digest(path)
    further.write_text(FAILING.format(end="raise RuntimeError('wrong')"))
    with pytest.raises(RuntimeError, match="wrong"):
        await migrations.move(place, "further")
    assert digest(path) == before


async def test_a_step_that_leaves_rows_dangling_is_undone(place: Location, path: Path, further: Path) -> None:
    further.write_text(FAILING.format(end="pass"))
    before = digest(path)
    with pytest.raises(QbankError, match="rows that refer to nothing; nothing was changed"):
        await migrations.move(place, "further")
    assert digest(path) == before


async def test_a_newer_bank_is_not_touched(place: Location, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = digest(path)
    with pytest.raises(QbankError, match=rf"9999.*knows up to {HEAD}") as refusal:
        await migrations.move(place, "head", backup=keeper(path))
    assert refusal.value.kind is Kind.NEWER_SCHEMA
    assert digest(path) == before


@pytest.mark.parametrize("theirs", ["CREATE TABLE t (x)", "CREATE TABLE alembic_version (version_num)"])
async def test_another_programs_file_is_not_touched(tmp_path: Path, theirs: str) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(theirs)
        if "alembic" in theirs:
            connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    before = digest(path)
    with pytest.raises(QbankError, match="another program") as refusal:
        await migrations.move(Location(path=path), "head")
    assert refusal.value.kind is Kind.BAD_DATA
    assert digest(path) == before


async def test_a_bank_taken_down_to_nothing_comes_up_again(place: Location, path: Path) -> None:
    await migrations.move(place, "base")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0,)
    await migrations.move(place, "head")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


async def test_somebody_who_writes_is_waited_for(place: Location, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(QbankError) as refusal:
            await migrations.move(place, "-1", waiting=Waiting(0.1))
    assert refusal.value.kind is Kind.BUSY


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (HEAD, "not older"),
        (REVISIONS[-2], None),
        ("-1", None),
        ("base", "is the first"),
        ("0000", "no revision"),
    ],
)
def test_one_goes_back_only_to_what_is_older(told: str, said: str | None) -> None:
    if said is None:
        assert migrations.older(HEAD, told) == REVISIONS[-2]
        return
    with pytest.raises(QbankError, match=said) as refusal:
        migrations.older(HEAD, told)
    assert refusal.value.kind is Kind.USAGE


@pytest.mark.parametrize("seen", ["backups/.*", "backups/bank-*", "bank.db-journal"])
async def test_an_upgrade_that_is_killed_leaves_one_schema_or_the_other(
    place: Location, path: Path, start: Any, seen: str
) -> None:
    await migrations.move(place, "0001")
    before = digest(path)
    process = start("--db", str(path), "db", "upgrade")
    while process.poll() is None and not any(path.parent.glob(seen)):
        pass
    process.kill()
    process.communicate()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept = list(path.parent.glob("backups/bank-*"))
    assert all(examined(each).questions == 2 for each in kept)
    assert examined(path).revision == HEAD or digest(path) == before
    assert (await migrations.move(place, "head")).after == HEAD
    assert examined(path).questions == 2
