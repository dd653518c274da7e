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
        return str(self.path) if self.path is not None else without_password(self.url or "")


def locate(db: str | None = None, bank: str | None = None) -> Location:
    """Find the bank: the path or name told, else the environment's, the configuration's, the default.

    Raises QbankError where it is none, or the configuration is wrong.
    """
    return located(settings.chosen_bank(db, bank).place)


def located(name: str) -> Location:
    """Give the place that a path or a URL means. Raises QbankError for another server's URL."""
    if "://" not in name:
        return Location(path=Path(name).expanduser().absolute())
    if name.startswith("postgresql"):
        return Location(url=name)
    raise QbankError(
        Kind.USAGE,
        f"{without_password(name)} is no bank qbank can open",
        hint="--db takes a path, or a URL that begins with postgresql://",
    )


def file_of(location: Location) -> Path:
    """Give the bank's file. Raises QbankError where the bank is on a server."""
    if location.path is None:
        raise QbankError(
            Kind.UNAVAILABLE,
            f"{location} is on a server, which keeps its own backups",
            hint="pg_dump writes one, and pg_restore or psql brings it back",
        )
    return location.path


def without_password(url: str) -> str:
    """Give a path or URL as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))
