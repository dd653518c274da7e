"""One question of a shell: in which command it was asked, and the bank that command would open."""

import os
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from qbank.cli.completion.command_table import Words
from qbank.db.peek import Peek
from qbank.errors import QbankError


class Asked:
    """Where a value is asked for. `told` is what --db said, `named` what --bank did."""

    def __init__(self, command: Words, told: str | None = None, named: str | None = None) -> None:
        self.command = command
        self.told = told
        self.named = named

    @cached_property
    def bank_path(self) -> Path | None:
        """The bank's file; None where it is on a server, or where it is cannot be told."""
        from qbank.db.location import locate

        # The shell has not put in yet what a variable of the environment holds.
        told = None if self.told is None else os.path.expandvars(self.told)
        try:
            return locate(told, self.named).path
        except (QbankError, OSError, RuntimeError, ValueError):
            return None

    @cached_property
    def bank(self) -> Peek:
        """The bank, opened when it is first looked into."""
        return Peek(self.bank_path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bank.close()
