"""`qbank question import --near-duplicates`: what the new questions resemble, found with no lock held."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from qbank import services
from qbank.cli import progress, run
from qbank.db.location import Location
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.services.import_check import Checked


def mark_near(ctx: typer.Context, files: "Sequence[Checked]") -> None:
    """Note of the questions of checked files which of the bank's they resemble; a bank not made has none."""
    from qbank.services.duplicate_finding import Finder
    from qbank.services.selection import Selection

    if not _is_there(run.location(ctx)):
        return
    reading, comparing = progress.Counter("reading the bank:"), progress.Counter("comparing:")
    with closing(Finder()) as finder:
        try:
            run.reading(
                ctx, lambda session: services.duplicates.put_aside(session, Selection(), finder, reading)
            )
            services.import_near.mark(finder, files, comparing)
        finally:
            reading.done()
            comparing.done()


def _is_there(place: Location) -> bool:
    from qbank.db.schema import require_file

    try:
        require_file(place)
    except QbankError as error:
        if error.kind is not Kind.NO_BANK:
            raise
        return False
    return True
