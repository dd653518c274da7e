"""`qbank stats`: a dashboard for a person, a table for a program."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank import services
from qbank.cli import output, run
from qbank.cli.groups import new_group
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    ColumnsOption,
    Format,
    FormatOption,
    NoHeaderOption,
    QueryArgument,
    SampleOption,
    SeedOption,
)
from qbank.cli.output import Column
from qbank.cli.selecting import selection_of, tell_absent, tell_seed
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.services.selection import Selection

app = new_group("Count questions: a dashboard, or a table of your own.")

ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="FIELD,FIELD",
        help="Count by category, type, difficulty, tag, status, rating, points, language, author, licence, "
        "document, assignee, created (the month) or field.NAME. [default in a pipe: category,difficulty]",
    ),
]
FirstOption = Annotated[
    int | None,
    typer.Option("--limit", min=0, metavar="N", help="Count only the first N questions; all rows are shown."),
]
DEFAULT = "category,difficulty"
NONE = "none"
LEVELS = ("easy", "medium", "hard")
Row = tuple[Any, ...]


@app.command()
def stats(
    ctx: typer.Context,
    query: QueryArgument = None,
    by: ByOption = None,
    limit: FirstOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """Count the questions a query finds: all of them where there is none.

    On a terminal a dashboard; into a pipe, or with --by, one table, a row for each combination of values.
    """
    how = output.chosen(how)
    if how is Format.IDS:
        hint = "`qbank question list --format ids` prints those of the questions"
        raise QbankError(Kind.USAGE, "counts have no ids", hint=hint)
    names = None if by is None else _names(by)
    selection = selection_of(query, limit=limit, sample=sample, seed=seed)
    tell_absent(ctx, selection)
    tell_seed(ctx, selection, seed)
    if how is Format.TABLE and names is None and columns is None and output.is_terminal():
        _dashboard(ctx, selection)
        return
    fields = names or _names(DEFAULT)
    counts = run.reading(ctx, lambda session: services.statistics.table(session, selection, fields))
    shown = [_column(name, place, how) for place, name in enumerate(counts.columns)]
    output.show(run.invocation(ctx), counts.rows, shown, how, names=columns, no_header=no_header)
    if not counts.rows:
        tell_why(ctx, selection)


def _names(by: str) -> list[str]:
    names = [name.strip() for name in by.split(",") if name.strip()]
    if not names:
        raise QbankError(Kind.USAGE, "--by names no field", hint=f"say it as in --by {DEFAULT}")
    return names


def _dashboard(ctx: typer.Context, selection: "Selection") -> None:
    board = run.reading(ctx, lambda session: services.statistics.dashboard(session, selection))
    from qbank.cli import stats_view

    said = run.invocation(ctx)
    output.read(said, [output.styled(said, stats_view.dashboard_lines(board, output.width()))])
    if not board.questions:
        tell_why(ctx, selection)


def _column(name: str, place: int, how: Format) -> Column[Row]:
    """Give a column of counts; what is not said is `none` to a person and an empty cell to a program."""
    unsaid = NONE if how is Format.TABLE else None

    def cell(row: Row) -> Any:
        return unsaid if row[place] is None else row[place]

    if name == "difficulty":
        return Column(name, cell, lambda row: row[place] if row[place] in LEVELS else "")
    return Column(name, cell, {"tag": "tag", "questions": "number"}.get(name, ""))
