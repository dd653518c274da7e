"""What a database driver raises, in words a person can act on."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exc

from qbank.db.server_failures import explained_server, is_of_server
from qbank.errors import Kind, QbankError

log = logging.getLogger("qbank.db")
# Without a handler of ours Python would print warnings by itself; `-v` adds one that is read.
log.addHandler(logging.NullHandler())
# A rollback that a signal cuts short does no harm: who opens the bank next undoes the rest. SQLAlchemy logs a
# traceback of it, which Python would print.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

_FULL = "there is no room left on the disk; nothing was changed"
# SQLite does not say whether its bank or its temporary files had no room.
_ROOM = "make room for the bank, and where temporary files go (TMPDIR), and run the command again"
_SQLITE: dict[int, tuple[Kind, str, str]] = {
    sqlite3.SQLITE_FULL: (Kind.IO, _FULL, _ROOM),
    sqlite3.SQLITE_IOERR: (
        Kind.IO,
        "the disk failed while the bank was read or written; nothing was changed",
        "check the disk and its free space, then run: qbank db check",
    ),
    sqlite3.SQLITE_READONLY: (
        Kind.PERMISSION,
        "the bank is read-only here; nothing was changed",
        "make the file and its folder writable; an interrupted write must be rolled back even to read",
    ),
    sqlite3.SQLITE_PERM: (Kind.PERMISSION, "the bank may not be opened", "check who owns the file"),
    sqlite3.SQLITE_CANTOPEN: (
        Kind.PERMISSION,
        "the bank cannot be opened",
        "check that the file and its folder may be read and written by you",
    ),
    sqlite3.SQLITE_NOTADB: (
        Kind.BAD_DATA,
        "the file is not a qbank bank",
        "name the right one with --db; `qbank db path` tells which was meant",
    ),
    sqlite3.SQLITE_CORRUPT: (
        Kind.BAD_DATA,
        "the bank's file is damaged",
        "do not write to it; `qbank db restore` lists the backups",
    ),
    sqlite3.SQLITE_BUSY: (
        Kind.BUSY,
        "another program is writing to the bank",
        "try again when it has ended, or wait longer with --wait SECONDS",
    ),
    sqlite3.SQLITE_INTERRUPT: (Kind.BUSY, "interrupted; nothing was changed", "run the command again"),
}
_SQLITE_EXTENDED: dict[int, tuple[Kind, str, str]] = {
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        Kind.PERMISSION,
        "a write to the bank was interrupted and must be undone first, but the bank is read-only here",
        "make the file and its folder writable for one command",
    ),
    # SQLite reports it when the journal is gone, which is what commits: the change is made, and stays unless
    # the power is cut before the disk has written the folder by itself.
    sqlite3.SQLITE_IOERR_DIR_FSYNC: (
        Kind.IO,
        "the disk did not confirm that the change is on it; the bank is whole, with the change or without",
        "see with `qbank log` whether it is there; check the disk and its free space",
    ),
    sqlite3.SQLITE_READONLY_DBMOVED: (
        Kind.BUSY,
        "another file took the bank's place while the command ran; nothing was changed",
        "run the command again",
    ),
}
_DAMAGE = ("unsupported file format", "invalid fts5 file format", "Could not decode to UTF-8")
"""Damage that SQLite, its full text index and Python's driver report under no code of its own."""
_ERRNO = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EFBIG: _FULL}


@contextmanager
def explaining() -> Iterator[None]:
    """Raise what a driver raises inside the block in a person's words."""
    try:
        yield
    except Exception as error:
        if (known := explained(error)) is not None:
            raise known from error
        raise


def explained(error: BaseException) -> QbankError | None:
    """Put a driver's error into a person's words; None where it is not the driver's but a bug."""
    if isinstance(error, exc.IntegrityError):
        # A server's second line names the values that clash, which nobody else is to read.
        said = str(error.orig).partition("\n")[0]
        log.warning("database_integrity_error: %s", said)
        return QbankError(
            Kind.CONFLICT,
            f"that would break a rule of the bank: {said}",
            hint="nothing was changed; look at what is there already",
        )
    cause: Any = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause)
    if is_of_server(cause):
        return explained_server(cause)
    if isinstance(cause, OSError) and cause.errno in _ERRNO:
        return QbankError(Kind.IO, _ERRNO[cause.errno], hint="make room and run the command again")
    return None


def damaged() -> QbankError:
    """Build the refusal of a file whose content cannot be right."""
    kind, message, hint = _SQLITE[sqlite3.SQLITE_CORRUPT]
    return QbankError(kind, message, hint=hint)


def _sqlite(error: sqlite3.Error) -> QbankError | None:
    if any(words in str(error) for words in _DAMAGE):
        return damaged()
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    known = _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF)
    if known is None:
        return None
    kind, message, hint = known
    return QbankError(kind, message, hint=hint)


def busy(seconds: float) -> QbankError:
    """Build the refusal of a bank that was not free in the time one waits for it."""
    return QbankError(
        Kind.BUSY,
        f"another program has been using the bank for {seconds:g} seconds",
        hint="try again when it has ended, or wait longer with --wait SECONDS",
    )
