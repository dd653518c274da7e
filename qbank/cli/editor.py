"""The person's own editor: which one it is, and how it is run on a file."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qbank.cli import stderr
from qbank.errors import Kind, QbankError

VARIABLES = ("QBANK_EDITOR", "VISUAL", "EDITOR")
HOW_TO_LEAVE_VI = """\
the editor is vi: press i to type
  Esc, then :wq and Enter saves and leaves; Esc, then :q! and Enter does not save
  for another one: export EDITOR=nano"""
_KNOWN = ("nano", "micro")
_WAITING = {
    **dict.fromkeys(("code", "codium", "cursor", "zed", "subl", "atom", "mate", "gedit"), "--wait"),
    **dict.fromkeys(("gvim", "mvim"), "--nofork"),
}
"""Editors with a window that come back at once unless they are told to wait."""
_TAKES_LINE = (
    "vi",
    "vim",
    "nvim",
    "view",
    "gvim",
    "mvim",
    "nano",
    "emacs",
    "emacsclient",
    "micro",
    "kak",
    "joe",
)


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor as it is called, and what a person should know of it first."""

    words: tuple[str, ...]
    note: str | None = None


def chosen(told: str | None, environment: Mapping[str, str] = os.environ) -> Editor:
    """Choose the editor: the one told, else that of the environment, else nano or micro, else vi.

    Raises QbankError for one whose words cannot be taken apart, and where there is none.
    """
    if told is not None and told.strip():
        return Editor(_words(told, "--editor"))
    for name in VARIABLES:
        if value := environment.get(name, "").strip():
            return Editor(_words(value, name))
    if sys.platform == "win32":
        return Editor(("notepad",))
    for name in _KNOWN:
        if shutil.which(name):
            return Editor((name,))
    if shutil.which("vi"):
        return Editor(("vi",), HOW_TO_LEAVE_VI)
    raise QbankError(
        Kind.USAGE, "no editor was found", hint="name one: --editor 'code --wait', or set QBANK_EDITOR"
    )


def _words(told: str, source: str) -> tuple[str, ...]:
    try:
        words = shlex.split(told, posix=sys.platform != "win32")
    except ValueError as error:
        raise QbankError(
            Kind.USAGE, f"{source} {told!r} cannot be taken apart: {error}", hint="quote it as for a shell"
        ) from error
    if sys.platform == "win32":
        words = [word.strip('"') for word in words]
    waiting = _WAITING.get(Path(words[0]).stem)
    return (*words, *([waiting] if waiting and not {waiting, "-w", "-f"} & set(words) else []))


def require_terminal(instead: str) -> None:
    """Raise QbankError, with what to do instead, where nobody sits at a terminal to edit anything."""
    if not stderr.is_terminal():
        raise QbankError(Kind.USAGE, "there is no terminal to open an editor on", hint=instead)


def edit(editor: Editor, path: Path, line: int | None = None) -> None:
    """Run an editor on a file and wait for its end; `line` is where it should begin, if it can.

    Its keys come from the terminal, also where stdin or stdout is a pipe. Raises QbankError where it cannot
    be run, and where it ends with a failure.
    """
    at = [f"+{line}"] if line is not None and Path(editor.words[0]).stem in _TAKES_LINE else []
    words = [*editor.words, *at, str(path)]
    try:
        with _terminal(0) as keys, _terminal(1) as screen, _undisturbed():
            code = subprocess.run(words, stdin=keys, stdout=screen, check=False).returncode
    except OSError as error:
        raise QbankError(
            Kind.USAGE,
            f"the editor {editor.words[0]!r} cannot be run: {error.strerror}",
            hint="name another one: --editor nano, or set QBANK_EDITOR",
        ) from error
    if code:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
        raise QbankError(Kind.NEGATIVE, f"the editor {shlex.join(editor.words)} {ended}; nothing was changed")


@contextmanager
def _terminal(number: int) -> Iterator[IO[bytes] | None]:
    """Give the terminal for a stream of an editor where the stream of our own is none; None to leave it."""
    if os.isatty(number) or sys.platform == "win32":
        yield None
        return
    try:
        terminal = Path("/dev/tty").open("rb" if number == 0 else "wb")
    except OSError:
        yield None
        return
    with terminal:
        yield terminal


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave Ctrl-C to the editor while it runs. A handler, for the editor would inherit that we ignore it."""
    names: Sequence[str] = ("SIGINT", "SIGQUIT")
    before: dict[int, Callable[..., object] | int | None] = {}
    for name in names:
        if (number := getattr(signal, name, None)) is not None:
            before[number] = signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
