"""The saved queries of the bank a command is about, read where one of its queries names one."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from qbank.query.saved import Kept

_COMMAND: ContextVar[typer.Context | None] = ContextVar("command", default=None)


def begin(ctx: typer.Context) -> None:
    """Note which command is run: queries are read in places that know nothing of it."""
    _COMMAND.set(ctx)


def kept() -> "Mapping[str, Kept]":
    """Read the saved queries. Raises QbankError where there is no bank."""
    from qbank import services
    from qbank.cli import run

    ctx = _COMMAND.get()
    return {} if ctx is None else run.reading(ctx, services.saved_queries.kept)
