"""Real qbank processes at a tenth of the price: forked from one that has imported qbank already.

A thousand commands cost minutes of imports otherwise, and a kill at a random moment would mostly fall into
these. Each command is a process of its own, with its own streams, environment and exit code; it runs the
package's own entry point.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import walk_packages
from select import select
from typing import Any, Self

ROOT = Path(__file__).parents[2]
BESIDES = ("alembic.command", "alembic.runtime.migration", "sqlalchemy.dialects.sqlite.aiosqlite")
"""What only some commands import, and then late."""


class Forked:
    """One running command."""

    def __init__(self, connection: socket.socket, said: Path) -> None:
        self._connection = connection
        self._answers = connection.makefile("rb")
        self._said = said
        self.pid = int(self._answers.readline())

    def kill(self, number: int = 9) -> None:
        """Send a signal, unless the command has ended."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def wait(self) -> int:
        """Wait for the end; gives the exit code, or minus the signal that ended it."""
        code = int(self._answers.readline())
        self._answers.close()
        self._connection.close()
        return code

    @property
    def said(self) -> str:
        """Give what the command wrote on stderr."""
        return self._said.read_text(encoding="utf-8", errors="replace")


class Forks:
    """The process that forks; a context."""

    def __init__(self, folder: Path) -> None:
        self._address = str(folder / "forks")
        self._folder = folder
        self._numbers = count()

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", "tests.faults.forks", self._address]
        paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._server = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, stdin=-1, stdout=-1
        )
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.communicate()

    def start(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        *,
        stdin: int | None = None,
        stdout: int | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> Forked:
        """Start a command at home; its streams are nothing unless given, what it says is kept.

        `limits` are of the module `resource`, by name: {"RLIMIT_FSIZE": 4096}.
        """
        said = self._folder / f"said-{next(self._numbers)}"
        asked = {"words": list(words), "environment": dict(environment), "limits": dict(limits or {})}
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        with Path(os.devnull).open("r+b") as nothing, said.open("wb") as errors:
            streams = [nothing.fileno() if stream is None else stream for stream in (stdin, stdout)]
            block = json.dumps(asked).encode() + b"\n"
            socket.send_fds(connection, [block], [*streams, errors.fileno()])
        return Forked(connection, said)

    def run(self, words: Sequence[str], environment: Mapping[str, str], **how: Any) -> tuple[int, str]:
        """Run a command to its end; gives its exit code and what it said."""
        running = self.start(words, environment, **how)
        code = running.wait()
        said = running.said
        running._said.unlink()
        return code, said

    def read(self, words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bytes, str]:
        """Run a command to its end; gives its exit code, what it wrote and what it said."""
        written = self._folder / f"written-{next(self._numbers)}"
        with written.open("w+b") as file:
            code, said = self.run(words, environment, stdout=file.fileno())
            file.seek(0)
            whole = file.read()
        written.unlink()
        return code, whole, said


def serve(address: str) -> None:
    """Import qbank, then fork for everyone who asks, until stdin is closed."""
    import qbank

    for module in walk_packages(qbank.__path__, "qbank."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in BESIDES:
        import_module(name)
    import_module("sqlalchemy.orm").configure_mappers()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while listener in select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _warden(connection)
        connection.close()


def _warden(connection: socket.socket) -> None:
    """Fork once more, tell the number of that process and, when it has ended, how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    block, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    while not block.endswith(b"\n"):
        block += connection.recv(1 << 20)
    pid = os.fork()
    if pid == 0:
        connection.close()
        _become(json.loads(block), streams)
    for stream in streams:
        os.close(stream)
    connection.sendall(b"%d\n" % pid)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        connection.sendall(b"%d\n" % status)
    finally:
        os._exit(0)


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    import resource

    for wanted, stream in enumerate(streams):
        os.dup2(stream, wanted)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["environment"]["HOME"])
    for name, size in asked["limits"].items():
        resource.setrlimit(getattr(resource, name), (size, size))
    # The moments before and after `main` are Python's own: there the system ends the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.argv = ["qbank", *asked["words"]]
    from qbank.__main__ import main

    sys.exit(main())


if __name__ == "__main__":
    serve(sys.argv[1])
