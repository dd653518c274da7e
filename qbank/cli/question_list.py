"""`qbank question list` and `count`."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from qbank import services
from qbank.cli import delimited, output, run
from qbank.cli.cells import Cell
from qbank.cli.nothing_found import say_why, tell_why
from qbank.cli.options import (
    ColumnsOption,
    ExplainOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
    NumberFormatOption,
    QueryArgument,
    SampleOption,
    SeedOption,
    SortOption,
    WholeFormat,
)
from qbank.cli.output import Column
from qbank.cli.retired import without_retired
from qbank.cli.selecting import query_of, selection_of, tell_absent, tell_seed
from qbank.cli.streaming import spooled
from qbank.domain import jsontext
from qbank.query.fields import FIELDS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection

DEFAULT = ("id", "type", "difficulty", "rating", "category", "tags", "stem")
SHOWN = ("id", "type", "difficulty", "rating", "category", "stem")
SHOWN_NARROW = ("id", "type", "difficulty", "category", "stem")
SHOWN_NARROWEST = ("id", "stem")
WIDE, NARROW = 100, 60
MOMENTS = ("created_at", "updated_at", "status_at")
LEVELS = ("easy", "medium", "hard")
FIELDS_TOLD = f"Fields of a query, each as FIELD:VALUE: {', '.join(field.name for field in FIELDS)}."
Row = Sequence[Any]


def list_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    sort: SortOption = None,
    no_header: NoHeaderOption = False,
    explain: ExplainOption = False,
) -> None:
    """List the questions a query finds.

    On a terminal a screenful, as a table; into a pipe all of them, as TSV.
    """
    if explain:
        explain_query(query)
        return
    selection = selection_of(query, limit=limit, sample=sample, seed=seed)
    tell_absent(ctx, selection)
    if sample is not None:
        selection = without_retired(ctx, selection)
    tell_seed(ctx, selection, seed)
    how = output.chosen(how)
    if how is Format.TABLE:
        show_table(ctx, selection, columns, sort)
    else:
        output.write(spooled(ctx, Lines(ctx, selection, how, columns, sort, no_header).lines))


def count_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    how: NumberFormatOption = WholeFormat.TABLE,
    explain: ExplainOption = False,
) -> None:
    """Count the questions a query finds.

    In JSON it is {"questions": N}. By category, tag and so on they are counted by qbank stats.
    """
    if explain:
        explain_query(query)
        return
    selection = selection_of(query)
    tell_absent(ctx, selection)
    count = run.reading(ctx, lambda session: services.listing.count(session, selection))
    output.line(str(count) if how is WholeFormat.TABLE else jsontext.encode_text({"questions": count}))
    if not count:
        tell_why(ctx, selection)


def explain_query(query: Sequence[str] | None) -> None:
    """Say how a query was read."""
    from qbank.query.explain import explain

    output.line(explain(query_of([word for word in query or () if word != "-"])))


def _fitting(width: int) -> Sequence[str]:
    """Choose the columns that a line has room for."""
    return SHOWN if width >= WIDE else SHOWN_NARROW if width >= NARROW else SHOWN_NARROWEST


def _named(columns: str | None, default: Sequence[str]) -> Sequence[str]:
    if columns is None:
        return default
    return [name.strip() for name in columns.split(",") if name.strip()]


@dataclass(frozen=True, slots=True)
class Lines:
    """A listing for a program. Without columns, JSON holds the same objects as an export."""

    ctx: typer.Context
    selection: "Selection"
    how: Format
    columns: str | None
    sort: str | None
    no_header: bool

    async def lines(self, session: "AsyncSession") -> AsyncIterator[bytes]:
        """Yield the listing, the header first."""
        as_array = self.how is Format.JSON
        if self.how in (Format.NDJSON, Format.JSON) and self.columns is None:
            lines = services.exporting.question_lines(session, self.selection, self.sort, teller(self.ctx))
        else:
            names = ("id",) if self.how is Format.IDS else _named(self.columns, DEFAULT)
            if self.how in delimited.WITH_HEADER and not self.no_header:
                yield b"".join(delimited.WITH_HEADER[self.how](names, [names]))
            rows = services.listing.rows(session, self.selection, names, self.sort, teller(self.ctx))
            lines = _written(rows, names, delimited.WRITERS[Format.NDJSON if as_array else self.how])
        lines = self._or_why(session, lines)
        async for piece in delimited.as_array_of(lines) if as_array else lines:
            yield piece

    async def _or_why(self, session: "AsyncSession", lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass lines on; where there are none, say on a terminal why."""
        nothing = True
        async for piece in lines:
            nothing = False
            yield piece
        if nothing:
            await say_why(self.ctx, session, self.selection)


def teller(ctx: typer.Context) -> Callable[[int], None]:
    """Give what says how many were ranked where more hold the words."""
    narrator = run.invocation(ctx).narrator

    def tell(bound: int) -> None:
        narrator.say(
            f"many questions hold these words: of the newest {bound:,} the best come first, then the others"
        )

    return tell


async def _written(
    batches: AsyncIterator[list[Any]], names: Sequence[str], writer: Any
) -> AsyncIterator[bytes]:
    async for batch in batches:
        yield b"".join(writer(names, batch))


def show_table(ctx: typer.Context, selection: "Selection", columns: str | None, sort: str | None) -> None:
    """Show a screenful to a person, and say how much more there is."""
    names = _named(columns, _fitting(output.width()))
    room = output.screenful() if output.is_terminal() else None
    bounded = selection.limit is not None or selection.sample is not None or room is None
    shown = selection if bounded else replace(selection, limit=room)

    async def read(session: "AsyncSession") -> tuple[list[Row], int, int]:
        batches = services.listing.rows(session, shown, names, sort, teller(ctx))
        rows: list[Row] = [row for batch in [batch async for batch in batches] for row in batch]
        length = 36
        if "id" in names and output.is_read():
            place = list(names).index("id")
            length = await services.listing.short_lengths(session, [row[place] for row in rows])
        total = (
            len(rows)
            if bounded or len(rows) < (room or 0)
            else await services.listing.count(session, selection)
        )
        return rows, total, length

    rows, total, length = run.reading(ctx, read)
    output.show(
        run.invocation(ctx),
        rows,
        [_column(name, place, length) for place, name in enumerate(names)],
        Format.TABLE,
    )
    if not rows:
        run.invocation(ctx).narrator.say("no question is found")
        tell_why(ctx, selection)
    if total > len(rows):
        run.invocation(ctx).narrator.say(f"{len(rows)} of {total:,}; --limit N shows more, a pipe takes all")


def _column(name: str, place: int, length: int) -> Column[Row]:
    if name == "id":
        return Column(name, lambda row: str(row[place])[:length], "id")
    if name == "difficulty":
        return Column(
            name, lambda row: _cell(row[place]), lambda row: row[place] if row[place] in LEVELS else ""
        )
    if name in MOMENTS:
        return Column(name, lambda row: _moment(row[place]), "dim")
    return Column(name, lambda row: _cell(row[place]), {"category": "dim", "tags": "tag"}.get(name, ""))


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return " ".join(value.split())
    return value  # type: ignore[no-any-return]  # a cell as the service made it
