"""Moving a bank's schema: the only module that knows Alembic."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from qbank.db.collation import compare_by_code_point
from qbank.db.engine import Waiting, for_migrations
from qbank.db.failures import explained
from qbank.db.location import Location
from qbank.db.schema import REVISIONS, holds_others, is_marked, newer, rank
from qbank.errors import Kind, QbankError


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move of the schema came to; `before` is None for a new bank, and `after` for one taken down."""

    before: str | None
    after: str | None
    backup: Path | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema's history."""

    id: str
    title: str


def scripts() -> Path:
    """Find the migrations: inside the installed package, or beside it in a checkout."""
    package = Path(str(resources.files("qbank")))
    packaged = package / "_alembic"
    return packaged if packaged.is_dir() else package.parent / "alembic"


def config(connection: Connection | None = None) -> Config:
    """Build Alembic's configuration for a connection that is in its transaction already."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def history() -> list[Revision]:
    """List the schema's revisions, newest first."""
    walk = ScriptDirectory.from_config(config()).walk_revisions()
    return [Revision(step.revision, (step.doc or "").rstrip(".")) for step in walk]


async def move(
    location: Location,
    target: str,
    *,
    backup: Callable[[Connection, str], Path] | None = None,
    waiting: Waiting | None = None,
) -> Moved:
    """Bring a bank's schema to `target`: 'head', a revision, '-1' for one step down, 'base' for none.

    The whole chain is one transaction with other writers shut out; `backup`, given the revision, is made
    before the first step. Raises QbankError where the schema is newer or a foreign key would dangle after.
    """
    async with for_migrations(location, waiting) as connection:
        return await connection.run_sync(_move, location, target, backup)


def _move(
    connection: Connection,
    location: Location,
    target: str,
    backup: Callable[[Connection, str], Path] | None,
) -> Moved:
    before = _current(connection, location)
    wanted = _resolve(target, before)
    if wanted == before:
        return Moved(before, before)
    made = backup(connection, before) if backup is not None and before is not None else None
    dangling = _dangling(connection)
    step = command.upgrade if rank(wanted) > rank(before) else command.downgrade
    with _saying_what_failed_first(connection), warnings.catch_warnings():
        # A rebuilt table is reflected with those it refers to, and SQLAlchemy reflects no expression index.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        step(config(connection), wanted or "base")
    if connection.dialect.name == "postgresql":
        compare_by_code_point(connection)
    _require_sound(connection, dangling)
    return Moved(before, wanted, made)


@contextmanager
def _saying_what_failed_first(connection: Connection) -> Iterator[None]:
    """Explain the first failure: after it SQLite has undone all, and Alembic drops a table that is gone."""
    failed: list[BaseException] = []
    event.listen(connection.engine, "handle_error", lambda context: failed.append(context.original_exception))
    try:
        yield
    except DBAPIError as error:
        if failed and (known := explained(failed[0])) is not None:
            raise known from error
        raise


def _current(connection: Connection, location: Location) -> str | None:
    heads = MigrationContext.configure(connection).get_current_heads()
    if (heads or holds_others(connection)) and not is_marked(connection):
        raise QbankError(
            Kind.BAD_DATA,
            f"{location} holds tables of another program",
            hint="name another file or an empty database with --db",
        )
    if heads and heads[0] not in REVISIONS:
        raise newer(location, heads[0])
    return heads[0] if heads else None


def older(before: str, told: str) -> str:
    """Decide which revision a bank of another goes back to; '-1' is one step.

    Raises QbankError where it is unknown or not older.
    """
    if before not in REVISIONS:
        raise QbankError(
            Kind.NEWER_SCHEMA, f"schema {before} is newer than this qbank", hint="take it back with that one"
        )
    wanted = _resolve(told, before)
    if wanted is None:
        raise QbankError(Kind.USAGE, f"schema {before} is the first", hint="there is none to go back to")
    if rank(wanted) >= rank(before):
        raise QbankError(
            Kind.USAGE,
            f"schema {wanted} is not older than {before}",
            hint="go forward with `qbank db upgrade`",
        )
    return wanted


def _resolve(target: str, before: str | None) -> str | None:
    if target == "head":
        return REVISIONS[-1]
    if target == "base":
        return None
    if target == "-1":
        return REVISIONS[rank(before) - 2] if rank(before) > 1 else None
    if target in REVISIONS:
        return target
    raise QbankError(
        Kind.USAGE,
        f"there is no revision {target!r}",
        hint=f"there are {', '.join(REVISIONS)}: see `qbank db history`",
    )


def _dangling(connection: Connection) -> int:
    if connection.dialect.name != "sqlite":
        # A server never let them go.
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())


def _require_sound(connection: Connection, dangling: int) -> None:
    """Undo the migration, by raising, where it left a row that refers to nothing."""
    if _dangling(connection) > dangling:
        raise QbankError(
            Kind.BAD_DATA,
            "the new schema would leave rows that refer to nothing; nothing was changed",
            hint="this is a fault of the migration: please report it",
        )
