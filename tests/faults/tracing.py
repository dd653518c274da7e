"""The system calls by which a command changes files, and faults put into each of them by strace.

strace counts the calls of each thread apart. So the bank's own files, which one thread writes, are one
group of points; what the main thread does is another; the rest, such as the copying of a backup, a third.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.stages import QBANK, Stage, environment_of

CALLS = "write,pwrite64,fdatasync,fsync,unlink,ftruncate,rename,link"
_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_FILE = re.compile(r'^(?:\d+<)?"?([^">]*)')
_ITS_SCREEN = ("1<", "2<")


def usable() -> bool:
    """Tell whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return tried.returncode == 0


needs_strace = pytest.mark.skipif(not usable(), reason="strace is not installed, or may not trace here")


@dataclass(frozen=True)
class Point:
    """The n-th call of a name in one of the three groups."""

    call: str
    number: int
    group: str

    def __str__(self) -> str:
        return f"{self.call} {self.number} of {self.group}"


@dataclass(frozen=True)
class Ended:
    """How a command ended under a fault."""

    code: int
    said: str
    was_met: bool


def points(stage: Stage, folder: Path) -> list[Point]:
    """Run a command in a fresh folder and list every call that can be made to fail."""
    log = folder.with_name("calls")
    ended = _strace(stage, folder, log, ("-f", "-y"))
    assert ended.code == 0, ended.said
    return list(dict.fromkeys(_points(log.read_text(), folder)))


def _points(log: str, folder: Path) -> Iterator[Point]:
    own = {str(path) for path in _own(folder)}
    counts: dict[tuple[str, ...], int] = {}
    main = ""
    for thread, call, rest in _CALL.findall(log):
        main = main or thread
        file = _FILE.match(rest)
        group = "the rest" if thread != main else "the main thread"
        if file is not None and file[1] in own:
            group = "the bank"
        key = (thread, group, call)
        counts[key] = counts.get(key, 0) + 1
        if not rest.startswith(_ITS_SCREEN):
            yield Point(call, counts[key], group)


def _own(folder: Path) -> list[Path]:
    home = folder / "home"
    return [home, home / "bank.db", home / "bank.db-journal"]


def _whose(group: str, folder: Path) -> list[str]:
    """Tell strace whose calls to count."""
    if group == "the main thread":
        return []
    if group == "the rest":
        return ["-f"]
    return ["-f", *(word for path in _own(folder) for word in ("-P", str(path)))]


def run_with(stage: Stage, folder: Path, point: Point, fault: str) -> Ended:
    """Run a command in a fresh folder with a fault at one call: 'signal=KILL', 'error=EIO', 'error=ENOSPC'.

    A disk that is full stays so.
    """
    # What a command says goes by `write` as well, and is not on that disk.
    stays = "+" if "ENOSPC" in fault and point.call != "write" else ""
    options = (*_whose(point.group, folder), "-e", f"inject={point.call}:{fault}:when={point.number}{stays}")
    return _strace(stage, folder, folder.with_name("calls"), options)


def _strace(stage: Stage, folder: Path, log: Path, options: tuple[str, ...]) -> Ended:
    stage.fresh(folder)
    words = ["strace", "-qq", "-e", f"trace={CALLS}", "-o", str(log), *options, *QBANK, *stage.words]
    done = subprocess.run(words, capture_output=True, cwd=folder, env=environment_of(folder), check=False)
    seen = log.read_text(errors="replace")
    met = "(INJECTED)" in seen or "killed by SIGKILL" in seen
    return Ended(done.returncode, done.stderr.decode(errors="replace"), met)
