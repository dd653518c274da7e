"""What the commands that edit one thing have in common."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from qbank.cli import run
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from qbank.cli.run import Writing

T = TypeVar("T")


def changing(ctx: typer.Context, work: "Writing[T]") -> T:
    """Do work that changes what is there already. Raises QbankError where there is no bank: none is made."""
    from qbank.db.schema import require_file

    require_file(run.location(ctx))
    return run.writing(ctx, work)


def cleared(value: str) -> str | None:
    """Read an option's value, where `none` takes away what is there."""
    return None if value.strip().lower() == "none" else value


def require_some(changes: Mapping[str, Any], options: str) -> None:
    """Raise QbankError, naming the options, for an edit that changes nothing."""
    if not changes:
        raise QbankError(Kind.USAGE, "nothing says what to change", hint=f"use {options}")
