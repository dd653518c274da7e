"""`qbank question duplicates`: which questions are one, and which of them say something else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from qbank import services
from qbank.cli import delimited, output, progress, run
from qbank.cli.nothing_found import tell_why
from qbank.cli.options import (
    ColumnsOption,
    Format,
    FormatOption,
    LimitOption,
    NoHeaderOption,
    QueryArgument,
)
from qbank.cli.output import Column
from qbank.cli.selecting import selection_of, tell_absent
from qbank.domain.counting import counted
from qbank.domain.likeness import TOLD, Likeness, told

if TYPE_CHECKING:
    from qbank.services.duplicate_finding import Finder
    from qbank.services.duplicates import Found
    from qbank.services.selection import Selection

COLUMNS: "list[Column[Found]]" = [
    Column("kind", lambda each: each.kind.value),
    Column("id", lambda each: each.id, "id"),
    Column("other", lambda each: each.other, "id"),
    Column("wording", lambda each: each.wording),
    Column("options", lambda each: each.options),
    Column("key", lambda each: each.key),
    Column("stem", lambda each: each.stem),
    Column("other_stem", lambda each: each.other_stem),
]


BOTH_STEMS = 140
"""A table of so many cells has room for the stems of both questions."""


class Wanted(NamedTuple):
    """Which pairs are asked for, and how many of them are to be shown."""

    kinds: Sequence[Likeness]
    least: float
    limit: int | None


def list_duplicates(
    ctx: typer.Context,
    query: QueryArgument = None,
    kinds: Annotated[
        list[Likeness] | None, typer.Option("--kind", help="Only pairs of this kind; may be said again.")
    ] = None,
    least: Annotated[
        float,
        typer.Option("--min", min=0, max=1, metavar="SCORE", help="Only stems so alike, from 0 to 1."),
    ] = 0,
    limit: LimitOption = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """Find questions that the bank has twice, or nearly.

    Wording, options and key are judged apart. Pairs with the same options and another key come first: one of
    the two is wrong. Then exact twins, items reworded, and stems with other options. The older question of a
    pair stands first; those of the query are compared with each other.

    Example: qbank question duplicates category:Biology --kind other-key
    """
    selection = selection_of(query)
    tell_absent(ctx, selection)
    picked = output.pick(COLUMNS, columns) if columns is not None else COLUMNS
    wanted = Wanted(kinds or list(Likeness), least, limit)
    with closing(_put_aside(ctx, selection)) as finder:
        met: Counter[str] = Counter()
        pairs = _shown(_found(finder, wanted), limit, met)
        _write(ctx, pairs, picked, output.chosen(how), named=columns is not None, no_header=no_header)
        _tell(ctx, met, wanted, finder)
        if not len(finder):
            tell_why(ctx, selection)


def _put_aside(ctx: typer.Context, selection: "Selection") -> "Finder":
    """Read the questions in one transaction, which is over when they are compared and written."""
    from qbank.services.duplicate_finding import Finder

    finder, counter = Finder(), progress.Counter("reading:")
    try:
        run.reading(ctx, lambda session: services.duplicates.put_aside(session, selection, finder, counter))
    except BaseException:
        finder.close()
        raise
    finally:
        counter.done()
    return finder


def _found(finder: "Finder", wanted: Wanted) -> "Iterator[Found]":
    counter = progress.Counter("comparing:")
    try:
        for found in finder.found(wanted.kinds, counter):
            counter.done()
            if found.wording >= wanted.least:
                yield found
    finally:
        counter.done()


def _shown(pairs: "Iterable[Found]", limit: int | None, met: "Counter[str]") -> "Iterator[Found]":
    """Yield no more than `limit` pairs, and count in `met` what all of them are."""
    for place, pair in enumerate(pairs):
        met[told(pair.kind, pair.options)] += 1
        if limit is None or place < limit:
            yield pair


def _write(
    ctx: typer.Context,
    pairs: "Iterator[Found]",
    columns: "Sequence[Column[Found]]",
    how: Format,
    *,
    named: bool,
    no_header: bool,
) -> None:
    if how is Format.TABLE:
        in_words = named or output.width() >= output.READABLE
        both = named or output.width() >= BOTH_STEMS
        _table(ctx, list(pairs), columns if both else columns[:-1], in_words=in_words)
    elif how is Format.IDS:
        each_once = dict.fromkeys(id_ for pair in pairs for id_ in (pair.id, pair.other))
        output.write(delimited.ids(["id"], ([id_] for id_ in each_once)))
    else:
        heads = [column.name for column in columns]
        rows = ([column.cell(pair) for column in columns] for pair in pairs)
        output.write_rows(heads, rows, how, no_header=no_header)


def _table(
    ctx: typer.Context, pairs: "list[Found]", columns: "Sequence[Column[Found]]", *, in_words: bool
) -> None:
    """Show pairs to a person: ids as short as they are unique, kinds in words if wanted, stems on a line."""
    if not pairs:
        return
    length = 36
    if output.is_read():
        ids = list({id_ for pair in pairs for id_ in (pair.id, pair.other)})
        length = run.reading(ctx, lambda session: services.listing.short_lengths(session, ids))
    shown: dict[str, Column[Found]] = {
        "kind": Column("kind", lambda each: told(each.kind, each.options) if in_words else each.kind.value),
        "id": Column("id", lambda each: each.id[:length], "id"),
        "other": Column("other", lambda each: each.other[:length], "id"),
        "stem": Column("stem", lambda each: " ".join(each.stem.split())),
        "other_stem": Column("other_stem", lambda each: " ".join(each.other_stem.split())),
    }
    output.show(
        run.invocation(ctx), pairs, [shown.get(column.name, column) for column in columns], Format.TABLE
    )


def _tell(ctx: typer.Context, met: "Counter[str]", wanted: Wanted, finder: "Finder") -> None:
    narrator, among = run.invocation(ctx).narrator, f"among {counted(len(finder), 'question')}"
    if finder.families:
        stems = counted(finder.families, "stem is an instruction", "stems are instructions")
        narrator.say(f"{stems} that more than ten questions share, and no reason to pair them")
    if not met:
        narrator.say(f"no {_asked_for(wanted)} {among}")
        return
    count, limit = met.total(), wanted.limit
    parts = [_of_kind(number, kind) for kind, number in met.items()]
    first = "" if limit is None or limit >= count else f"the first {limit:,} of "
    narrator.say(f"{first}{counted(count, 'pair')} {among}: {'; '.join(parts)}")
    narrator.say("look at two:      qbank question show ID OTHER")
    narrator.say("make one of them: qbank question merge KEEP OTHER")


def _of_kind(number: int, kind: str) -> str:
    return counted(number, kind, "exact twins" if kind == TOLD[Likeness.EXACT] else kind)


def _asked_for(wanted: Wanted) -> str:
    """Name what was looked for, so that nobody takes it for all there may be."""
    named = dict.fromkeys(wanted.kinds)
    kinds = "" if len(named) == len(Likeness) else f" of kind {' or '.join(named)}"
    least = f" with wording {wanted.least:g} or more" if wanted.least else ""
    return f"duplicates{kinds}{least}"
