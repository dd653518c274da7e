"""Making a bank where there is none."""

import os
from pathlib import Path

from qbank.db.engine import Access, Waiting, transaction
from qbank.db.files import claim, draft_for, sync_folder
from qbank.db.location import Location
from qbank.db.schema import is_blank, require_bank
from qbank.errors import Kind, QbankError


async def ensure(location: Location, waiting: Waiting) -> bool:
    """Make the bank at the newest schema unless it is there; tell whether it was made.

    It appears whole or not at all, for its owner's eyes only. Raises QbankError where it cannot be made.
    """
    path = location.path
    if path is None:
        return await _ensure_on_server(location, waiting)
    if not is_blank(path):
        return False
    from qbank.db import migrations

    draft = draft_for(path)
    try:
        await migrations.move(Location(path=draft), "head", waiting=waiting)
        made = _linked(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    if not made:
        # An empty file is filled in place: put another in its place, and SQLite may take the journal of
        # somebody who is just filling it for the new file's own.
        made = (await migrations.move(location, "head", waiting=waiting)).before is None
    sync_folder(path.parent)
    return made


async def is_empty(location: Location, waiting: Waiting) -> bool:
    """Tell whether a server's database holds nothing yet."""
    async with transaction(location, Access.READ, waiting) as session:
        try:
            await require_bank(session, location)
        except QbankError as error:
            if error.kind is not Kind.NO_BANK:
                raise
            return True
    return False


async def _ensure_on_server(location: Location, waiting: Waiting) -> bool:
    if not await is_empty(location, waiting):
        return False
    from qbank.db import migrations

    # Of several that find it empty, the first one makes it; the others see that under the lock.
    return (await migrations.move(location, "head", waiting=waiting)).before is None


def _linked(draft: Path, path: Path) -> bool:
    """Give the draft its name where that is free; without hard links, only see to it that the name exists."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        claim(path)
        return False
    return True
