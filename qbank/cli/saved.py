"""`qbank saved add|list|show|edit|delete`: queries kept by name."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import details, output, run
from qbank.cli.confirming import carried_out
from qbank.cli.edits import changing, cleared, require_some
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, Format, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.cli.stderr import Narrator
    from qbank.services.journal import Authorship
    from qbank.services.saved_queries import SavedView

app = new_group("Queries kept by name: saved:NAME in any query.")

NameArgument = Annotated[str, typer.Argument(metavar="SAVED", help="Its name, as `qbank saved list` has it.")]
DescriptionOption = Annotated[
    str | None, typer.Option("--description", help="What it is for; `none` takes it away.")
]
COLUMNS: "list[Column[SavedView]]" = [
    Column("id", lambda saved: saved.id),
    Column("name", lambda saved: saved.name, "id"),
    Column("query", lambda saved: saved.query),
    Column("questions", lambda saved: saved.questions),
    Column("description", lambda saved: saved.description, "dim"),
    Column("wrong", lambda saved: saved.wrong),
    Column("created_at", lambda saved: saved.created_at),
    Column("updated_at", lambda saved: saved.updated_at),
]
IN_ROWS = "name,query,questions,description"


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    query: Annotated[list[str], typer.Argument(metavar="QUERY...", help="Such as tag:cell rating:3..")],
    description: DescriptionOption = None,
) -> None:
    """Save a query: `saved:NAME` then stands for it in any other.

    It is read anew each time: `updated:7d` in it goes on to mean the last seven days.

    Example: qbank saved add to-check status:review assignee:ada
    """
    words = _words(query)
    said = None if description is None else cleared(description)
    made = run.writing(ctx, lambda session, by: services.saved_queries.add(session, by, name, words, said))
    narrator = run.invocation(ctx).narrator
    narrator.say(f"saved {made.name}: it finds {counted(made.questions or 0, 'question')} now")
    narrator.say(f"use it: qbank question list {_term(made.name)}")


@app.command("list")
def list_saved(
    ctx: typer.Context,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List saved queries, and how many questions each finds now.

    Example: qbank saved list --format ndjson
    """
    how = output.chosen(how)
    found = run.reading(ctx, services.saved_queries.listing)
    if columns is None and how not in (Format.JSON, Format.NDJSON):
        columns = IN_ROWS
    output.show(run.invocation(ctx), found, COLUMNS, how, names=columns, no_header=no_header)
    narrator = run.invocation(ctx).narrator
    if not found:
        narrator.say("no query is saved yet: qbank saved add to-check status:review")
    for each in found:
        _tell_wrong(narrator, each)


@app.command("show")
def show(
    ctx: typer.Context, name: NameArgument, how: FormatOption = None, no_header: NoHeaderOption = False
) -> None:
    """Show a saved query.

    Example: qbank saved show to-check
    """
    found = run.reading(ctx, lambda session: services.saved_queries.show(session, name))
    parts = ("name", "query", "questions", "description", "created_at", "updated_at")
    whole = {column.name: column.cell(found) for column in COLUMNS}
    details.show(lambda write: ((each, whole[each]) for each in parts), whole, how, no_header=no_header)
    _tell_wrong(run.invocation(ctx).narrator, found)


@app.command("edit")
def edit(
    ctx: typer.Context,
    name: NameArgument,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="The query it is to be from now on.")
    ] = None,
    new: Annotated[str | None, typer.Option("--name", metavar="NEW", help="Its new name.")] = None,
    description: DescriptionOption = None,
) -> None:
    """Say a saved query anew, or call it something else.

    Example: qbank saved edit to-check status:review assignee:any
    """
    changes: dict[str, str | None] = {} if new is None else {"name": new}
    if description is not None:
        changes["description"] = cleared(description)
    words = _words(query) if query else None
    require_some(
        {**changes, **({} if words is None else {"query": words})}, "a query, --name or --description"
    )
    using = [] if new is None else run.reading(ctx, lambda session: _users(session, name))

    async def work(session: "AsyncSession", by: "Authorship") -> "tuple[SavedView, tuple[str, ...]]":
        return await services.saved_queries.edit(session, by, name, words, changes)

    done, changed = changing(ctx, work)
    narrator = run.invocation(ctx).narrator
    if using and "name" in changed:
        narrator.warn(f"{', '.join(using)} named it as it was called, and cannot be read now")
    what = f"changed {', '.join(changed)}" if changed else "nothing to change"
    narrator.say(f"{done.name}: {what}")


@app.command("delete")
def delete(ctx: typer.Context, name: NameArgument, yes: YesOption = False) -> None:
    """Take a saved query away. No question changes.

    Example: qbank saved delete to-check
    """
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.saved_queries.show(session, name))
    if using := run.reading(ctx, lambda session: _users(session, name)):
        narrator.warn(f"{', '.join(using)} cannot be read without it")

    async def work(session: "AsyncSession", by: "Authorship") -> "SavedView":
        return await services.saved_queries.take_away(session, by, planned.name)

    carried_out(
        planned, lambda plan: f"take {plan.name} away ({plan.query})", lambda _: changing(ctx, work), yes=yes
    )
    narrator.say(f"took {planned.name} away; `qbank undo` brings it back")


async def _users(session: "AsyncSession", name: str) -> list[str]:
    return await services.saved_queries.users_of(session, name)


def _words(query: list[str]) -> list[str]:
    if "-" in query:
        raise QbankError(
            Kind.USAGE, "ids on stdin cannot be saved", hint="save a query; id:3f2a,91bc lists ids in one"
        )
    return query


def _term(name: str) -> str:
    return f"saved:{name}" if " " not in name else f"'saved:{name}'"


def _tell_wrong(narrator: "Narrator", each: "SavedView") -> None:
    if each.wrong is not None:
        narrator.warn(f"{each.name} cannot be read: {each.wrong}")
