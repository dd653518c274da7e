"""What a transaction is for, and how patiently it waits."""

from collections.abc import Callable
from enum import StrEnum

ACCESS = "qbank_access"
"""The execution option that says what a transaction is for; read when it begins."""


class Access(StrEnum):
    """What a transaction is for; the words are those with which SQLite begins it.

    A reader never writes; a writer shuts everybody else out while it is open; a keeper shuts other writers
    out and lets readers in until it commits what it has written, so that the bank can be copied meanwhile.
    On a server a writer lets readers in too: they see what was there before.
    """

    READ = "DEFERRED"
    WRITE = "EXCLUSIVE"
    KEEP = "IMMEDIATE"


class Waiting:
    """How long to wait for a lock, and whom to tell, once, that somebody is waited for."""

    def __init__(self, seconds: float = 30.0, announce: Callable[[], None] | None = None) -> None:
        self.seconds = seconds
        self._announce = announce

    def begin(self) -> None:
        """Say that a wait has begun; only the first time says anything."""
        announce, self._announce = self._announce, None
        if announce is not None:
            announce()
