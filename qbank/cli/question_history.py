"""`qbank question history`, `diff` and `revert`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.difference_view import difference_lines
from qbank.cli.edits import changing
from qbank.cli.log import write_lines
from qbank.cli.options import (
    ColumnsOption,
    DryRunOption,
    Format,
    FormatOption,
    NoHeaderOption,
    WholeFormat,
    WholeFormatOption,
)
from qbank.cli.output import Column
from qbank.cli.styled_text import Segment, StyledLine, plain_line
from qbank.cli.terminal_text import safe_line

if TYPE_CHECKING:
    from qbank.services.question_history import Compared, Version

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="Four or more characters of an id, or ext:EXTERNAL_ID.")
]
VERSIONS = "a number from `question history`, or @CHANGE for what a change left"

PRUNED = "pruned: who did what before is not kept"

COLUMNS: "list[Column[Version]]" = [
    Column("version", lambda each: each.number, "id"),
    Column("change", lambda each: each.change),
    Column("created_at", lambda each: each.created_at, "dim"),
    Column("actor", lambda each: each.actor),
    Column("changed", lambda each: ", ".join(each.places)),
    Column(
        "did", lambda each: each.message, shown=lambda each: PRUNED if each.change is None else each.message
    ),
    Column("message", lambda each: each.note),
    Column("undone_by", lambda each: each.undone_by),
]


def show_history(
    ctx: typer.Context,
    id: IdArgument,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List the versions of a question: who changed what, when.

    Example: qbank question history 3f2a
    """
    _, found = run.reading(ctx, lambda session: services.question_history.versions(session, id))
    how = output.chosen(how)
    shown = COLUMNS
    if how is Format.TABLE and columns is None:
        shown = _worth_showing(found)
    output.show(run.invocation(ctx), found, shown, how, names=columns, no_header=no_header)


def _worth_showing(found: "list[Version]") -> "list[Column[Version]]":
    """Leave out columns a person would find empty, and call the moment by its name in a person's words."""
    empty = {
        "message": not any(each.note for each in found),
        "undone_by": not any(each.undone_by for each in found),
    }
    kept = [column for column in COLUMNS if not empty.get(column.name)]
    return [replace(column, name="when") if column.name == "created_at" else column for column in kept]


def show_difference(
    ctx: typer.Context,
    id: IdArgument,
    first: Annotated[str | None, typer.Argument(metavar="[V1]", help=f"A version: {VERSIONS}.")] = None,
    second: Annotated[str | None, typer.Argument(metavar="[V2]", help="Another. [default: now]")] = None,
    how: WholeFormatOption = None,
) -> None:
    """Show where two versions of a question differ.

    Without versions, the last two; with one, that one and how it is now.

    Example: qbank question diff 3f2a 1 3
    """
    how = output.told_whole(how, "question diff")
    found = run.reading(ctx, lambda session: services.question_history.compare(session, id, first, second))
    if how is not WholeFormat.TABLE:
        output.document(_object(found))
        return
    colored = output.colored(run.invocation(ctx))
    head = f"{found.id[:8]}  {_label(found.before)} → {_label(found.after)}"
    lines: list[StyledLine] = [(Segment(safe_line(head), "heading"),)]
    lines += difference_lines(found.differences, colored=colored, whole=True)
    write_lines(run.invocation(ctx), lines, colored=colored)
    if not found.differences:
        run.invocation(ctx).narrator.say("they say the same")


def _label(version: "Version") -> str:
    by = "" if version.change is None else f", change {version.change}"
    when = f"{version.created_at.astimezone():%Y-%m-%d %H:%M}"
    return f"version {version.number} ({when}{by})"


def _object(found: "Compared") -> dict[str, Any]:
    """Give a comparison as one JSON object; the pieces of a text make both when put together."""
    from qbank.domain.word_diff import marked

    changes = []
    for place, before, after in found.differences:
        change = {"place": place, "before": before, "after": after}
        if isinstance(before, str) and isinstance(after, str):
            change["words"] = [
                {"mark": piece.mark.value, "text": piece.text} for piece in marked(before, after)
            ]
        changes.append(change)
    ends = {
        name: {"version": each.number, "change": each.change, "created_at": each.created_at}
        for name, each in (("from", found.before), ("to", found.after))
    }
    return {"id": found.id, **ends, "changes": changes}


def revert_question(
    ctx: typer.Context,
    id: IdArgument,
    version: Annotated[str, typer.Argument(metavar="VERSION", help=f"Which: {VERSIONS}.")],
    dry_run: DryRunOption = False,
) -> None:
    """Give a question what it said in an older version.

    That is a new change, which `qbank undo` takes back.

    Example: qbank question revert 3f2a 1
    """
    service, narrator = services.question_history, run.invocation(ctx).narrator
    if dry_run:
        done = run.reading(ctx, lambda session: service.revert(session, None, id, version))
    else:
        done = changing(ctx, lambda session, by: service.revert(session, by, id, version))
    if done.others and not version.startswith("@"):
        others = ", ".join(f"@{change}" for change in done.others)
        narrator.say(f"several versions have the number {version}: this is the newest; the others: {others}")
    for line in difference_lines(done.differences, colored=False):
        narrator.say(plain_line(line))
    for reason in done.kept:
        narrator.warn(f"{done.id[:8]}: {reason}")
    if not done.differences:
        narrator.say(f"question {done.id[:8]} says that already; nothing was changed")
    elif done.change is None:
        narrator.say(f"that is {_label(done.version)}")
        narrator.say("dry run: nothing was changed")
    else:
        narrator.say(
            f"question {done.id[:8]} says what {_label(done.version)} said; `qbank undo` takes that back"
        )
