"""A PostgreSQL server that is started for the moment and leaves nothing behind: to test and to measure."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

DEBIAN = "/usr/lib/postgresql"
OWNER = "qbank"
_CONFIG = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = {autovacuum}
log_statement = {log}
log_line_prefix = '<<%d>> '
log_parameter_max_length = 0
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: the folder of its socket, where it writes what it is told, how to talk to it."""

    folder: Path
    log: Path
    port: int
    control: Any
    """A connection that is in no transaction, for making and dropping databases."""

    def url(self, database: str, host: str | None = None) -> str:
        """Give the URL of a database; by its socket, unless a host is named."""
        if host is not None:
            return f"postgresql://{OWNER}@{host}:{self.port}/{database}"
        return f"postgresql://{OWNER}@/{database}?host={self.folder}&port={self.port}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database; gives its URL."""
        self.control.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def empty(self, database: str, tables: Sequence[str]) -> None:
        """Take all rows out of tables, which costs less than another database, and everybody out of it."""
        import psycopg

        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        self.control.execute(others, [database])
        with psycopg.connect(self.url(database)) as connection:
            connection.execute("; ".join(f"DELETE FROM {table}" for table in tables))

    def drop(self, database: str) -> None:
        """Drop a database, whoever is in it."""
        self.control.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def statements(self, database: str) -> list[str]:
        """List what was sent to a database, in its order, a statement each."""
        entries = re.split(r"^<<(.*?)>> ", self.log.read_text(errors="replace"), flags=re.MULTILINE)[1:]
        sent = re.compile(r"LOG:  (?:statement|execute [^:]*): (.*)", re.DOTALL)
        pairs = zip(entries[::2], entries[1::2], strict=True)
        return [told[1].strip() for name, entry in pairs if name == database and (told := sent.match(entry))]


def programs() -> Path | None:
    """Find the newest server that is installed; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [path.parent for path in Path(DEBIAN).glob("*/bin/initdb")]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def running(
    *, log: str = "all", settings: str = "", autovacuum: str = "off", on: str = "/tmp"
) -> Iterator[Server]:
    """Start a server, and stop and forget it in the end. A server never runs as root: then as nobody.

    `on` is the folder in which it has its own; its path is short, as that of a socket must be.
    """
    bin = programs()
    if bin is None:
        raise FileNotFoundError("there is no PostgreSQL server here")
    folder = Path(mkdtemp(prefix="qbank-pg-", dir=on))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    process = None
    try:
        port = _initialise(bin, folder, _CONFIG, log=log, autovacuum=autovacuum, settings=settings)
        process = _started(bin, folder)
        control = _connected(folder, port, process)
        with control:
            yield Server(folder, folder / "log", port, control)
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _as_somebody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _initialise(bin: Path, folder: Path, config: str, *, settings: str, **told: str) -> int:
    data = folder / "data"
    make: list[str | Path] = [
        bin / "initdb",
        "-D",
        data,
        "-U",
        OWNER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **_as_somebody())
    port = _free_port()
    with (data / "postgresql.conf").open("a") as file:
        file.write(config.format(port=port, folder=folder, **told) + settings)
    return port


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(bin: Path, folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("wb") as log:
        command: list[str | Path] = [bin / "postgres", "-D", folder / "data"]
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, text=False, **_as_somebody())


def _connected(folder: Path, port: int, process: "subprocess.Popen[bytes]") -> Any:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        with suppress(psycopg.OperationalError):
            return psycopg.connect(f"host={folder} port={port} user={OWNER} dbname=postgres", autocommit=True)
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "log").read_text(errors="replace"))
        time.sleep(0.02)
