"""An event loop in a thread of its own, for a program that has none, or has one that must not be used."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any, TypeVar

from qbank.db.engine import interrupt_all

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for threads that wait for them. Ctrl-C ends what is running, and then goes on."""

    def __init__(self) -> None:
        self._ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="qbank", daemon=True)
        self._thread.start()
        self._ready.wait()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end and give its result, or raise what it raised."""
        outcome: Future[T] = Future()
        task: list[asyncio.Task[T]] = []

        def begin() -> None:
            task.append(self._loop.create_task(work))
            task[0].add_done_callback(lambda done: _settle(done, outcome))

        def end() -> None:
            task[0].cancel()
            interrupt_all()

        self._loop.call_soon_threadsafe(begin)
        try:
            return outcome.result()
        except KeyboardInterrupt:
            # The transaction is undone before the program goes on; a second Ctrl-C does not wait for that.
            self._loop.call_soon_threadsafe(end)
            outcome.exception()
            raise

    def close(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._ready.set()
        await self._over.wait()


def _settle(done: "asyncio.Task[T]", outcome: "Future[T]") -> None:
    if done.cancelled():
        outcome.set_exception(InterruptedError("cancelled"))
    elif (error := done.exception()) is not None:
        outcome.set_exception(error)
    else:
        outcome.set_result(done.result())
