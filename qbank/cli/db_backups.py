"""`qbank db backup|backups|restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import confirming, output, run
from qbank.cli.cells import in_words
from qbank.cli.options import (
    ColumnsOption,
    DryRunOption,
    ForceOption,
    FormatOption,
    NoHeaderOption,
    YesOption,
)
from qbank.cli.output import Column
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.db.backup import Backup


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to. [default: a new file in backups/ beside the bank]"),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="The same as FILE.")] = None,
    force: ForceOption = False,
) -> None:
    """Copy the bank into one checked file; prints its path.

    Example: qbank db backup --to ~/bank-before-exams.db
    """
    from qbank.db.backup import back_up

    target = _target(file, to)
    made = run.run(back_up(run.location(ctx), target, run.waiting(ctx), replace=force))
    output.line(str(made))
    run.invocation(ctx).narrator.say(f"backed up {run.location(ctx)}; the copy is whole")


def _target(file: Path | None, to: Path | None) -> Path | None:
    if file is not None and to is not None:
        raise QbankError(Kind.USAGE, f"{file} and --to {to} both say where to", hint="leave one of them out")
    told = to if file is None else file
    if str(told) == "-":
        raise QbankError(
            Kind.USAGE,
            "a backup goes into a file, not into a pipe",
            hint="name a file, or use `qbank db dump`",
        )
    return None if told is None else told.expanduser().absolute()


def backups(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List the bank's backups, newest first.

    Those that qbank made by itself say in their name before what; of these, those of the last 24 hours are
    kept (12 at most), and one of each of the last days, weeks and months.

    Example: qbank db backups
    """
    from qbank.db.backup import backups
    from qbank.db.location import file_of

    there = backups(file_of(run.location(ctx)))
    output.show(run.invocation(ctx), there, _BACKUP, how, names=columns, no_header=no_header)
    if not there:
        run.invocation(ctx).narrator.say("there are no backups yet; make one with: qbank db backup")


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
    from qbank.db.backup import find
    from qbank.db.location import file_of

    if file is None:
        backups(ctx, how, columns, no_header)
    else:
        _restored(ctx, find(file_of(run.location(ctx)), file), yes=yes, dry_run=dry_run)


_BACKUP: "list[Column[Backup]]" = [
    Column("name", lambda each: each.name, "id"),
    Column("revision", lambda each: each.revision),
    Column("questions", lambda each: each.questions),
    Column("size", lambda each: each.size, shown=lambda each: in_words(each.size)),
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
