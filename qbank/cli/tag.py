"""`qbank tag`: the tags of all questions."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.bulk_change import BulkChange
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, DryRunOption, Format, FormatOption, NoHeaderOption, YesOption
from qbank.cli.output import Column
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.services.tags import TagChange, TagView

app = new_group("Tags: counted, renamed, merged, taken away.")

COLUMNS: list[Column["TagView"]] = [
    Column("kind", lambda tag: "tag"),
    Column("tag", lambda tag: tag.name, "tag"),
    Column("questions", lambda tag: tag.questions, "number"),
    Column("otherwise", lambda tag: tag.otherwise),
]
IN_ROWS = "tag,questions,otherwise"
IN_TABLE = "tag,questions"


@app.command("list")
def list_tags(
    ctx: typer.Context,
    prefix: Annotated[
        str | None, typer.Argument(metavar="[PREFIX]", help="Only those that begin so.")
    ] = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List tags, as most questions spell them.

    Count the questions of each, and those of them that spell it otherwise.

    Example: qbank tag list bio --format csv
    """
    how = output.chosen(how)
    if how is Format.IDS:
        raise QbankError(Kind.USAGE, "tags have no ids", hint="--columns tag prints their names")
    found = run.reading(ctx, lambda session: services.tags.listing(session, prefix))
    if not found:
        run.invocation(ctx).narrator.say(
            "no question has a tag yet; `qbank question set` has --add-tag"
            if prefix is None
            else f"no tag begins with {prefix!r}"
        )
    if columns is None and how not in (Format.JSON, Format.NDJSON):
        columns = IN_TABLE if how is Format.TABLE else IN_ROWS
    output.show(run.invocation(ctx), found, COLUMNS, how, names=columns, no_header=no_header)


@app.command("rename")
def rename(
    ctx: typer.Context,
    tag: Annotated[str, typer.Argument(metavar="OLD", help="The tag, in any case.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Give a tag another name, or another spelling.

    Those below it go with it: `a/b` is where `a` is.

    Example: qbank tag rename redx redox --dry-run
    """
    from qbank.services.tags import TagChange

    _carry_out(ctx, TagChange([tag], new), dry_run=dry_run, yes=yes)


@app.command("merge")
def merge(
    ctx: typer.Context,
    tags: Annotated[
        list[str], typer.Argument(metavar="FROM... INTO", help="The tags that go, and the one they become.")
    ],
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Make one tag of several: the last one named.

    Those below them go with them.

    Example: qbank tag merge oxidation reduction redox
    """
    from qbank.services.tags import TagChange

    if len(tags) < 2:
        raise QbankError(
            Kind.USAGE,
            "merging takes two tags or more",
            hint="the last one stays: qbank tag merge oxidation redox",
        )
    _carry_out(ctx, TagChange(tags[:-1], tags[-1], merging=True), dry_run=dry_run, yes=yes)


@app.command("delete")
def delete(
    ctx: typer.Context,
    tags: Annotated[
        list[str], typer.Argument(metavar="TAG...", help="The tags that go, with those below them.")
    ],
    alone: Annotated[bool, typer.Option("--alone", help="Leave those below them.")] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Take tags away from all questions.

    The questions stay, and one undo brings the tags back.

    Example: qbank tag delete draft old --dry-run
    """
    from qbank.services.tags import TagChange

    _carry_out(ctx, TagChange(tags, alone=alone), dry_run=dry_run, yes=yes)


def _carry_out(ctx: typer.Context, change: "TagChange", *, dry_run: bool, yes: bool) -> None:
    followers = run.reading(ctx, change.categories)
    if followers:
        run.invocation(ctx).narrator.say(f"the defaults and rules of {', '.join(followers)} follow")
    BulkChange(ctx, change.preview, change.apply).carry_out(dry_run=dry_run, yes=yes)
