"""The files that stand beside a bank: backups, what it was before a restore, a crash's journal."""

import re
from datetime import UTC, datetime
from pathlib import Path

_MOMENT = "%Y%m%dT%H%M%S.%fZ"
_COMPANIONS = ("-journal", "-wal", "-shm")


def backups_folder(bank: Path) -> Path:
    """Tell where a bank's backups are kept."""
    return bank.parent / "backups"


def backup_path(bank: Path, revision: str, before: str | None = None) -> Path:
    """Name a new backup after its bank, its schema, the time in UTC, and what qbank made it before."""
    reason = "" if before is None else f"-before-{before}"
    return backups_folder(bank) / f"{bank.stem}-{revision}-{_now()}{reason}.db"


def aside_path(bank: Path) -> Path:
    """Name the file that a bank becomes when a backup takes its place."""
    return bank.with_name(f"{bank.name}.before-restore-{_now()}.db")


def backup_paths(bank: Path) -> list[Path]:
    """List a bank's backups and the files that restores put aside, newest first."""
    made = _named_as_backup(bank)
    put_aside = re.compile(rf"{re.escape(bank.name)}\.before-restore-(\d{{8}}T[\d.]+Z)\.db")
    dated = [
        (named[1], path)
        for folder, pattern in ((backups_folder(bank), made), (bank.parent, put_aside))
        if folder.is_dir()
        for path in folder.iterdir()
        if (named := pattern.fullmatch(path.name))
    ]
    return [path for _, path in sorted(dated, reverse=True)]


def own_backups(bank: Path) -> dict[datetime, Path]:
    """List the backups that qbank made by itself, by their time; those a person asked for are theirs."""
    folder = backups_folder(bank)
    named = _named_as_backup(bank)
    found = [(named.fullmatch(path.name), path) for path in (folder.iterdir() if folder.is_dir() else ())]
    return {
        datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC): path
        for match, path in found
        if match is not None and match["before"] and path.is_file() and not path.is_symlink()
    }


def _named_as_backup(bank: Path) -> "re.Pattern[str]":
    return re.compile(
        rf"{re.escape(bank.stem)}-[^-]+-(\d{{8}}T\d{{6}}\.\d{{6}}Z)(?P<before>-before-[a-z-]+)?\.db"
    )


def companions(bank: Path) -> list[Path]:
    """List the files SQLite keeps beside a bank while it is written; after a crash they belong to it."""
    beside = (bank.with_name(bank.name + suffix) for suffix in _COMPANIONS)
    return [path for path in beside if path.exists()]


def began_empty(journal: Path) -> bool:
    """Tell whether a journal is of the making of a bank: of a file that had no pages before.

    Source: sqlite.org/fileformat.html, 3 (the initial size of the database is in bytes 16 to 19).
    """
    try:
        with journal.open("rb") as file:
            header = file.read(20)
    except FileNotFoundError:
        return True
    return header[16:20] in (b"", bytes(4))


def _now() -> str:
    return datetime.now(UTC).strftime(_MOMENT)
