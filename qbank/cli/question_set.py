"""`qbank question set`: one value for many questions, seen before it is done."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli.bulk_change import BulkChange
from qbank.cli.exits import ExitCode
from qbank.cli.options import (
    AllOption,
    DryRunOption,
    ExpectOption,
    LimitOption,
    QueryArgument,
    SampleOption,
    SeedOption,
    YesOption,
)
from qbank.cli.retired import without_retired
from qbank.cli.selecting import changing_selection, tell_absent, tell_seed
from qbank.cli.set_values import CLEARED, own_fields, tag_list, value_of
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.journal import Authorship
    from qbank.services.previews import Preview
    from qbank.services.selection import Selection
    from qbank.services.set_request import SetRequest

Value = str | None


def set_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    difficulty: Annotated[
        Value, typer.Option("--difficulty", "-d", help="easy, medium, hard or none.")
    ] = None,
    rating: Annotated[Value, typer.Option("--rating", help="0 to 5, or none.")] = None,
    points: Annotated[Value, typer.Option("--points", help="What it is worth, or none.")] = None,
    status: Annotated[Value, typer.Option("--status", help="draft, review, ready or retired.")] = None,
    assignee: Annotated[
        Value, typer.Option("--assignee", metavar="NAME", help="Who is to look at them, or none.")
    ] = None,
    category: Annotated[Value, typer.Option("--category", metavar="PATH", help="Move them there.")] = None,
    document: Annotated[
        Value, typer.Option("--document", metavar="TITLE", help="Its title or id, or none.")
    ] = None,
    author: Annotated[Value, typer.Option("--author", help="Who wrote them, or none.")] = None,
    licence: Annotated[
        Value, typer.Option("--licence", help="What others may do with them, or none.")
    ] = None,
    language: Annotated[
        Value, typer.Option("--language", help="A language tag such as en or pt-BR, or none.")
    ] = None,
    add_tag: Annotated[
        list[str] | None, typer.Option("--add-tag", metavar="TAG", help="Add a tag; several with commas.")
    ] = None,
    remove_tag: Annotated[
        list[str] | None,
        typer.Option("--remove-tag", metavar="TAG", help="Take a tag away; several with commas."),
    ] = None,
    tags: Annotated[
        Value, typer.Option("--tags", metavar="TAG,TAG", help="These tags and no others.")
    ] = None,
    clear_tags: Annotated[bool, typer.Option("--clear-tags", help="No tags.")] = False,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="NAME=VALUE", help="A field of your own.")
    ] = None,
    unset_field: Annotated[
        list[str] | None, typer.Option("--unset-field", metavar="NAME", help="Take a field of yours away.")
    ] = None,
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    expect: ExpectOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Change many questions at once: difficulty, tags and more.

    Says first what would change, and asks on a terminal. It is one change: one `qbank undo` takes it back.
    """
    from qbank.services.set_request import SetRequest

    told = {
        "difficulty": difficulty, "rating": rating, "points": points, "status": status, "author": author,
        "licence": licence, "language": language, "assignee": assignee,
    }  # fmt: skip
    fields, unset = own_fields(field, unset_field)
    request = SetRequest(
        values={name: value_of(name, value) for name, value in told.items() if value is not None},
        category=category,
        document=None if document is None or document.lower() == CLEARED else document,
        clear_document=document is not None and document.lower() == CLEARED,
        add_tags=tag_list(add_tag),
        remove_tags=tag_list(remove_tag),
        tags=_replaced(tags, clear=clear_tags),
        fields=fields,
        unset_fields=unset,
    )
    if request.is_empty:
        raise QbankError(
            Kind.USAGE, "nothing says what to set", hint="use --difficulty hard, --add-tag exam and the like"
        )
    _refuse_both(request)
    selection = changing_selection(query, everything, limit=limit, sample=sample, seed=seed)
    if sample is not None and not everything:
        selection = without_retired(ctx, selection)
    absent = tell_absent(ctx, selection)
    tell_seed(ctx, selection, seed)
    change = _bulk_change(ctx, selection, request, expect)
    done = change.carry_out(dry_run=dry_run, yes=yes)
    if absent or done.left_out:
        raise typer.Exit(ExitCode.PARTLY)


def _refuse_both(request: "SetRequest") -> None:
    gone = {fold(tag) for tag in request.remove_tags}
    for tag in request.add_tags:
        if fold(tag) in gone:
            raise QbankError(
                Kind.USAGE, f"{tag!r} is to be added and to be taken away", hint="leave one of them out"
            )


def _replaced(tags: str | None, *, clear: bool) -> tuple[str, ...] | None:
    if clear and tags is not None:
        raise QbankError(Kind.USAGE, "--tags and --clear-tags mean two things", hint="leave one of them out")
    if tags is None:
        return () if clear else None
    return () if tags.strip().lower() == CLEARED else tag_list([tags])


def _bulk_change(
    ctx: typer.Context, selection: "Selection", request: "SetRequest", expect: int | None
) -> BulkChange:
    async def preview(session: "AsyncSession", most: int | None) -> "Preview":
        await services.changing.require_count(session, selection, expect)
        return await services.changing.preview(session, selection, request, most)

    async def apply(session: "AsyncSession", by: "Authorship", seen: "Preview | None") -> "Preview":
        await services.changing.require_count(session, selection, expect)
        return await services.changing.apply(session, by, selection, request, seen)

    return BulkChange(ctx, preview, apply, selection=selection)
