"""A terminal to show qbank in: of a fixed size, with a bank of its own, and nothing left to chance.

Ids are drawn at random and paths belong to a machine; both are put down to fixed ones, so that the same
program always shows the same. Needs a pseudo-terminal, so it runs on Linux and macOS.
"""

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

from qbank import examples

LINES = 60
ANSWER = b"y\n"
WHOLE_ID = "3f2a91b4-5c6d-4e7f-8a9b-0c1d2e3f4a5b"
MOMENT = "20260131T080910.123456Z"


class Terminal:
    """Runs commands one after the other in a folder that holds the examples, and says yes when asked."""

    def __init__(self, folder: Path, columns: int) -> None:
        self._folder = folder.resolve()
        self._columns = columns
        self._ids: dict[str, str] = {}
        self._exported: dict[str, str] = {}
        (self._folder / "examples").symlink_to(examples.path().parent)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command line: its exit code, and what stands on the terminal afterwards, colours included.

        What is exported holds for the lines that follow, as in one shell.
        """
        if named := re.match(r"export (\w+)=", command):
            return self._export(named[1], command)
        keyboard, screen = pty.openpty()
        termios.tcsetwinsize(screen, (LINES, self._columns))
        process = subprocess.Popen(
            ["sh", "-c", command],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            cwd=self._folder,
            env=self._environment(),
            start_new_session=True,
        )
        os.close(screen)
        output = _watched(keyboard)
        os.close(keyboard)
        text = output.decode().replace("\r\n", "\n")
        return process.wait(), re.sub(_WIPED, "", text)

    def _export(self, name: str, command: str) -> tuple[int, str]:
        words = ["sh", "-c", f'{command} && printf %s "${name}"']
        done = subprocess.run(
            words, env=self._environment(), cwd=self._folder, capture_output=True, text=True
        )
        self._exported[name] = done.stdout
        return done.returncode, done.stderr

    def settled(self, text: str) -> str:
        """Put down what is in a text without colours by chance: ids, moments, and where the bank is."""
        home = re.escape(str(self._folder))
        text = re.sub(rf"(~|{home})/\.bank", "~/.local/share/qbank", text)
        text = text.replace(f"{self._folder}/.local", "~/.local").replace(f"{self._folder}/", "")
        if re.search(_SHORT_ID, text):
            self._learn_ids()
        text = re.sub(_SHORT_ID, self._fixed, text)
        return re.sub(_MOMENT, MOMENT, re.sub(_WHOLE_ID, WHOLE_ID, text))

    def _fixed(self, found: re.Match[str]) -> str:
        told = found[0]
        return next((new[: len(told)] for old, new in self._ids.items() if old.startswith(told)), told)

    def _learn_ids(self) -> None:
        """Give every question that is new another id, which is always the same."""
        listed = subprocess.run(
            ["qbank", "question", "list", "--format", "ids", "--sort", "sequence"],
            env=self._environment(),
            capture_output=True,
            text=True,
        ).stdout.split()
        for id in listed:
            self._ids.setdefault(id, f"{(len(self._ids) + 7) * 0x9E3779B1 % 2**32:08x}{id[8:]}")

    def _environment(self) -> Mapping[str, str]:
        """Name the only things a command may see: its bank, its colours, where programs are."""
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self._folder),
            "QBANK_DB": str(self._folder / ".bank" / "bank.db"),
            "QBANK_CONFIG": str(self._folder / "config.toml"),
            "QBANK_ACTOR": "ada",
            "TERM": "xterm-256color",
            "QBANK_PAGER": "cat",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "XDG_DATA_HOME": str(self._folder / ".local" / "share"),
            **self._exported,
        }


_SHORT_ID = r"(?<![0-9a-f-])[0-9a-f]{6,8}(?![0-9a-f-])"
_WHOLE_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_WIPED = r"[^\n]*\r(?:\x1b\[K)?"
"""A line that was counted on, and wiped: a slow machine shows it, a quick one does not."""
_MOMENT = r"\d{8}T\d{6}\.\d{6}Z"


def _watched(keyboard: int) -> bytes:
    """Read what is written until the other end is closed, answering each question once."""
    output = b""
    while piece := _read(keyboard):
        output += piece
        if output.endswith(b"[y/N] "):
            os.write(keyboard, ANSWER)
    return output


def _read(keyboard: int) -> bytes:
    try:
        return os.read(keyboard, 1 << 16)
    except OSError:
        # Linux says EIO where the other end was closed.
        return b""


def without_colours(text: str) -> str:
    """Leave the escape sequences out of what stands on a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
