"""The bank opened for one piece of work: to read, to change, to try a change and take it back."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import bank
from qbank.db.damage import blamed
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.files import appearing
from qbank.db.location import Location
from qbank.db.schema import is_blank, require_current, require_file
from qbank.errors import Kind, QbankError

T = TypeVar("T")
TRIES = 10


async def until_alone(transact: Callable[[], Awaitable[T]]) -> T:
    """Do a whole transaction, and again where a server undid it because of another program's.

    Two of qbank's own never meet, for writers wait for each other before they begin (`server_engine`); this
    is for others who write to the same tables, and for engines that see a conflict only at the commit.
    """
    for tried in range(1, TRIES):
        try:
            return await transact()
        except QbankError as error:
            if "at_once" not in error.details:
                raise
        await asyncio.sleep(random.uniform(0, 0.005 * 2**tried))
    return await transact()


@asynccontextmanager
async def reading(place: Location, waiting: Waiting) -> AsyncIterator[AsyncSession]:
    """Open a bank to read it. Raises QbankError where there is none, or it is of another schema."""
    async with _opened(place, Access.READ, waiting) as session:
        yield session


@asynccontextmanager
async def writing(place: Location, waiting: Waiting) -> AsyncIterator[AsyncSession]:
    """Open a bank to change it in one transaction. Raises QbankError as `reading` does."""
    async with _opened(place, Access.WRITE, waiting) as session:
        yield session


@asynccontextmanager
async def filling(
    place: Location, waiting: Waiting, made: Callable[[], None] = lambda: None
) -> AsyncIterator[AsyncSession]:
    """Open a bank that holds nothing yet to fill it in one transaction; `made` is called if it was not there.

    A file that was not there appears filled or not at all; on a server an empty bank stays where that fails.
    Raises QbankError as `writing` does, and where somebody else makes the bank meanwhile.
    """
    path = place.path
    if path is None or not is_blank(path) or os.path.lexists(path):
        if await bank.ensure(place, waiting):
            made()
        async with writing(place, waiting) as session:
            yield session
        return
    from qbank.db import migrations

    taken = QbankError(
        Kind.CONFLICT,
        f"{path} was made by another program meanwhile; nothing was changed",
        hint="look at it, and name another new bank",
    )
    with appearing(path, taken) as draft:
        await migrations.move(Location(path=draft), "head", waiting=waiting)
        async with writing(Location(path=draft), waiting) as session:
            yield session
    made()


@asynccontextmanager
async def rehearsing(place: Location, waiting: Waiting) -> AsyncIterator[AsyncSession]:
    """Open a bank to change it, and undo all of that; where there is none, one is made and thrown away."""
    with ExitStack() as stack:
        here = place
        if await _is_blank(place, waiting):
            here = Location(path=Path(stack.enter_context(TemporaryDirectory())) / "rehearsal.db")
            await bank.ensure(here, waiting)
        async with _opened(here, Access.WRITE, waiting) as session:
            yield session
            await session.rollback()


async def _is_blank(place: Location, waiting: Waiting) -> bool:
    return await bank.is_empty(place, waiting) if place.path is None else is_blank(place.path)


@asynccontextmanager
async def _opened(place: Location, access: Access, waiting: Waiting) -> AsyncIterator[AsyncSession]:
    require_file(place)
    async with transaction(place, access, waiting) as session:
        await require_current(session, place)
        async with blamed(session):
            yield session
