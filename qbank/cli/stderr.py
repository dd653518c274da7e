"""Everything qbank says on stderr: narration, warnings, errors, questions. stdout is for data alone."""

import json
import os
import sys
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from qbank.cli.bank_told import for_the_bank
from qbank.cli.styled_text import StyledLine
from qbank.cli.terminal_text import safe
from qbank.errors import QbankError


class Loudness(IntEnum):
    """How much is said."""

    QUIET = 0
    NORMAL = 1
    STEPS = 2
    DEBUG = 3


class Narrator:
    """Says things on stderr, as loudly as the person asked for."""

    def __init__(self, loudness: Loudness = Loudness.NORMAL) -> None:
        self.loudness = loudness

    def say(self, text: str) -> None:
        """Say what was done or found."""
        if self.loudness >= Loudness.NORMAL:
            _write(for_the_bank(text))

    def show(self, line: StyledLine) -> None:
        """Say a line in its styles, to somebody who sees them."""
        if self.loudness >= Loudness.NORMAL:
            from qbank.cli import rich_table

            _put(rich_table.styled([line]).decode())

    def step(self, text: str) -> None:
        """Say what is being done, where the person asked for the steps."""
        if self.loudness >= Loudness.STEPS:
            _write(text)

    def warn(self, text: str) -> None:
        """Say what a person should know even when asked to be quiet."""
        _write(for_the_bank(f"qbank: warning: {text}"))


def listen(loudness: Loudness) -> None:
    """Pass on what the rooms below log: with -v what the bank refused, with -vv every statement too.

    Statements come without their parameters, which hold answers.
    """
    if loudness < Loudness.STEPS:
        return
    import logging

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("qbank").addHandler(handler)
    logging.getLogger("qbank").setLevel(logging.INFO)
    if loudness >= Loudness.DEBUG:
        logging.getLogger("sqlalchemy.engine").addHandler(handler)
        logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)


def is_terminal() -> bool:
    """Tell whether somebody reads stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


def can_ask() -> bool:
    """Tell whether there is somebody to ask: questions are read from stdin and put on stderr."""
    return sys.stdin is not None and sys.stdin.isatty() and is_terminal()


def ask(question: str) -> bool:
    """Ask a yes-or-no question; anything but yes is no."""
    return ask_line(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def ask_line(prompt: str) -> str:
    """Ask for a line; the end of input is an empty answer."""
    _put(safe(prompt))
    line = ""
    try:
        line = sys.stdin.readline()
    finally:
        if not line.endswith("\n"):
            # Ctrl-C and Ctrl-D leave the cursor behind the prompt.
            _put("\n")
    return line


def fail(error: QbankError) -> None:
    """Say what is wrong and what to do, each on a line of its own, or as one line of JSON."""
    problem(error.kind.value, error.message, error.hint, error.details)


def problem(
    kind: str, message: str, hint: str | None = None, details: Mapping[str, Any] | None = None
) -> None:
    """Say that the command failed. QBANK_ERROR_FORMAT=json makes it a line for programs."""
    hint = None if hint is None else for_the_bank(hint)
    if os.environ.get("QBANK_ERROR_FORMAT") == "json":
        told = {"code": kind, "message": message, "hint": hint, **(details or {})}
        _write(json.dumps({"error": told}, ensure_ascii=False, default=str))
        return
    _write(f"qbank: error: {message}")
    if hint is not None:
        _write(f"hint: {hint}")


def _write(text: str) -> None:
    _put(safe(text) + "\n")


def _put(text: str) -> None:
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        # Nobody can be told that stderr is gone; the exit code still tells how it ended.
        return
