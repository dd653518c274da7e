"""What schema a bank has, told without Alembic, which costs more start-up than all the rest."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.beside import backup_paths, began_empty, companions
from qbank.db.header import APPLICATION_ID
from qbank.db.location import Location
from qbank.db.strange_objects import STRANGE
from qbank.errors import Kind, QbankError

_MAGIC = b"SQLite format 3\0"
HEAD = "0008"
"""The newest revision; a test holds it against the migrations."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""All revisions, oldest first."""


def require_file(location: Location) -> None:
    """Raise QbankError where there is no bank, with how to begin one."""
    if location.path is not None and is_blank(location.path):
        raise no_bank(location)


def no_bank(location: Location) -> QbankError:
    """Build the refusal of a place that holds nothing yet."""
    return QbankError(
        Kind.NO_BANK,
        f"there is no bank at {location}",
        hint="begin one with `qbank question import FILE` or `qbank db upgrade`",
    )


def is_blank(path: Path) -> bool:
    """Tell whether a file is missing or empty; one beside traces of a bank is refused.

    Raises QbankError where the file lost its content: to start anew there would hide the loss, and a journal
    left behind would be played into the new bank. So it does where something else is in the file.
    """
    # Asked before the file: a bank that is being made has its name before its first journal.
    interrupted = companions(path)
    if path.is_dir():
        raise QbankError(Kind.USAGE, f"{path} is a folder, not a bank", hint="name a file with --db")
    exists = path.exists()
    if exists and path.stat().st_size > 0:
        # A journal beside it may bring back the beginning of a file that was torn.
        if not interrupted:
            _require_database(path)
        return False
    if exists:
        # Somebody may be filling the empty file this moment, or have crashed over it: that loses nothing.
        interrupted = [journal for journal in interrupted if not began_empty(journal)]
    if interrupted or (exists and backup_paths(path)):
        raise QbankError(
            Kind.BAD_DATA,
            f"{path} is {'empty' if exists else 'missing'}, but it has held a bank",
            hint="see what can be brought back with `qbank db restore`, or move what is left of it away",
        )
    return True


def _require_database(path: Path) -> None:
    """Refuse, by its name, a file that does not begin as SQLite's do (sqlite.org/fileformat2.html, 1.3)."""
    # Who may not read it is told so when it is opened.
    with suppress(OSError), path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise not_a_bank(path)


async def require_current(session: AsyncSession, location: Location) -> None:
    """Raise QbankError unless the bank's schema is the one this qbank knows."""
    revision = await require_bank(session, location)
    if revision == HEAD:
        return
    if revision in REVISIONS:
        raise QbankError(
            Kind.OLDER_SCHEMA,
            f"{location} has schema {revision}, this qbank needs {HEAD}",
            hint="bring it up with `qbank db upgrade`, which makes a backup first",
        )
    raise newer(location, revision)


async def require_bank(session: AsyncSession, location: Location) -> str:
    """Give the revision of a bank, whichever it is. Raises QbankError where there is no bank."""
    connection = await session.connection()
    marked = await connection.run_sync(is_marked)
    if marked and location.path is not None and (strange := (await session.execute(text(STRANGE))).first()):
        raise _strange(location, *strange)
    revision = await connection.run_sync(_revision)
    if revision is not None and marked:
        return revision
    if location.path is None and not await connection.run_sync(holds_others):
        raise no_bank(location)
    raise not_a_bank(location)


def _strange(location: Location, kind: str, name: str) -> QbankError:
    return QbankError(
        Kind.BAD_DATA,
        f"{location} holds a {kind} {name!r}, which no qbank made; nothing in the file was used",
        hint="ask who gave you the file for its questions: qbank question export --all -o FILE",
    )


def not_a_bank(location: Location | Path) -> QbankError:
    """Build the refusal of a file that something else wrote."""
    return QbankError(
        Kind.BAD_DATA,
        f"{location} is not a qbank bank",
        hint="name the right one with --db; `qbank db path` tells which was meant",
    )


def rank(revision: str | None) -> int:
    """Number a revision; 0 stands for none."""
    return 0 if revision is None else REVISIONS.index(revision) + 1


def stamp(connection: Connection) -> None:
    """Write into the file's header that it is a bank, and the number of its schema; 0 where it is none."""
    revision = _revision(connection)
    known = revision is None or revision in REVISIONS
    _set(connection, "application_id", 0 if revision is None else APPLICATION_ID)
    _set(connection, "user_version", rank(revision) if known else len(REVISIONS) + 1)


def _revision(connection: Connection) -> str | None:
    # The tables are asked for first: on a server a question that fails is the end of the transaction.
    if "alembic_version" not in _tables(connection):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return None if found is None else str(found)


def is_marked(connection: Connection) -> bool:
    """Tell whether tables are a bank's: by the file's header, on a server by one that only qbank has."""
    if connection.dialect.name == "sqlite":
        return bool(connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID)
    return "question_texts" in _tables(connection)


def holds_others(connection: Connection) -> bool:
    """Tell whether there is any table but the one that is left when all migrations are taken back."""
    return bool(_tables(connection) - {"alembic_version"})


def _tables(connection: Connection) -> set[str]:
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    if connection.dialect.name == "sqlite":
        listed = "SELECT tbl_name FROM sqlite_master"
    return set(connection.exec_driver_sql(listed).scalars())


def _set(connection: Connection, name: str, value: int) -> None:
    # Setting even the same value writes the file.
    if connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() != value:
        connection.exec_driver_sql(f"PRAGMA {name}={value}")


def newer(location: Location, revision: str) -> QbankError:
    """Build the refusal of a bank that a later qbank wrote."""
    return QbankError(
        Kind.NEWER_SCHEMA,
        f"{location} was written by a newer qbank (schema {revision}; this one knows up to {HEAD})",
        hint="update qbank, or restore an older backup with `qbank db restore`",
    )
