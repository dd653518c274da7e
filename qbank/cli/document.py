"""`qbank document`: the books, courses and files that questions come from."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank import services
from qbank.cli import confirming, details, output, run
from qbank.cli.bank_names import bank_in_use
from qbank.cli.edits import changing, cleared, require_some
from qbank.cli.groups import new_group
from qbank.cli.options import (
    ColumnsOption,
    DryRunOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
    YesOption,
)
from qbank.cli.output import Column
from qbank.domain.counting import counted

if TYPE_CHECKING:
    from qbank.services.documents import DocumentChanges, DocumentDetails, DocumentView, Doomed, ImportView

app = new_group("Where questions come from.")

NameArgument = Annotated[
    str, typer.Argument(metavar="TITLE|ID", help="Its title, or four or more characters of its id.")
]
UriOption = Annotated[str | None, typer.Option("--uri", help="Where it is found: a web address, an ISBN.")]
AuthorOption = Annotated[str | None, typer.Option("--author", help="Who wrote it.")]
LicenceOption = Annotated[str | None, typer.Option("--licence", help="The terms it may be used under.")]
CategoryOption = Annotated[
    str | None, typer.Option("--category", metavar="PATH", help="The category it belongs to.")
]

COLUMNS: list[Column["DocumentView"]] = [
    Column("kind", lambda document: "document"),
    Column("id", lambda document: document.id),
    Column("title", lambda document: document.title),
    Column("questions", lambda document: document.questions),
    Column("imports", lambda document: document.imports),
    Column("uri", lambda document: document.uri),
    Column("author", lambda document: document.author),
    Column("licence", lambda document: document.licence),
    Column("category", lambda document: document.category),
    Column("created_at", lambda document: document.created_at),
    Column("updated_at", lambda document: document.updated_at),
]
IN_ROWS = ("id", "title", "questions", "imports", "uri", "author", "licence", "category", "created_at")
_SHORT_ID: Column["DocumentView"] = Column("id", lambda document: document.short_id, "id")


@app.command("add")
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called.")],
    uri: UriOption = None,
    author: AuthorOption = None,
    licence: LicenceOption = None,
    category: CategoryOption = None,
) -> None:
    """Add a document; prints its id.

    Example: qbank document add 'Campbell Biology' --author 'Urry et al.'
    """
    said = _changes(uri=uri, author=author, licence=licence, category=category)
    added = run.writing(ctx, lambda session, by: services.documents.add(session, by, title, said))
    run.invocation(ctx).narrator.say(f"added document {added.title}")
    output.line(added.id)


@app.command("list")
def list_documents(
    ctx: typer.Context,
    limit: LimitOption = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List documents by title, with the questions and imports of each.

    Example: qbank document list --format ndjson
    """
    how = output.chosen(how)
    bound = output.bound(how, limit)
    page = run.reading(ctx, lambda session: services.documents.listing(session, bound))
    _show_list(ctx, page.documents, how, columns, no_header=no_header)
    narrator = run.invocation(ctx).narrator
    if not page.total:
        narrator.say("there are no documents yet; an import makes one")
    elif len(page.documents) < page.total:
        narrator.say(f"{len(page.documents)} of {counted(page.total, 'document')}; --limit shows more")


@app.command("show")
def show(
    ctx: typer.Context, name: NameArgument, how: FormatOption = None, no_header: NoHeaderOption = False
) -> None:
    """Show a document and what was imported from it.

    Example: qbank document show 'Campbell Biology'
    """
    found = run.reading(ctx, lambda session: services.documents.show(session, name))
    details.show(lambda write: _parts(found, write), _whole(found), how, no_header=no_header)


@app.command("edit")
def edit(
    ctx: typer.Context,
    name: NameArgument,
    title: Annotated[str | None, typer.Option("--title", help="Its new title.")] = None,
    uri: UriOption = None,
    author: AuthorOption = None,
    licence: LicenceOption = None,
    category: CategoryOption = None,
) -> None:
    """Change what is said of a document; `none` takes a value away.

    Example: qbank document edit 'Campbell Biology' --licence none
    """
    changes = _changes(uri=uri, author=author, licence=licence, category=category)
    if title is not None:
        changes["title"] = title
    require_some(changes, "--title, --uri, --author, --licence or --category")
    done = changing(ctx, lambda session, by: services.documents.edit(session, by, name, changes))
    what = f"changed {', '.join(done.changed)}" if done.changed else "nothing to change"
    run.invocation(ctx).narrator.say(f"{done.title}: {what}")


@app.command("delete")
def delete(
    ctx: typer.Context, name: NameArgument, yes: YesOption = False, dry_run: DryRunOption = False
) -> None:
    """Delete a document; its questions stay.

    What is known of its imports goes with it.

    Example: qbank document delete 'Old test book' --dry-run
    """
    narrator = run.invocation(ctx).narrator
    planned = run.reading(ctx, lambda session: services.documents.doomed(session, name))
    narrator.say(f"would delete {_told(planned)} in {bank_in_use(ctx)}")
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return

    def apply(expected: "Doomed") -> "Doomed":
        return run.writing(ctx, lambda session, by: services.documents.delete(session, by, expected))

    done = confirming.carried_out(planned, lambda doomed: f"delete {_told(doomed)}", apply, yes=yes)
    narrator.say(f"deleted {_told(done)}; take it back with: qbank undo")


def _changes(**values: str | None) -> "DocumentChanges":
    """Take the options that were given, `none` as nothing."""
    given = {name: cleared(value) for name, value in values.items() if value is not None}
    changes: DocumentChanges = {}
    changes.update(given)  # type: ignore[typeddict-item]  # the names are those of the callers' options
    return changes


def _show_list(
    ctx: typer.Context, found: Sequence["DocumentView"], how: Format, names: str | None, *, no_header: bool
) -> None:
    columns = COLUMNS
    shown = list(IN_ROWS)
    if how is Format.TABLE:
        columns = [_SHORT_ID if column.name == "id" else column for column in COLUMNS]
        shown = [name for name in shown if not found or _is_said(found, name)]
    if names is None and how not in (Format.JSON, Format.NDJSON):
        names = ",".join(shown)
    output.show(run.invocation(ctx), found, columns, how, names=names, no_header=no_header)


def _is_said(found: Sequence["DocumentView"], name: str) -> bool:
    return any(getattr(document, name) is not None for document in found)


def _told(doomed: "Doomed") -> str:
    stay = "1 question stays" if doomed.questions == 1 else f"{doomed.questions:,} questions stay"
    return f"document {doomed.title} and what is known of {counted(doomed.imports, 'import')} ({stay})"


def _parts(found: "DocumentDetails", write: details.Writer) -> Iterator[details.Part]:
    names = ("title", "id", "uri", "author", "licence", "category", "questions")
    yield from ((name, getattr(found.document, name)) for name in names)
    for each in found.imports:
        change = "" if each.change is None else f", change {each.change}"
        yield "import", f"{each.file_name}, {each.format}, {write(each.created_at)}{change}"
    yield from ((name, getattr(found.document, name)) for name in ("created_at", "updated_at"))


def _whole(found: "DocumentDetails") -> dict[str, Any]:
    whole: dict[str, Any] = {column.name: column.cell(found.document) for column in COLUMNS}
    return whole | {"imports": [_import(each) for each in found.imports]}


def _import(row: "ImportView") -> dict[str, Any]:
    names = ("id", "file_name", "format", "sha256", "created_at", "change")
    return {name: getattr(row, name) for name in names}
