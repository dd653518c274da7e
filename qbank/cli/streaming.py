"""Long output: read in one transaction into a private file, which is written out when the bank is closed.

A pager that stands open, or a pipe that nobody reads, must not keep others from writing.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO, TYPE_CHECKING

import typer

from qbank.cli import output
from qbank.cli.run import reading
from qbank.errors import Kind, QbankError
from qbank.temporary import temporary_above

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    Produce = Callable[[AsyncSession], AsyncIterator[bytes]]

IN_MEMORY = 4 << 20
CHUNK = 1 << 18


def spooled(ctx: typer.Context, produce: "Produce") -> Iterator[bytes]:
    """Run what produces output to its end, then give the output piece by piece."""
    spool: IO[bytes] = temporary_above(IN_MEMORY)  # closed by the generator below
    try:
        fill(ctx, spool, produce)
    except BaseException:
        spool.close()
        raise
    return _pieces(spool)


def fill(ctx: typer.Context, file: IO[bytes], produce: "Produce") -> None:
    """Run what produces output to its end, into a file of one's own, which never waits for a reader."""

    async def work(session: "AsyncSession") -> None:
        async for piece in produce(session):
            file.write(piece)

    reading(ctx, work)


def put_out(file: IO[bytes]) -> None:
    """Write a whole file on stdout. Raises QbankError (usage) where it is no text and a terminal reads."""
    file.seek(0)
    if output.is_terminal() and b"\0" in file.read(CHUNK):
        hint = "name a file with -o, or send it on with > or |"
        raise QbankError(Kind.USAGE, "stdout is a terminal, and this is no text", hint=hint)
    file.seek(0)
    output.write(iter(lambda: file.read(CHUNK), b""))


def _pieces(spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        while piece := spool.read(CHUNK):
            yield piece
