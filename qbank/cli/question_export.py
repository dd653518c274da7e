"""`qbank question export`."""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Annotated

import typer

from qbank import services
from qbank.cli import delimited, output, run
from qbank.cli.options import AllOption, LimitOption, QueryArgument, SampleOption, SeedOption
from qbank.cli.selecting import selection_of, tell_absent
from qbank.cli.streaming import fill, spooled
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.query.tree import And, Node, Not, OneOf, Or, all_of

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
    if not everything and not _names_status(selection.query) and selection.ids is None:
        left = run.reading(ctx, lambda session: services.exporting.retired_left_out(session, selection))
        if left:
            narrator.say(f"left out {counted(left, 'retired question')}; name status:any to have them too")
        selection = _without_retired(selection)
    target = to or _target_of(Path(file))
    if file != "-":
        _require_free(Path(file), force=force)
    counts: list[int] = []

    def produce(session: "AsyncSession") -> "AsyncIterator[bytes]":
        return _produced(session, selection, target, counts)

    if file == "-":
        output.write(spooled(ctx, produce))
        return
    _written(Path(file), lambda draft: fill(ctx, draft, produce))
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


def _without_retired(selection: "Selection") -> "Selection":
    from dataclasses import replace

    return replace(selection, query=all_of([selection.query, Not(OneOf("status", ("retired",)))]))


def _names_status(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_names_status(part) for part in node.parts)
    if isinstance(node, Not):
        return _names_status(node.part)
    return getattr(node, "field", None) == "status"


def _require_free(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise QbankError(Kind.CANNOT_CREATE, f"{path} is there already", hint="--force replaces it")
    if not path.parent.is_dir():
        raise QbankError(
            Kind.CANNOT_CREATE, f"there is no folder {path.parent}", hint=f"mkdir -p {path.parent}"
        )


def _written(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write beside and rename: whoever looks sees the old file or the whole new one."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
            try:
                write(draft)
                draft.flush()
                os.fsync(draft.fileno())
            except BaseException:
                Path(draft.name).unlink()
                raise
        Path(draft.name).chmod(0o666 & ~_umask())
        Path(draft.name).replace(path)
    except PermissionError as error:
        raise QbankError(Kind.CANNOT_CREATE, f"{path} cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
