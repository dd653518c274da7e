"""`qbank question export`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import delimited, output, run
from qbank.cli.options import AllOption, LimitOption, QueryArgument, SampleOption, SeedOption
from qbank.cli.output_file import require_free, write_file
from qbank.cli.retired import without_retired
from qbank.cli.selecting import selection_of, tell_absent
from qbank.cli.streaming import fill, spooled
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.services.selection import Selection


class Target(StrEnum):
    """What questions can be exported to."""

    NDJSON = "ndjson"
    JSON = "json"


_BY_SUFFIX = {"": Target.NDJSON, ".ndjson": Target.NDJSON, ".jsonl": Target.NDJSON, ".json": Target.JSON}


def export_questions(
    ctx: typer.Context,
    query: QueryArgument = None,
    to: Annotated[
        Target | None, typer.Option("--to", help="The format. [default: by the suffix, else ndjson]")
    ] = None,
    file: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")] = "-",
    everything: AllOption = False,
    limit: LimitOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write questions to a file that qbank reads back.

    Their categories, documents and pictures go with them.

    A query leaves retired questions out unless it names a status; --all takes everything but the trash.
    """
    if not query and not everything:
        raise QbankError(
            Kind.USAGE,
            "which questions?",
            hint="say a query, or --all for the whole bank: qbank question export --all",
        )
    selection = selection_of(query, limit=limit, sample=sample, seed=seed)
    tell_absent(ctx, selection)
    narrator = run.invocation(ctx).narrator
    if not everything:
        selection = without_retired(ctx, selection)
    target = to or _target_of(Path(file))
    if file != "-":
        require_free(Path(file), force=force)
    counts: list[int] = []

    def produce(session: "AsyncSession") -> "AsyncIterator[bytes]":
        return _produced(session, selection, target, counts)

    if file == "-":
        output.write(spooled(ctx, produce))
        return
    write_file(Path(file), lambda draft: fill(ctx, draft, produce))
    narrator.say(f"wrote {counted(sum(counts), 'question')} to {file}")


def _target_of(path: Path) -> Target:
    suffix = path.suffix.lower()
    if suffix not in _BY_SUFFIX:
        raise QbankError(
            Kind.USAGE,
            f"qbank does not write {suffix} files",
            hint="--to ndjson or --to json says what to write",
        )
    return _BY_SUFFIX[suffix]


async def _produced(
    session: "AsyncSession", selection: "Selection", target: Target, counts: list[int]
) -> "AsyncIterator[bytes]":
    counts.append(await services.listing.count(session, selection))
    lines = services.exporting.bank_lines(session, selection)
    async for piece in delimited.as_array_of(lines) if target is Target.JSON else lines:
        yield piece
