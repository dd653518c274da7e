"""Exit codes: what a script may rely on. `docs/exit-codes.md` is this table in prose."""

from enum import IntEnum

from qbank.errors import Kind


class ExitCode(IntEnum):
    """How a command ended; a signal n ends it with 128 + n."""

    OK = 0
    NEGATIVE = 1
    USAGE = 2
    PARTLY = 3
    NOT_FOUND = 4
    CONFLICT = 5
    BAD_DATA = 65
    UNAVAILABLE = 69
    BUG = 70
    CANNOT_CREATE = 73
    IO = 74
    BUSY = 75
    PERMISSION = 77
    CONFIGURATION = 78
    BROKEN_PIPE = 141


EXIT_FOR: dict[Kind, ExitCode] = {
    Kind.NEGATIVE: ExitCode.NEGATIVE,
    Kind.USAGE: ExitCode.USAGE,
    Kind.NOT_FOUND: ExitCode.NOT_FOUND,
    Kind.AMBIGUOUS: ExitCode.NOT_FOUND,
    Kind.CONFLICT: ExitCode.CONFLICT,
    Kind.BAD_DATA: ExitCode.BAD_DATA,
    Kind.NO_BANK: ExitCode.BAD_DATA,
    Kind.NEWER_SCHEMA: ExitCode.BAD_DATA,
    Kind.OLDER_SCHEMA: ExitCode.CONFIGURATION,
    Kind.UNAVAILABLE: ExitCode.UNAVAILABLE,
    Kind.CANNOT_CREATE: ExitCode.CANNOT_CREATE,
    Kind.IO: ExitCode.IO,
    Kind.BUSY: ExitCode.BUSY,
    Kind.PERMISSION: ExitCode.PERMISSION,
    Kind.CONFIGURATION: ExitCode.CONFIGURATION,
}
