import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.db.schema import require_current, require_file
from qbank.errors import Kind, QbankError


def header(path: Path) -> None:
    path.write_bytes(b"This is a letter, and no bank. " * 200)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def missing(path: Path) -> None:
    path.unlink()


def run(statement: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (missing, Kind.NO_BANK, "there is no bank at"),
        (empty, Kind.NO_BANK, "there is no bank at"),
        (header, Kind.BAD_DATA, r"[.]db is not a qbank bank"),
        (truncated, Kind.BAD_DATA, "damaged"),
        (run("PRAGMA application_id=7"), Kind.BAD_DATA, "not a qbank bank"),
        (run("DROP TABLE alembic_version"), Kind.BAD_DATA, "not a qbank bank"),
        (run("UPDATE alembic_version SET version_num='0001'"), Kind.OLDER_SCHEMA, "has schema 0001"),
        (run("UPDATE alembic_version SET version_num='9999'"), Kind.NEWER_SCHEMA, "newer qbank .schema 9999"),
    ],
)
async def test_a_file_that_is_no_current_bank_is_refused_and_left_alone(
    place: Location, path: Path, spoil: Callable[[Path], None], kind: Kind, said: str
) -> None:
    spoil(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(QbankError, match=said) as refusal:
        require_file(place)
        async with transaction(place, Access.READ) as session:
            await require_current(session, place)
    assert refusal.value.kind is kind
    assert refusal.value.hint
    assert (path.read_bytes() if path.exists() else None) == before
