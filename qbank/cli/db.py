"""`qbank db`: where the bank is, its schema, backups, checks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import confirming, db_check, output, run
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, DryRunOption, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.db.backup import Backup
    from qbank.db.migrations import Moved, Revision

app = new_group("The bank's file: where it is, its schema, backups, checks.")
app.command("check")(db_check.check)


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


@app.command("backup")
def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to. [default: a new file in backups/ beside the bank]"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Copy the bank into one checked file; prints its path.

    Example: qbank db backup ~/bank-before-exams.db
    """
    from qbank.db.backup import back_up

    if str(file) == "-":
        raise QbankError(Kind.USAGE, "a backup goes into a file, not into a pipe", hint="name a file")
    target = None if file is None else file.expanduser().absolute()
    made = run.run(back_up(run.location(ctx), target, run.waiting(ctx), replace=force))
    output.line(str(made))
    run.invocation(ctx).narrator.say(f"backed up {run.location(ctx)}; the copy is whole")


@app.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A backup, by its path or its name in the list.")
    ] = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """Put a backup in the bank's place.

    The file that was there is kept. Without FILE, lists the backups.

    Example: qbank db restore bank-0002-20260131T080910.123456Z.db
    """
    from qbank.db.backup import backups, find
    from qbank.db.location import file_of

    bank = file_of(run.location(ctx))
    if file is not None:
        _restored(ctx, find(bank, file), yes=yes, dry_run=dry_run)
        return
    there = backups(bank)
    output.show(run.invocation(ctx), there, _BACKUP, how, names=columns, no_header=no_header)
    if not there:
        run.invocation(ctx).narrator.say("there are no backups yet; make one with: qbank db backup")


_BACKUP: "list[Column[Backup]]" = [
    Column("name", lambda each: each.name, "id"),
    Column("revision", lambda each: each.revision),
    Column("questions", lambda each: each.questions),
    Column("size", lambda each: each.size),
    Column("made_at", lambda each: each.made_at),
]


def _restored(ctx: typer.Context, source: Path, *, yes: bool, dry_run: bool) -> None:
    from qbank.db.backup import examined
    from qbank.db.location import file_of
    from qbank.db.restore import require_another, require_restorable, restore
    from qbank.db.schema import HEAD

    place, narrator = run.location(ctx), run.invocation(ctx).narrator
    require_another(source, file_of(place))
    require_restorable(source)
    what = f"put {source.name} ({_questions(examined(source))}) in the place of {place}"
    if dry_run:
        narrator.say(f"would {what}; the file that is there would be kept")
        return
    confirming.require_agreement(f"{what}{_instead(file_of(place))}", yes=yes)
    done = run.run(restore(source, place, run.waiting(ctx)))
    narrator.say(f"restored {place} from {source}")
    if done.aside is not None:
        narrator.say(f"the old file is {done.aside}")
    if done.revision != HEAD:
        narrator.say(f"its schema is {done.revision}; bring it up with: qbank db upgrade")


def _instead(bank: Path) -> str:
    from qbank.db.backup import examined

    return f", which has {_questions(examined(bank))} now" if bank.exists() else ""


def _questions(examined: "Backup") -> str:
    return "unreadable" if examined.questions is None else counted(examined.questions, "question")


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
