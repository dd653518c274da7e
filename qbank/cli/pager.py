"""What a person reads page by page: where it is longer than the screen it goes through a pager.

QBANK_PAGER, else PAGER, else `less`; an empty one and `cat` mean none. What is shown has been read from the
bank to its end before a pager opens, so that no transaction waits for a reader.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO

from qbank.cli.stderr import Narrator
from qbank.domain.text_width import cell_width

DEFAULT = "less"
LESS = "FRX"
"""What `less` is told where LESS says nothing: end where it fits, show colours, leave the text there."""

_STYLES = re.compile(r"\x1b\[[0-9;]*m")


def show(
    pieces: Iterable[bytes], *, width: int, height: int, write: Callable[[Iterable[bytes]], None]
) -> None:
    """Write what a person reads, through a pager where it takes more than `height` lines of `width` cells."""
    rest = iter(pieces)
    begun = list(_screenful(rest, width, height))
    more = next(rest, None)
    whole = chain(begun, [] if more is None else [more], rest)
    fits = more is None and _lines_taken(b"".join(begun), width) < height
    command = None if fits else chosen()
    if command is None:
        write(whole)
    else:
        _paged(command, whole, write)


def _screenful(pieces: Iterator[bytes], width: int, height: int) -> Iterator[bytes]:
    taken = 0
    for piece in pieces:
        yield piece
        taken += _lines_taken(piece, width)
        if taken >= height:
            return


def _lines_taken(text: bytes, width: int) -> int:
    """Count the lines of a screen that a text fills, folded where it is wider."""
    lines = _STYLES.sub("", text.decode("utf-8", "replace")).splitlines()
    return sum(max(1, -(-cell_width(line) // max(width, 1))) for line in lines)


def chosen() -> list[str] | None:
    """Give the pager's command; None where there is to be none, or none is found."""
    told = os.environ.get("QBANK_PAGER", os.environ.get("PAGER", DEFAULT))
    if os.environ.get("TERM") == "dumb":
        return None
    try:
        words = shlex.split(told, posix=os.name != "nt")
    except ValueError:
        words = [told]
    if not words or words == ["cat"]:
        return None
    if shutil.which(words[0]) is None:
        if told != DEFAULT:
            Narrator().warn(f"there is no pager {words[0]!r}; QBANK_PAGER or PAGER names it")
        return None
    return words


def _paged(command: list[str], pieces: Iterable[bytes], write: Callable[[Iterable[bytes]], None]) -> None:
    """Feed a pager; one that is left before the end has shown all that was wanted."""
    environment = {"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError as error:
        Narrator().warn(f"the pager {command[0]!r} does not start: {error.strerror}")
        write(pieces)
        return
    # Ctrl-C belongs to the pager, which stays open and leaves the terminal as it found it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _fed(pager.stdin, pieces)
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _fed(stream: IO[bytes] | None, pieces: Iterable[bytes]) -> None:
    if stream is None:
        return
    try:
        with stream:
            for piece in pieces:
                stream.write(piece)
    except (BrokenPipeError, OSError):
        # Windows says "invalid argument" where others say that the pipe is broken.
        return
