"""What a server says when it refuses, in words a person can act on.

Told by the codes of the SQL standard and PostgreSQL (postgresql.org/docs/15/errcodes-appendix.html); the
driver is not imported, so that a bank in a file does not pay for it.
"""

from typing import Any

from qbank.errors import Kind, QbankError

AWAY = "the connection to the server was lost; what was not saved yet is undone"
_AGAIN = "see with `qbank log` what is there, and run the command again"
_UNREACHABLE = "see that it runs and can be reached: pg_isready; `qbank db path` tells which was meant"
_NOT_REACHED = ("connection failed", "failed to resolve", "connection timeout", "[Errno")
_STATES: dict[str, tuple[Kind, str, str]] = {
    "28000": (Kind.PERMISSION, "the server does not let you in", "see the user, and ~/.pgpass or PGPASSWORD"),
    "28P01": (
        Kind.PERMISSION,
        "the server refuses the password",
        "put the right one in ~/.pgpass or PGPASSWORD",
    ),
    "3D000": (Kind.UNAVAILABLE, "the server has no such database", "make it first: createdb NAME"),
    "42501": (
        Kind.PERMISSION,
        "the server does not let you do that",
        "ask who owns the database for the right",
    ),
    "25006": (Kind.PERMISSION, "the server only lets you read", "name the server that is written to"),
    "53100": (
        Kind.IO,
        "the server's disk is full; nothing was changed",
        "make room and run the command again",
    ),
    "53200": (Kind.BUSY, "the server is out of memory; nothing was changed", "run the command again later"),
    "53300": (Kind.BUSY, "the server has as many connections as it takes", "run the command again later"),
    "54000": (Kind.BAD_DATA, "that is more than the server can hold; nothing was changed", "make it smaller"),
    "55P03": (
        Kind.BUSY,
        "another program is using the bank; nothing was changed",
        "try again, or --wait longer",
    ),
    "57014": (Kind.BUSY, "the server ended the command; nothing was changed", "run the command again"),
    "22021": (
        Kind.BAD_DATA,
        "the server's database cannot hold that character; nothing was changed",
        "a bank needs a database in UTF-8: createdb -E UTF8 -T template0 NAME",
    ),
    "XX001": (Kind.BAD_DATA, "the server's data are damaged", "do not write to it; see the server's log"),
    "XX002": (Kind.BAD_DATA, "an index of the server is damaged", "have it made anew: REINDEX DATABASE"),
}
AT_ONCE = ("40001", "40P01")
"""Two programs wrote at once, and this one was undone: it may be run again."""


def is_of_server(error: BaseException) -> bool:
    """Tell whether an error is the driver's of a server."""
    return type(error).__module__.partition(".")[0] == "psycopg"


def at_once(error: BaseException) -> bool:
    """Tell whether the server undid a transaction because of another one."""
    return getattr(error, "sqlstate", None) in AT_ONCE


def explained_server(error: Any) -> QbankError | None:
    """Put a server's error into a person's words; None where it is not the server's but a bug."""
    state: str | None = error.sqlstate
    if at_once(error):
        return QbankError(
            Kind.BUSY,
            "another program changed the bank at the same time; nothing was changed",
            hint="run the command again",
            details={"at_once": True},
        )
    if state in _STATES:
        kind, message, hint = _STATES[state]
        return QbankError(kind, message, hint=hint)
    if state is not None and not state.startswith(("08", "57P")):
        return None
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout") and state is None:
        return None
    return _away(error)


def _away(error: Any) -> QbankError:
    """Tell a server that was not reached from one that went away in the middle."""
    said = str(error).strip().splitlines() or [""]
    if said[0].startswith(_NOT_REACHED) or type(error).__name__ == "ConnectionTimeout":
        return QbankError(Kind.UNAVAILABLE, f"the server cannot be reached: {said[-1]}", hint=_UNREACHABLE)
    return QbankError(Kind.UNAVAILABLE, AWAY, hint=_AGAIN)
