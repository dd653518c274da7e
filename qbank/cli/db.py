"""`qbank db`: where the bank is, its schema, backups, checks."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import confirming, db_backups, db_check, db_copy, db_dump, output, run
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, DryRunOption, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.db.migrations import Moved, Revision

app = new_group("The bank's file: where it is, its schema, backups, checks.")
app.command("check")(db_check.check)
app.command("backup")(db_backups.backup)
app.command("backups")(db_backups.backups)
app.command("restore")(db_backups.restore)
app.command("dump")(db_dump.dump)
app.command("load")(db_dump.load)
app.command("copy")(db_copy.copy)


@app.command("path")
def path(ctx: typer.Context) -> None:
    """Print where the bank is, whether there is one or not.

    Example: ls -l "$(qbank db path)"
    """
    output.line(str(run.location(ctx)))


@app.command("current")
def current(ctx: typer.Context) -> None:
    """Print the revision of the bank's schema.

    Example: qbank db current
    """
    from qbank.db.schema import HEAD, REVISIONS

    revision = run.run(_revision(ctx))
    output.line(revision)
    narrator = run.invocation(ctx).narrator
    if revision == HEAD:
        narrator.say("that is the newest")
    elif revision in REVISIONS:
        narrator.say(f"this qbank needs {HEAD}; bring it up with: qbank db upgrade")
    else:
        narrator.say(f"a newer qbank wrote it; this one knows up to {HEAD}")


@app.command("history")
def history(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List the revisions of the schema, newest first.

    The bank's own is marked.

    Example: qbank db history
    """
    from qbank.db import migrations
    from qbank.db.schema import is_blank

    bank = run.location(ctx).path
    own = None if bank is not None and is_blank(bank) else _revision_or_none(ctx)
    shown: list[Column[Revision]] = [
        Column("revision", lambda each: each.id, "id"),
        Column("title", lambda each: each.title),
        Column("current", lambda each: each.id == own),
    ]
    output.show(run.invocation(ctx), migrations.history(), shown, how, names=columns, no_header=no_header)


@app.command("upgrade")
def upgrade(ctx: typer.Context) -> None:
    """Bring the bank's schema up to this qbank's.

    Backs the bank up first, and says where the copy is. Where there is no bank, makes one.

    Example: qbank db upgrade
    """
    from qbank.db import bank

    place, narrator = run.location(ctx), run.invocation(ctx).narrator

    async def whole() -> "Moved | None":
        if await bank.ensure(place, run.waiting(ctx)):
            return None
        return await _moved(ctx, "head")

    done = run.run(whole())
    if done is None:
        narrator.say(f"made a new bank at {place}")
    elif done.before == done.after:
        narrator.say(f"{place} is current (schema {done.after})")
    else:
        _say_moved(ctx, done)


# `-1` is what Alembic calls one step back, and no option.
@app.command("downgrade", context_settings={"ignore_unknown_options": True})
def downgrade(
    ctx: typer.Context,
    revision: Annotated[
        str, typer.Argument(metavar="[REVISION]", help="The revision to go back to; -1 for one step.")
    ] = "-1",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Take the bank's schema back to an older one.

    Backs the bank up first. What the older schema has no place for is lost.

    Example: qbank db downgrade 0001
    """
    from qbank.db.migrations import older

    before = run.run(_revision(ctx))
    after = older(before, revision)
    what = f"take {run.location(ctx)} from schema {before} back to {after}"
    if dry_run:
        run.invocation(ctx).narrator.say(f"would {what}; what schema {after} has no place for would be lost")
        return
    confirming.require_agreement(f"{what}, and lose what that has no place for", yes=yes)
    _say_moved(ctx, run.run(_moved(ctx, after)))


def _revision_or_none(ctx: typer.Context) -> str | None:
    try:
        return run.run(_revision(ctx))
    except QbankError as error:
        if error.kind is not Kind.NO_BANK:
            raise
        return None


async def _revision(ctx: typer.Context) -> str:
    from qbank.db.engine import Access, transaction
    from qbank.db.schema import require_bank, require_file

    place = run.location(ctx)
    require_file(place)
    async with transaction(place, Access.READ, run.waiting(ctx)) as session:
        return await require_bank(session, place)


async def _moved(ctx: typer.Context, target: str) -> "Moved":
    from qbank.db import migrations
    from qbank.db.backup import keeper

    place = run.location(ctx)
    backup = None if place.path is None else keeper(place.path)
    return await migrations.move(place, target, backup=backup, waiting=run.waiting(ctx))


def _say_moved(ctx: typer.Context, done: "Moved") -> None:
    narrator = run.invocation(ctx).narrator
    narrator.say(f"{run.location(ctx)} went from schema {done.before} to {done.after}")
    if done.backup is not None:
        narrator.say(
            f"the old file is {done.backup}; it comes back with: qbank db restore {done.backup.name}"
        )
