"""`qbank trash list|restore|empty`."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run, safety_copy
from qbank.cli.bank_names import bank_in_use
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing
from qbank.cli.groups import new_group
from qbank.cli.log_dates import age_of
from qbank.cli.options import ColumnsOption, DryRunOption, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from datetime import datetime

    from qbank.services.trash import Discarded, Doomed

app = new_group("What was deleted, and its way back.")


@app.command("list")
def list_trash(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List what is in the trash, the newest first."""
    found = run.reading(ctx, services.trash.listing)
    cut = 8 if output.is_read() else 36
    shown: list[Column[Discarded]] = [
        Column("id", lambda row: row.id, "id", shown=lambda row: row.id[:cut]),
        Column("kind", lambda row: row.kind),
        Column("deleted_at", lambda row: row.deleted_at, "dim"),
        Column("stem", lambda row: " ".join(row.name.split())),
    ]
    output.show(run.invocation(ctx), found, shown, how, names=columns, no_header=no_header)
    if not found:
        run.invocation(ctx).narrator.say("the trash is empty")


@app.command("restore")
def restore_from_trash(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Beginnings of their ids.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is in the trash.")] = False,
) -> None:
    """Bring questions and categories back.

    A category comes back with what went with it, a question with the categories it stood in.
    """
    if bool(ids) == everything:
        raise QbankError(
            Kind.USAGE, "what is to come back?", hint="name ids from `qbank trash list`, or --all"
        )
    told = None if everything else ids
    done = changing(ctx, lambda session, by: services.trash.restore(session, by, told))
    narrator = run.invocation(ctx).narrator
    if not done.questions and not done.categories:
        narrator.say("the trash is empty")
        return
    narrator.say(f"brought back {_counted(done)}; `qbank undo` takes that back")


@app.command("empty")
def empty_trash(
    ctx: typer.Context,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="AGE", help="What went there longer ago than that: 30d, 6m."),
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Remove all that is in the trash, or what has been there for long.

    Only `qbank undo` brings it back after that. What something that stays needs is not removed: a passage of
    a live question, a category in which something younger lies.

    Example: qbank trash empty --older-than 30d
    """
    before = None if older_than is None else age_of(older_than, "--older-than")
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.trash.to_empty(session, before))
    if not planned.questions and not planned.categories:
        narrator.say(_nothing_to_remove(ctx, before, older_than))
        return
    if dry_run:
        narrator.say(f"would remove {_counted(planned)} from the trash of {bank_in_use(ctx)}")
        narrator.say("dry run: nothing was changed")
        return

    def apply(plan: "Doomed") -> "Doomed":
        safety_copy.before(ctx, "trash-empty")
        return changing(ctx, lambda session, by: services.trash.empty(session, by, plan, before))

    done = carried_out(
        planned,
        lambda plan: f"remove {_counted(plan)} from the trash of {bank_in_use(ctx)}",
        apply,
        yes=yes,
    )
    narrator.say(f"removed {_counted(done)}; `qbank undo` takes that back")


def _nothing_to_remove(ctx: typer.Context, before: "datetime | None", older_than: str | None) -> str:
    """Say why nothing is removed: there is nothing, or all there is is needed by what stays."""
    there = run.reading(ctx, services.trash.listing)
    needed = [each for each in there if before is None or each.deleted_at < before]
    if needed:
        of = counted(len(needed), "thing is", "things are")
        return f"nothing was removed: {of} in the trash, and needed by what stays; see `qbank trash list`"
    return "the trash is empty" if not there else f"nothing is in it longer than {older_than}"


def _counted(done: "Doomed") -> str:
    questions = counted(done.questions, "question")
    if not done.categories:
        return questions
    return f"{questions} and {counted(done.categories, 'category', 'categories')}"
