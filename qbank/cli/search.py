"""`qbank search`: the short way to questions that hold some words, the best match first."""

from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import output, question_list, run
from qbank.cli.groups import new_group
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    ColumnsOption,
    ExplainOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
)
from qbank.cli.selecting import selection_of, tell_absent
from qbank.cli.streaming import spooled

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.cli.search_view import Found
    from qbank.services.selection import Selection

app = new_group("Search the questions' texts for words, the best match first.")

IN_ROWS = "id,category,match"
IN_OBJECTS = "id,type,category,stem,match"
LINES_EACH = 3
"""So many lines a question takes on a terminal, more or less."""


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY...", help='Words, "a phrase", a beginning*, and terms such as tag:cell.'
        ),
    ],
    how: FormatOption = None,
    columns: ColumnsOption = None,
    limit: LimitOption = None,
    no_header: NoHeaderOption = False,
    explain: ExplainOption = False,
) -> None:
    """Search the questions' texts for words, the best match first.

    Each match is shown in its context. Case and accents do not matter; NOT WORD leaves a word out, and stem:,
    choice:, answer:, title: and explanation: look in one part alone.

    Example: qbank search krebs 'mitoch*' NOT plant
    """
    if explain:
        question_list.explain_query(query)
        return
    selection = selection_of(query, limit=limit)
    tell_absent(ctx, selection)
    how = output.chosen(how)
    if how is Format.TABLE and columns is None:
        _shown(ctx, selection)
    elif how is Format.TABLE:
        question_list.show_table(ctx, selection, columns, services.relevance.RELEVANCE)
    else:
        names = columns or (IN_OBJECTS if how in (Format.JSON, Format.NDJSON) else IN_ROWS)
        produce = question_list.Lines(ctx, selection, how, names, services.relevance.RELEVANCE, no_header)
        output.write(spooled(ctx, produce.lines))


def _shown(ctx: typer.Context, selection: "Selection") -> None:
    """Show a screenful of matches to a person, and say how many more there are."""
    from qbank.cli import search_view

    narrator = run.invocation(ctx).narrator
    room = max(output.height() // LINES_EACH, 5) if output.is_terminal() else None

    async def read(session: "AsyncSession") -> "tuple[list[Found], int]":
        found = await search_view.read(session, selection, room, question_list.teller(ctx))
        total = await services.listing.count(session, selection) if len(found) == room else len(found)
        return found, total

    found, total = run.reading(ctx, read)
    width = min(output.width(), output.READABLE) if output.is_terminal() else None
    lines = (line for each in found for line in search_view.lines(each, width))
    output.read(run.invocation(ctx), [output.styled(run.invocation(ctx), lines)] if found else [])
    if not found:
        narrator.say("nothing found; a word is found whole, and krebs* finds what begins so")
        tell_why(ctx, selection)
    elif total > len(found) and selection.limit is None:
        narrator.say(f"{len(found)} of {total:,}; --limit N shows more, a pipe takes all")
