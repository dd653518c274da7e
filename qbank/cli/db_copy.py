"""`qbank db copy`."""

from typing import IO, TYPE_CHECKING, Annotated, BinaryIO

import typer

from qbank import services
from qbank.cli import run
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError
from qbank.settings import load, named_banks
from qbank.temporary import temporary_file

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.db.location import Location
    from qbank.services.dump_rows import Head


def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="A bank: its name, path or URL.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A new one, or one that holds nothing yet.")],
) -> None:
    """Copy a whole bank to another file or server.

    Ids, history, the trash and pictures come along. Every row of the copy is compared with its original.

    Example: qbank db copy default postgresql://localhost/exams
    """
    places = _place(source), _place(target)
    if places[0] == places[1]:
        raise QbankError(Kind.USAGE, f"{places[0]} would be copied onto itself", hint="name another bank")
    head = run.run(_copied(ctx, *places))
    rows = sum(head.rows.values())
    narrator = run.invocation(ctx).narrator
    questions = counted(head.rows.get("questions", 0), "question")
    narrator.say(f"copied {questions}, {rows:,} rows in all, to {places[1]}; every row is the same")


def _place(told: str) -> "Location":
    from qbank.db.location import located

    return located(named_banks(load()).get(told, told))


async def _copied(ctx: typer.Context, source: "Location", target: "Location") -> "Head":
    from qbank.db.opening import filling

    with temporary_file() as rows, temporary_file() as again:
        await _dumped(ctx, source, rows)
        async with filling(target, run.waiting(ctx)) as session:
            head = await _loaded(session, rows, source, target)
        await _dumped(ctx, target, again)
        _require_same(target, rows, again)
    return head


async def _loaded(session: "AsyncSession", rows: BinaryIO, source: "Location", target: "Location") -> "Head":
    try:
        return await services.loading.load(session, rows, str(source))
    except QbankError as error:
        if error.kind is not Kind.CONFLICT:
            raise
        hint = f"copy into a new bank: qbank db copy {source} NEW.db"
        raise QbankError(Kind.CONFLICT, f"{target}: {error.message}", hint=hint) from error


async def _dumped(ctx: typer.Context, place: "Location", file: IO[bytes]) -> None:
    from qbank.db.opening import reading

    async with reading(place, run.waiting(ctx)) as session:
        async for piece in services.dumping.lines(session):
            file.write(piece)


def _require_same(target: "Location", rows: IO[bytes], again: IO[bytes]) -> None:
    rows.seek(0)
    again.seek(0)
    there, here = services.row_sums.row_sums(rows), services.row_sums.row_sums(again)
    if there != here:
        tables = sorted(name for name in there.keys() | here.keys() if there.get(name) != here.get(name))
        raise QbankError(
            Kind.CONFLICT,
            f"{target} is not the same: {', '.join(tables)} differ",
            hint="was it written to meanwhile? copy into a new one, and use this one no more",
        )
