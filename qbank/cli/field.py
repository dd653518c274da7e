"""`qbank field`: the owner's own fields."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import confirming, output, run
from qbank.cli.bulk_change import BulkChange
from qbank.cli.edits import changing, cleared
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, DryRunOption, Format, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.cli.set_values import parted
from qbank.domain.counting import counted
from qbank.domain.field_values import FieldType
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.cli.stderr import Narrator
    from qbank.services.field_defining import Defining
    from qbank.services.field_moving import FieldChange
    from qbank.services.own_fields import FieldView

app = new_group("Your own fields: listed, defined, renamed, taken away.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Its name, as `qbank field list` has it.")]
COLUMNS: list[Column["FieldView"]] = [
    Column("kind", lambda field: "field"),
    Column("name", lambda field: field.name),
    Column("questions", lambda field: field.questions),
    Column("distinct", lambda field: field.values),
    Column("type", lambda field: field.definition.type.value if field.definition else None),
    Column("values", lambda field: list(field.definition.values) if field.definition else []),
    Column("required", lambda field: field.definition.required if field.definition else None),
    Column("description", lambda field: field.definition.description if field.definition else None, "dim"),
]
IN_TABLE = "name,questions,distinct,type,required,values"
IN_ROWS = "name,questions,distinct,type,values,required,description"


@app.command("list")
def list_fields(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List your fields.

    The questions that use each, its distinct values, and what it is defined as.

    Example: qbank field list --format ndjson
    """
    how = output.chosen(how)
    if how is Format.IDS:
        raise QbankError(Kind.USAGE, "fields have no ids", hint="--columns name prints their names")
    found = run.reading(ctx, services.own_fields.listing)
    if not found:
        run.invocation(ctx).narrator.say("no question has a field of yours; set one: --field topic=redox")
    if columns is None and how not in (Format.JSON, Format.NDJSON):
        columns = IN_TABLE if how is Format.TABLE else IN_ROWS
    output.show(run.invocation(ctx), found, COLUMNS, how, names=columns, no_header=no_header)


@app.command("define")
def define(
    ctx: typer.Context,
    name: NameArgument,
    type: Annotated[
        FieldType | None,
        typer.Option("--type", "-t", help="What its values are. [default: text, with --values a choice]"),
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--values", metavar="A,B", help="The values of a choice.")
    ] = None,
    required: Annotated[
        bool | None,
        typer.Option(
            "--required/--optional", help="Refuse a question without it, drafts aside.", show_default=False
        ),
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", help="What it says; `none` takes it away.")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Define it though there are questions that do not fit.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Define what a field of yours may hold.

    From then on each question that is written is checked. Values that mean the same are put into one form;
    where questions do not fit, nothing is defined and you see which. What you do not say of a field that is
    defined already stays as it is.

    Example: qbank field define level --values A1,A2,B1,B2 --required
    """
    from qbank.domain.own_fields import Wanted

    choices = None if values is None else parted(values)
    if choices == ():
        raise QbankError(Kind.USAGE, "--values is given nothing", hint="write them as --values A1,A2,B1")
    said = "" if description is not None and cleared(description) is None else description
    wanted = Wanted(name, type, choices, required, said)
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.field_defining.plan(session, wanted))
    _tell_fit(narrator, planned)
    if not anyway:
        services.field_defining.require_fitting(planned)
    if planned.is_so_already:
        narrator.say("it is so already; nothing was changed")
        return
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return

    def apply(expected: "Defining") -> "Defining":
        return changing(ctx, lambda session, by: services.field_defining.define(session, by, expected))

    done = confirming.carried_out(planned, _asked, apply, yes=yes or not planned.rewritten)
    told = services.field_defining.told(done.definition)
    narrator.say(f"defined {done.definition.name}: {told}; `qbank undo` takes that back")


def _asked(planned: "Defining") -> str:
    return f"define {planned.definition.name} and change {counted(planned.rewritten, 'question')}"


def _tell_fit(narrator: "Narrator", planned: "Defining") -> None:
    """Say how the questions of the bank fit a definition."""
    said = counted(planned.said, "question has", "questions have")
    narrator.say(f"{said} the field {planned.definition.name}")
    if planned.rewritten:
        narrator.say(f"  {planned.rewritten:,} would have it put into the defined form")
    for misfit in planned.misfits:
        more = f" and {misfit.questions - 1:,} more" if misfit.questions > 1 else ""
        narrator.say(f"  {misfit.id[:8]}{more}: {misfit.reason}")
    if planned.misfitting > sum(misfit.questions for misfit in planned.misfits):
        narrator.say("  …")


@app.command("rename")
def rename(
    ctx: typer.Context,
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Give a field of yours another name.

    Its values and its definition keep.

    Example: qbank field rename topik topic --dry-run
    """
    from qbank.services.field_moving import FieldChange

    _carry_out(ctx, FieldChange(name, new), f"{name} is {new} now", dry_run=dry_run, yes=yes)


@app.command("delete")
def delete(
    ctx: typer.Context,
    name: NameArgument,
    keep_values: Annotated[
        bool, typer.Option("--keep-values", help="Take its definition away alone.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Take a field of yours away, with all its values.

    One undo brings them back.

    Example: qbank field delete week --dry-run
    """
    from qbank.services.field_moving import FieldChange

    if keep_values:
        if dry_run:
            run.invocation(ctx).narrator.say("its definition would go, and no question change")
            return
        gone = changing(ctx, lambda session, by: services.field_defining.undefine(session, by, name))
        run.invocation(ctx).narrator.say(f"{gone} is not defined any more; its values are as they were")
        return
    _carry_out(ctx, FieldChange(name), f"{name} is gone", dry_run=dry_run, yes=yes)


def _carry_out(ctx: typer.Context, change: "FieldChange", told: str, *, dry_run: bool, yes: bool) -> None:
    """See, agree and do; a definition that no question uses goes without being asked about."""
    seen = run.reading(ctx, change.preview)
    if seen.changed or dry_run:
        BulkChange(ctx, change.preview, change.apply).carry_out(dry_run=dry_run, yes=yes)
        return
    changing(ctx, lambda session, by: change.apply(session, by, None))
    run.invocation(ctx).narrator.say(f"{told}; no question used it; `qbank undo` takes that back")
