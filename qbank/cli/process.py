"""The edge of the process: exit codes, lost streams, no traceback for what is not a bug."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import typer

from qbank.cli import bank_told, interrupts, stderr
from qbank.cli.arguments import arranged
from qbank.cli.exits import EXIT_FOR, ExitCode
from qbank.cli.invocation import readable
from qbank.db import outcome
from qbank.errors import Kind, QbankError

# Typer carries its own Click since 0.26, and gives its errors no public name.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]
_WHETHER = "see with `qbank log` whether it is there; `qbank undo` takes it back"
_LOST = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF)


def start(words: Sequence[str]) -> int:
    """Run one command line and give its exit code; whatever happens is said on stderr."""
    if sys.stdout is None:
        stderr.problem("io", "standard output is closed")
        return ExitCode.IO
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]  # a real stream
    code = _code_of(words)
    _unheard()
    return code


def _code_of(words: Sequence[str]) -> int:
    outcome.begin()
    bank_told.begin("")
    try:
        with interrupts.raised():
            code = _run(arranged(words))
            sys.stdout.flush()
    except UnicodeEncodeError as error:
        return _ended(_not_text(words) or error)
    except BaseException as error:
        return _ended(error, words)
    return code


def _not_text(words: Sequence[str]) -> QbankError | None:
    """Blame a word that was typed in bytes that are no UTF-8, where one was."""
    wrong = next((word for word in words if word != readable(word)), None)
    if wrong is None:
        return None
    return QbankError(Kind.USAGE, f"{wrong!r} is not text: it is not UTF-8", hint="type it in UTF-8")


def _run(words: list[str]) -> int:
    from qbank.cli.aliases import expanded
    from qbank.cli.app import app

    code = app(args=expanded(words), standalone_mode=False)
    return code if isinstance(code, int) else ExitCode.OK


def _ended(error: BaseException, words: Sequence[str] = ()) -> int:
    if isinstance(error, SystemExit):
        return _exited(error)
    if isinstance(error, typer.Exit):
        return _flushed(error.exit_code)
    if isinstance(error, (typer.Abort, KeyboardInterrupt, interrupts.Interrupted)):
        return _interrupted(getattr(error, "number", 2))
    if isinstance(error, QbankError):
        stderr.fail(error)
        return EXIT_FOR[error.kind]
    if isinstance(error, _UsageError):
        return _misused(error, words)
    if isinstance(error, BrokenPipeError):
        return _quietly(ExitCode.BROKEN_PIPE)
    if isinstance(error, OSError):
        return _io(error)
    return _bug(error)


def _interrupted(number: int) -> int:
    if outcome.may_have_changed():
        stderr.problem("interrupted", "interrupted when the change was made, or nearly", _WHETHER)
    else:
        stderr.problem("interrupted", "interrupted; nothing was changed")
    return 128 + number


def _exited(error: SystemExit) -> int:
    if isinstance(error.__context__, BrokenPipeError):
        return _quietly(ExitCode.BROKEN_PIPE)
    return error.code if isinstance(error.code, int) else ExitCode.NEGATIVE


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except OSError as error:
        return _ended(error)
    return code


def _misused(error: Exception, words: Sequence[str]) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        stderr.Narrator().say(str(error))
        return ExitCode.USAGE
    from qbank.cli.mistyped import hint_for, message_of

    stderr.problem("usage", message_of(error), hint_for(words))
    return ExitCode.USAGE


def _io(error: OSError) -> int:
    if error.errno in _LOST:
        stderr.problem("io", f"the output could not be written: {error.strerror}")
        return _quietly(ExitCode.IO)
    where = f"{error.filename}: " if error.filename else ""
    refused = isinstance(error, PermissionError)
    hint = "check who owns the file and its folder" if refused else None
    stderr.problem("io", f"{where}{error.strerror or error}", hint)
    return ExitCode.PERMISSION if refused else ExitCode.IO


def _bug(error: BaseException) -> int:
    if os.environ.get("QBANK_DEBUG"):
        traceback.print_exception(error)
    else:
        stderr.problem(
            "bug",
            f"unexpected {type(error).__name__}: this is a bug in qbank",
            "run again with QBANK_DEBUG=1 and report what it prints",
        )
    return ExitCode.BUG


def _quietly(code: int) -> int:
    """Point stdout nowhere, so that the interpreter's own last flush cannot fail again."""
    _nowhere(1)
    return code


def _unheard() -> None:
    """Give up what could not be said on a stderr that is full: the exit code still says it."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _nowhere(2)


def _nowhere(stream: int) -> None:
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
