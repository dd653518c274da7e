"""A bank that any released qbank wrote is brought up to date with every row it had, or left as it is."""

import lzma
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import create_engine

from qbank.db import migrations
from qbank.db.location import Location
from qbank.db.schema import HEAD, REVISIONS
from qbank.models import Base
from tests.db.test_migrations import schema_of
from tests.faults.bank_states import faults_of
from tests.faults.conftest import Record
from tests.faults.forks import ROOT, Forks
from tests.faults.stages import environment_of
from tests.faults.tally import Tally, count

FROZEN = ROOT / "tests" / "db" / "frozen"
Thaw = Callable[[str], Path]
Tables = dict[str, set[tuple[tuple[str, Any], ...]]]
DERIVED = "question_texts"
"""A reader's text of each question, which a migration may spell anew; `db check` holds it to the question."""

FAILING = """
revision, down_revision = "9999", {head!r}
def upgrade():
    from alembic import op
    op.execute("CREATE TABLE half_done (id INTEGER)")
    op.execute("DELETE FROM questions")
    op.execute("SELECT nonsense")
def downgrade(): pass
"""


@pytest.fixture
def thaw(tmp_path: Path) -> Thaw:
    """Lay out a home with the bank of a release."""

    def thawed(revision: str) -> Path:
        bank = tmp_path / "stage" / "home" / "bank.db"
        shutil.rmtree(tmp_path / "stage", ignore_errors=True)
        bank.parent.mkdir(parents=True)
        bank.write_bytes(lzma.decompress((FROZEN / f"{revision}.db.xz").read_bytes()))
        return bank

    return thawed


def tables(bank: Path) -> Tables:
    """Read every row of every table, each value with its column's name."""
    found: Tables = {}
    with closing(connect(bank)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            # Texts to be searched are derived, by each release in its own way; `db check` holds them.
            if name not in ("alembic_version", "question_texts") and not name.startswith("question_search"):
                cursor = connection.execute(f'SELECT * FROM "{name}"')
                heads = [head[0] for head in cursor.description]
                found[name] = {tuple(zip(heads, row, strict=True)) for row in cursor}
    return found


def lost(old: Tables, new: Tables) -> list[str]:
    """List the rows of an old bank that are not, value by value, in what became of it."""
    missing = []
    for name, rows in old.items():
        if name == DERIVED:
            continue
        columns = {head for row in rows for head, _ in row}
        kept = {tuple(pair for pair in row if pair[0] in columns) for row in new[name]}
        missing += [f"{name}: {row}"[:300] for row in rows if frozenset(row) not in set(map(frozenset, kept))]
    return missing


def test_there_is_a_bank_of_every_release_with_rows_in_every_table(thaw: Thaw) -> None:
    assert [path.name.removesuffix(".db.xz") for path in sorted(FROZEN.glob("*.xz"))] == list(REVISIONS)
    for revision in REVISIONS:
        assert all(tables(thaw(revision)).values()), revision


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_of_an_old_bank_comes_through_the_upgrade(
    revision: str, thaw: Thaw, forks: Forks, held: Record
) -> None:
    tally = Tally("upgrade of a released bank", f"schema {revision}", points=1)
    bank = thaw(revision)
    environment, old = environment_of(bank.parents[1]), tables(bank)
    code, said = forks.run(("db", "upgrade"), environment)
    tally.heard(said)
    assert code == 0, said
    new = tables(bank)
    for row in lost(old, new):
        tally.add("lost", row)
    if {name: len(rows) for name, rows in old.items()} != {name: len(new[name]) for name in old}:
        tally.add("partial", "rows were added")
    code, said = forks.run(("db", "check"), environment)
    if faults_of(bank) or code:
        tally.add("corrupt", said)
    # What was changed before the upgrade is taken back after it: the journal is as old as its release.
    undone, said = forks.run(("undo",), environment)
    tally.heard(said)
    assert undone == 0, said
    tally.seen = f"{sum(map(len, old.values())):,} rows"
    held(tally)


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgraded_bank_has_the_schema_of_a_new_one(revision: str, thaw: Thaw, forks: Forks) -> None:
    bank = thaw(revision)
    assert forks.run(("db", "upgrade"), environment_of(bank.parents[1]))[0] == 0
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    raw = engine.raw_connection()
    with closing(connect(bank)) as upgraded:
        assert schema_of(upgraded) == schema_of(raw)
    raw.close()
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_failing_migration_leaves_an_old_bank_as_it_was_and_the_next_try_succeeds(
    revision: str, thaw: Thaw, forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: Record
) -> None:
    tally = Tally("a migration that fails at its last step", f"schema {revision}", points=1)
    bank = thaw(revision)
    before, place = bank.read_bytes(), Location(path=bank)
    folder = tmp_path / "alembic"
    shutil.copytree(migrations.scripts(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_failing.py").write_text(FAILING.format(head=HEAD))
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "scripts", lambda: folder)
        patched.setattr("qbank.db.schema.REVISIONS", (*REVISIONS, "9999"))
        patched.setattr(migrations, "REVISIONS", (*REVISIONS, "9999"))
        with pytest.raises(Exception, match="nonsense"):
            await migrations.move(place, "9999")
    if bank.read_bytes() != before:
        tally.add("partial", "the file is changed")
    code, said = forks.run(("db", "upgrade"), environment_of(bank.parents[1]))
    tally.heard(said)
    if code or faults_of(bank):
        tally.add("lost", said)
    held(tally)


def test_a_backup_takes_the_place_of_a_bank_that_is_damaged(thaw: Thaw, forks: Forks, held: Record) -> None:
    tally = Tally("restore of a backup", "a file with a page of zeroes")
    for point in range(count(20, 1)):
        bank = thaw(HEAD)
        environment, before = environment_of(bank.parents[1]), tables(bank)
        _, written, _ = forks.read(("db", "backup"), environment)
        damaged = bytearray(bank.read_bytes())
        start = 4096 * (point % (len(damaged) // 4096))
        damaged[start : start + 4096] = bytes(4096)
        bank.write_bytes(damaged)
        code, said = forks.run(("db", "restore", written.decode().strip(), "--yes"), environment)
        tally.points += 1
        tally.heard(said)
        if code or tables(bank) != before:
            tally.add("lost", f"{point}: ends with {code}: {said}")
        (aside,) = bank.parent.glob("*before-restore*")
        if aside.read_bytes() != damaged:
            tally.add("partial", f"{point}: the damaged file is not kept as it was")
    held(tally)
