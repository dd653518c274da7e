"""The backup that qbank makes by itself before it changes much, or what cannot be taken back."""

import typer

from qbank.cli import run
from qbank.errors import Kind, QbankError
from qbank.settings import load

HINT = "make room; or go on without a backup: QBANK_AUTO_BACKUP=false qbank …"
LEAST = 400
"""A question takes more bytes of the file than that, with its texts and its places in the indexes."""


def before(ctx: typer.Context, what: str) -> None:
    """Back the bank up, unless the person wants none made by itself, it is on a server or holds nothing yet.

    Raises QbankError where there is something to copy and it cannot be copied: nothing is done then.
    """
    from qbank.db.backup import back_up_before, is_unused
    from qbank.db.schema import is_blank

    place = run.location(ctx)
    if not load().auto_backup or place.path is None or is_blank(place.path) or is_unused(place.path):
        return
    try:
        made = run.run(back_up_before(place, what, run.waiting(ctx)))
    except QbankError as error:
        raise QbankError(
            error.kind,
            f"no backup could be made before, and nothing was changed: {error.message}",
            hint=HINT if error.kind is not Kind.BAD_DATA else error.hint,
        ) from error
    run.invocation(ctx).narrator.say(f"backed up first: {made.name}")


def before_many(ctx: typer.Context, count: int, what: str) -> None:
    """Back the bank up before a change of more rows than `backup_above` says."""
    if count > load().backup_above:
        before(ctx, what)


def may_be_many(ctx: typer.Context) -> bool:
    """Tell, from a glance at the file, whether a change could be of more questions than `backup_above`."""
    settings, path = load(), run.location(ctx).path
    if not settings.auto_backup or path is None or not path.exists():
        return False
    return path.stat().st_size > settings.backup_above * LEAST
