"""How a signal ends a command; apart, so that the process's edge knows it without the event loop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Interrupted(BaseException):
    """A signal ended the command; the transaction was undone."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def raised() -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP raise Interrupted, so that what a person typed can be saved first."""

    def stop(number: int, frame: object) -> None:
        raise Interrupted(number)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
