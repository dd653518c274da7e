"""A power cut, simulated: what real commands wrote is replayed up to a moment, and of what was not synced
until then only a part has reached the disk.

The rules are those of POSIX and no kinder: a write that was not synced may be there, missing, or there up to
some sector, whatever was written after it; the name of a new, renamed or removed file is on the disk when its
folder is synced, and until then each of them may be missing by itself.
"""

import ast
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.stages import environment_of

SECTOR = 512
CALLS = "openat,pwrite64,write,fdatasync,fsync,unlink,ftruncate,rename,link"
UNSAFE = """
import sys
import qbank.db.sqlite_engine as engine
engine.PRAGMAS = tuple(pragma.replace("=EXTRA", "=OFF") for pragma in engine.PRAGMAS)
assert "synchronous=OFF" in engine.PRAGMAS
from qbank.__main__ import main
sys.exit(main())
"""
"""qbank as it must not be: nothing is waited for."""

_LINE = re.compile(r"\d+ +(\w+)\((.*)")
_PART = re.compile(r'"((?:\\x..)*)"|<((?:\\x..)*)>|(-?\d+)|([A-Z_]+(?:\|[A-Z_]+)*)')
Value = str | bytes | int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to files; `done` stands for a command that ended well."""

    kind: str
    path: str = ""
    to: str = ""
    offset: int = 0
    data: bytes = b""


def traced(words: Sequence[str], folder: Path, *, safe: bool = True) -> list[Step]:
    """Run a command and list what it did to files at home, in order."""
    log = folder / "trace"
    python = [sys.executable, *(("-m", "qbank") if safe else ("-c", UNSAFE))]
    options = ["-f", "-y", "-xx", "-qq", "-s", "10000000", "-e", f"trace={CALLS}", "-o", str(log)]
    command = ["strace", *options, *python, *words]
    done = subprocess.run(command, cwd=folder, env=environment_of(folder), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    home = str(folder / "home")
    steps = [step for step in _steps(log) if step.path == home or step.path.startswith(home + "/")]
    log.unlink()
    return [*steps, Step("done")]


def _steps(log: Path) -> Iterator[Step]:
    with log.open() as lines:
        for line in lines:
            if (found := _LINE.match(line)) and (step := _step(found[1], list(_values(found[2])), line)):
                yield step


def _values(told: str) -> Iterator[Value]:
    for text, path, number, name in _PART.findall(told):
        if text or path:
            yield ast.literal_eval(f'b"{text or path}"')
        elif number:
            yield int(number)
        elif name:
            yield name


def _step(call: str, values: list[Value], line: str) -> Step | None:
    texts = [value for value in values if isinstance(value, bytes)]
    if not texts or "= -1 E" in line:
        return None
    path = texts[0].decode()
    if call == "openat":
        path = texts[1].decode() if len(texts) > 1 else path
        return Step("create", path) if any("O_CREAT" in str(value) for value in values) else None
    if call in ("rename", "link"):
        return Step(call, path, to=texts[1].decode())
    if call == "unlink":
        return Step(call, path)
    if call == "ftruncate":
        return Step("truncate", path, offset=int(values[2]))
    if call in ("fsync", "fdatasync"):
        return Step("sync", path)
    return Step("write", path, offset=int(values[-2]) if call == "pwrite64" else -1, data=texts[1])


@dataclass(slots=True)
class _File:
    """What of a file is on the disk, and what was written since."""

    kept: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        for step in self.pending:
            _apply(self.kept, step, step.data)
        self.pending.clear()

    def after_cut(self, chance: random.Random, share: float) -> bytes:
        content = bytearray(self.kept)
        for step in self.pending:
            if chance.random() < share:
                _apply(content, step, _torn(step.data, chance))
        return bytes(content)


class Disk:
    """Files of a folder as a disk has them."""

    def __init__(self, folder: Path) -> None:
        found = [path for path in folder.rglob("*") if path.is_file()]
        self._names = {str(path): _File(bytearray(path.read_bytes())) for path in found}
        self._kept_names = dict(self._names)
        self._renamed: list[tuple[str, _File | None]] = []
        self._folder = str(folder)

    def do(self, step: Step) -> None:
        """Take one step."""
        match step.kind:
            case "create":
                if step.path not in self._names:
                    self._name(step.path, _File())
            case "unlink":
                self._name(step.path, None)
            case "rename" | "link":
                self._name(step.to, self._names[step.path])
                if step.kind == "rename":
                    self._name(step.path, None)
            case "write" | "truncate":
                self._names[step.path].pending.append(step)
            case "sync":
                self._sync(step.path)

    def _name(self, path: str, file: _File | None) -> None:
        self._renamed.append((path, file))
        _put(self._names, path, file)

    def _sync(self, path: str) -> None:
        if path in self._names:
            self._names[path].sync()
            return
        here = [each for each in self._renamed if each[0].rpartition("/")[0] == path]
        for name, file in here:
            _put(self._kept_names, name, file)
        self._renamed = [each for each in self._renamed if each not in here]

    def content(self, path: Path) -> bytes:
        """Give what a file holds for those who look while the power is on."""
        file = self._names[str(path)]
        file.sync()
        return bytes(file.kept)

    def cut(self, into: Path, chance: random.Random) -> None:
        """Write into a folder what a power cut leaves this moment."""
        names = dict(self._kept_names)
        for name, file in self._renamed:
            if chance.random() < 0.5:
                _put(names, name, file)
        share = chance.choice((0, 0.5, 0.9, 1))
        for name, file in names.items():
            target = into / name.removeprefix(self._folder + "/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.after_cut(chance, share))


def _put(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _apply(content: bytearray, step: Step, data: bytes) -> None:
    offset = len(content) if step.offset < 0 else step.offset
    if len(content) < offset + len(data):
        content.extend(bytes(offset + len(data) - len(content)))
    if step.kind == "truncate":
        del content[offset:]
    content[offset : offset + len(data)] = data


def _torn(data: bytes, chance: random.Random) -> bytes:
    """Give the beginning of a write, up to some sector; mostly all of it."""
    if len(data) <= SECTOR or chance.random() < 0.5:
        return data
    return data[: SECTOR * chance.randrange(1, len(data) // SECTOR + 1)]
