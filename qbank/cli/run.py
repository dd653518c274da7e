"""The one crossing from a plain command into the event loop, the bank and its transaction."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from qbank.cli import interrupts
from qbank.cli.invocation import Invocation
from qbank.settings import load, login_name

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.db.engine import Waiting
    from qbank.db.location import Location
    from qbank.services.journal import Authorship

T = TypeVar("T")
Reading = Callable[["AsyncSession"], Awaitable[T]]
Writing = Callable[["AsyncSession", "Authorship"], Awaitable[T]]


def location(ctx: typer.Context) -> "Location":
    """Tell which bank the command means. Raises QbankError for a configuration that cannot be right."""
    from qbank.cli.aliases import require_none_hides
    from qbank.db.location import locate

    require_none_hides(list(load().alias))
    said = invocation(ctx)
    return locate(said.db, said.bank)


def invocation(ctx: typer.Context) -> Invocation:
    """Give what was said before the command."""
    said: Invocation = ctx.obj
    return said


def reading(ctx: typer.Context, work: Reading[T]) -> T:
    """Do work that only reads, in one transaction; the bank must be there."""
    from qbank.db.opening import reading

    return run(_once(reading(location(ctx), waiting(ctx)), work))


def writing(ctx: typer.Context, work: Writing[T], *, repeatable: bool = True) -> T:
    """Do work that changes the bank, in one transaction; the bank is made where there is none.

    Where a server undid it because of somebody else's, it is done again, unless it cannot be: what reports
    about itself as it goes is not repeatable.
    """
    from qbank.db import bank
    from qbank.db.opening import until_alone, writing

    place, by = location(ctx), _authorship(ctx)

    async def once() -> T:
        return await _once(writing(place, waiting(ctx)), lambda session: _sealed(session, work(session, by)))

    async def whole() -> T:
        if await bank.ensure(place, waiting(ctx)):
            _tell_made(ctx, place)
        return await (until_alone(once) if repeatable else once())

    return run(whole())


def filling(ctx: typer.Context, work: Writing[T]) -> T:
    """Do work that fills an empty bank in one transaction; a new file appears filled or not at all."""
    from qbank.db.opening import filling, until_alone

    place, by = location(ctx), _authorship(ctx)

    async def once() -> T:
        opened = filling(place, waiting(ctx), lambda: _tell_made(ctx, place))
        return await _once(opened, lambda session: _sealed(session, work(session, by)))

    return run(until_alone(once))


def _authorship(ctx: typer.Context) -> "Authorship":
    from qbank.services.journal import Authorship

    said = invocation(ctx)
    return Authorship(said.command_line, said.actor or load().actor or login_name(), said.message)


def _tell_made(ctx: typer.Context, place: "Location") -> None:
    invocation(ctx).narrator.say(f"made a new bank at {place}")


def rehearsing(ctx: typer.Context, work: Writing[T]) -> T:
    """Do work that changes the bank and undo all of it; without a bank, one is made and thrown away."""
    from qbank.db.opening import rehearsing
    from qbank.services.journal import Authorship

    by = Authorship("dry run", login_name())
    opened = rehearsing(location(ctx), waiting(ctx))
    return run(_once(opened, lambda session: work(session, by)))


async def _sealed(session: "AsyncSession", work: Awaitable[T]) -> T:
    """Do work that changes the bank; where an audit is kept, chain what it did to what was done before."""
    done = await work
    if load().audit:
        from qbank.services import auditing

        await auditing.seal(session)
    return done


async def _once(opened: "AbstractAsyncContextManager[AsyncSession]", work: Reading[T]) -> T:
    async with opened as session:
        return await work(session)


def waiting(ctx: typer.Context) -> "Waiting":
    """Give the patience the person asked for, with the line that says somebody is waited for."""
    from qbank.db.engine import Waiting

    said = invocation(ctx)
    seconds = said.wait if said.wait is not None else load().wait
    return Waiting(seconds, lambda: said.narrator.say("waiting for another program to finish writing …"))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; SIGINT, SIGTERM and SIGHUP end it at once, with 128 + n.

    A second signal does not wait for the first one's tidying up.
    """
    got: list[int] = []

    async def whole() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop(number: int) -> None:
            interrupts.heard(got, number)
            if task is not None:
                task.cancel()
            from qbank.db.engine import interrupt_all

            interrupt_all()

        for number in interrupts.numbers():
            _handle(loop, number, stop)
        if got:
            work.close()
            raise asyncio.CancelledError
        try:
            return await work
        finally:
            _let_go(loop, got)

    with interrupts.noted(got):
        try:
            done = asyncio.run(whole())
        except (asyncio.CancelledError, KeyboardInterrupt, Exception):
            if not got:
                raise
    if got:
        raise interrupts.Interrupted(got[0])
    return done


def _handle(loop: asyncio.AbstractEventLoop, number: int, stop: Callable[[int], None]) -> None:
    try:
        loop.add_signal_handler(number, stop, number)
    except NotImplementedError:
        # Windows: the loop has no signal handlers, and Ctrl-C raises KeyboardInterrupt by itself.
        return


def _let_go(loop: asyncio.AbstractEventLoop, got: list[int]) -> None:
    """Take the signals back before a loop closes: it would close first what they are written to."""
    if sys.platform != "win32":
        for number in interrupts.numbers():
            loop.remove_signal_handler(number)
        interrupts.note(got)
