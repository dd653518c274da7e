"""Where a bank is: a file, or a server's URL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from qbank import settings
from qbank.errors import Kind, QbankError


@dataclass(frozen=True, slots=True)
class Location:
    """A bank's place; exactly one of the two is set."""

    path: Path | None = None
    url: str | None = None

    def __str__(self) -> str:
        return str(self.path) if self.path is not None else _without_password(self.url or "")


def locate(told: str | None = None) -> Location:
    """Find the bank: what was told, else the environment, else the configuration, else the default."""
    name = told or settings.load().bank
    if name is None:
        return Location(path=settings.default_bank())
    if "://" not in name:
        return Location(path=Path(name).expanduser().absolute())
    if name.startswith("postgresql"):
        return Location(url=name)
    raise QbankError(
        Kind.USAGE,
        f"{_without_password(name)} is no bank qbank can open",
        hint="--db takes a path, or a URL that begins with postgresql://",
    )


def file_of(location: Location) -> Path:
    """Give the bank's file. Raises QbankError where the bank is on a server."""
    if location.path is None:
        raise QbankError(
            Kind.UNAVAILABLE, f"{location} is a server, and no file", hint="name a file with --db"
        )
    return location.path


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))
