"""Copies of a bank: each made whole, checked, on the disk, and only then named."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.util import await_only

from qbank.db.beside import backup_path, backup_paths, backups_folder, own_backups
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.failures import explaining
from qbank.db.files import draft_for, publish, sync_file, sync_folder
from qbank.db.header import APPLICATION_ID
from qbank.db.location import Location, file_of
from qbank.db.schema import require_bank, require_file
from qbank.db.sqlite_engine import uri
from qbank.db.strange_objects import STRANGE
from qbank.domain.thinning import worth_keeping
from qbank.errors import Kind, QbankError

T = TypeVar("T")
PAGES_A_STEP = 1024
"""How many pages are copied before somebody may interrupt; 4 MiB."""
_DONE = "SELECT EXISTS (SELECT 1 FROM questions) OR EXISTS (SELECT 1 FROM changes)"
STEPS_A_LOOK = 100_000
"""How many of SQLite's steps a check runs before somebody may interrupt."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a bank. Revision and number of live questions are None where the file cannot be read."""

    path: Path
    revision: str | None
    questions: int | None
    size: int
    made_at: datetime

    @property
    def name(self) -> str:
        """Name the file as `restore` takes it."""
        return self.path.name


async def back_up(
    location: Location, target: Path | None = None, waiting: Waiting | None = None, *, replace: bool = False
) -> Path:
    """Copy a bank, of whichever schema, into its backups or a file; give the copy's path.

    Raises QbankError where the bank is damaged, or the file is there and not to be replaced.
    """
    bank = file_of(location)
    require_file(location)
    if target is not None:
        _require_free(target, bank, replace)
    async with transaction(location, Access.READ, waiting) as session:
        revision = await require_bank(session, location)
        return await _kept(bank, target or backup_path(bank, revision), replace=replace)


async def back_up_before(location: Location, what: str, waiting: Waiting | None = None) -> Path:
    """Copy a bank into its backups before something is done to it, and thin the copies made like that.

    `what` becomes part of the copy's name. Raises QbankError as `back_up` does.
    """
    bank = file_of(location)
    async with transaction(location, Access.READ, waiting) as session:
        return await _kept_by_itself(bank, await require_bank(session, location), what)


def keeper(bank: Path) -> Callable[[Connection, str], Path]:
    """Give what copies a bank before a migration, inside its transaction that keeps other writers out."""

    def keep(connection: Connection, revision: str) -> Path:
        return await_only(_kept_by_itself(bank, revision, "migration"))

    return keep


async def _kept_by_itself(bank: Path, revision: str, before: str) -> Path:
    """Copy a bank that nobody can write to now, and remove older copies that stand for no time of theirs.

    What cannot be removed stays: a copy too many harms nobody.
    """
    made = await _kept(bank, backup_path(bank, revision, before))
    own = own_backups(bank)
    for moment in own.keys() - worth_keeping(own):
        with suppress(OSError):
            own[moment].unlink()
    return made


def backups(bank: Path) -> list[Backup]:
    """List a bank's backups, newest first."""
    return [examined(path) for path in backup_paths(bank)]


def find(bank: Path, told: str) -> Path:
    """Find a backup by its path or by its name alone. Raises QbankError where there is none."""
    for path in (Path(told).expanduser(), backups_folder(bank) / told, bank.with_name(Path(told).name)):
        if path.is_file():
            return path.absolute()
    raise QbankError(
        Kind.NOT_FOUND, f"there is no backup {told!r}", hint="see which there are with `qbank db restore`"
    )


def examined(path: Path) -> Backup:
    """Tell what a file holds, without a check of all of it."""
    status = path.stat()
    revision, questions = _facts(path)
    return Backup(path, revision, questions, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def is_unused(path: Path) -> bool:
    """Tell whether nothing was ever done to a bank, so that a copy of it would hold nothing."""
    with suppress(sqlite3.Error), closing(_open(path, "ro")) as bank:
        done: tuple[int] = bank.execute(_DONE).fetchone()
        return not done[0]
    return False


def _require_free(target: Path, bank: Path, replace: bool) -> None:
    if not target.parent.is_dir():
        raise QbankError(
            Kind.CANNOT_CREATE, f"there is no folder {target.parent}", hint="make it, or name another file"
        )
    if not target.exists():
        return
    if target.samefile(bank):
        raise QbankError(Kind.USAGE, f"{target} is the bank itself", hint="name another file")
    if not target.is_file():
        raise QbankError(Kind.CANNOT_CREATE, f"{target} is not a file", hint="name a file in it")
    if not replace:
        raise _taken(target)


def _taken(target: Path) -> QbankError:
    return QbankError(
        Kind.CANNOT_CREATE, f"{target} is there already", hint="name another file, or replace it with --force"
    )


async def _kept(bank: Path, target: Path, *, replace: bool = False) -> Path:
    """Copy a bank that nobody can write to now under a name of its own."""
    draft = draft_for(target)
    try:
        await copy_checked(bank, draft)
        if replace:
            draft.replace(target)
        elif not publish(draft, target):
            raise _taken(target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)
    return target


async def copy_checked(source: Path, draft: Path) -> None:
    """Copy a bank that nobody can write to now into an empty file, check it and wait until it is on the disk.

    Raises QbankError where the copy is damaged.
    """
    with explaining():
        await _in_thread(lambda stop: _copy(source, draft, stop))


async def _in_thread(work: Callable[[Event], T]) -> T:
    """Work beside the event loop, so that a signal is heard; the work is told to stop, and waited for.

    A copy that went on behind our back would leave a journal beside a draft that is gone.
    """
    stop = Event()
    working = asyncio.ensure_future(asyncio.to_thread(work, stop))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.gather(working, return_exceptions=True)
        raise


async def fill(source: Path, bank: Path) -> None:
    """Copy a checked file into an empty one that others may be opening: whole or not at all."""
    with explaining():
        await _in_thread(lambda stop: _fill(source, bank, stop))


def _fill(source: Path, bank: Path, stop: Event) -> None:
    with closing(_open(source, "ro")) as old, closing(_open(bank, "rw")) as new:
        new.execute("PRAGMA synchronous=EXTRA")
        old.backup(new, pages=PAGES_A_STEP, progress=lambda *step: _go_on(stop))


def _copy(source: Path, draft: Path, stop: Event) -> None:
    with closing(_open(source, "ro")) as old, closing(_open(draft, "rw")) as new:
        # The draft has no name yet: what a crash leaves of it is thrown away.
        new.execute("PRAGMA synchronous=OFF")
        old.backup(new, pages=PAGES_A_STEP, progress=lambda *step: _go_on(stop))
        new.execute("PRAGMA journal_mode=DELETE")
        new.set_progress_handler(stop.is_set, STEPS_A_LOOK)
        found = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise QbankError(
            Kind.BAD_DATA,
            f"{source} is damaged, and no copy was kept: {found.splitlines()[0]}",
            hint="see what is wrong with `qbank db check`, and the backups with `qbank db restore`",
        )
    sync_file(draft)


def _go_on(stop: Event) -> None:
    if stop.is_set():
        raise InterruptedError


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(uri(path, mode), uri=True, timeout=1, isolation_level=None)


def _facts(path: Path) -> tuple[str | None, int | None]:
    """Read a copy's revision and count its live questions; None for what cannot be read."""
    try:
        with closing(_open(path, "ro")) as copy:
            if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None, None
            if copy.execute(STRANGE).fetchone() is not None:
                return None, None
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            (questions,) = copy.execute("SELECT count(*) FROM questions WHERE deleted_at IS NULL").fetchone()
    except (sqlite3.Error, TypeError):
        return None, None
    return revision, questions
