"""How a signal ends a command; apart, so that the process's edge knows it without the event loop."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Interrupted(BaseException):
    """A signal ended the command; the transaction was undone."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def numbers() -> list[int]:
    """List the signals that end a command; whoever started it may want some ignored, as `nohup` does."""
    known = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


@contextmanager
def raised() -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP raise Interrupted, so that what was begun is tidied up first."""

    def stop(number: int, frame: object) -> None:
        raise Interrupted(number)

    with kept():
        for number in numbers():
            signal.signal(number, stop)
        yield


@contextmanager
def noted(got: list[int]) -> Iterator[None]:
    """Only note the signals that come while an event loop begins or ends: raised inside, they would lame it.

    In between the loop handles them itself. On Windows it cannot, and does its best with Python's own way.
    """
    with kept():
        note(got)
        yield


def note(got: list[int]) -> None:
    """Note each signal from now on in a list; the second one ends the process."""
    windows = sys.platform == "win32"
    handler = signal.default_int_handler if windows else lambda number, frame: heard(got, number)
    for number in numbers():
        signal.signal(number, handler)


def heard(got: list[int], number: int) -> None:
    """Note one signal; the second one ends the process and waits for nothing."""
    got.append(number)
    if len(got) > 1:
        os._exit(128 + number)


@contextmanager
def kept() -> Iterator[None]:
    """Put back what was to happen at a signal: an event loop that handled them leaves the system's way."""
    before = {number: signal.getsignal(number) for number in numbers()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
