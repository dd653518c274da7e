"""Putting a backup in a bank's place: whole or not at all, and the old file is kept."""

import os
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from qbank.db.backup import copy_checked, examined, fill
from qbank.db.beside import aside_path, companions
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.files import draft_for, publish, sync_folder
from qbank.db.location import Location, file_of
from qbank.db.schema import REVISIONS, newer, require_bank
from qbank.errors import Kind, QbankError


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: the schema the bank has now, and where the old file is, if there was one."""

    revision: str
    aside: Path | None


async def restore(source: Path, location: Location, waiting: Waiting | None = None) -> Restored:
    """Put a checked copy of a backup in a bank's place; the file that was there is kept beside it.

    Waits until nobody uses the old file; who opened it before and writes to it later is refused by SQLite.
    Raises QbankError where the backup is damaged, no bank, or of a newer schema.
    """
    bank = file_of(location)
    require_another(source, bank)
    draft = draft_for(bank)
    try:
        revision = await _copied(source, draft, waiting)
        aside = await _placed(draft, bank, waiting)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(bank.parent)
    return Restored(revision, aside)


def require_another(source: Path, bank: Path) -> None:
    """Raise QbankError where a bank would be restored from itself."""
    if bank.exists() and source.samefile(bank):
        raise QbankError(Kind.USAGE, f"{source} is the bank itself", hint="name a backup")


def require_restorable(source: Path) -> str:
    """Give the revision a backup has, told from a glance. Raises QbankError where it cannot be restored."""
    revision = examined(source).revision
    if revision is None:
        raise QbankError(
            Kind.BAD_DATA,
            f"{source} is no whole bank",
            hint="see the backups with `qbank db restore`",
        )
    if revision not in REVISIONS:
        raise newer(Location(path=source), revision)
    return revision


async def _copied(source: Path, draft: Path, waiting: Waiting | None) -> str:
    place = Location(path=source)
    try:
        async with transaction(place, Access.READ, waiting) as session:
            revision = await require_bank(session, place)
            if revision not in REVISIONS:
                raise newer(place, revision)
            await copy_checked(source, draft)
            return revision
    except QbankError as error:
        if error.kind is not Kind.BAD_DATA:
            raise
        raise QbankError(
            Kind.BAD_DATA,
            f"{source} is not a whole bank: {error.message}",
            hint="nothing was changed; see the other backups with `qbank db restore`",
        ) from error


async def _placed(draft: Path, bank: Path, waiting: Waiting | None) -> Path | None:
    """Give a draft the bank's name while nobody else uses the bank; tell where the old file is."""
    if _placed_anew(draft, bank):
        return None
    if bank.stat().st_size == 0:
        # There is nothing to keep, and nothing to lock but by filling it.
        await fill(draft, bank)
        return None
    async with AsyncExitStack() as lock:
        try:
            await lock.enter_async_context(transaction(Location(path=bank), Access.WRITE, waiting))
        except QbankError as error:
            # A file too damaged to be locked is used by nobody.
            if error.kind is not Kind.BAD_DATA:
                raise
        if os.name == "nt":
            # Windows renames no file that is open, by this program or another.
            await lock.aclose()
        return _exchanged(draft, bank)


def _placed_anew(draft: Path, bank: Path) -> bool:
    if bank.exists():
        return False
    _put_aside(bank, aside_path(bank))
    return publish(draft, bank)


def _exchanged(draft: Path, bank: Path) -> Path:
    aside = aside_path(bank)
    _put_aside(bank, aside)
    try:
        # Two names for the old file, so that the bank's own never lacks one.
        aside.hardlink_to(bank)
    except OSError:
        bank.rename(aside)
    draft.replace(bank)
    return aside


def _put_aside(bank: Path, aside: Path) -> None:
    """Move what a crash left beside the old file, which would be played into the new one."""
    for file in companions(bank):
        file.rename(aside.with_name(aside.name + file.name.removeprefix(bank.name)))
