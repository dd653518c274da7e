"""Asking before something is taken away, with no transaction open while a person thinks."""

from collections.abc import Callable
from typing import TypeVar

import typer

from qbank.cli import stderr
from qbank.cli.exits import ExitCode
from qbank.errors import Kind, QbankError

T = TypeVar("T")


def carried_out(planned: T, told: Callable[[T], str], apply: Callable[[T], T], *, yes: bool) -> T:
    """Ask, then apply what was planned; where the bank changed meanwhile, ask again about what is there now.

    `apply` gives what it found, and does nothing where that is not what was planned. Raises QbankError where
    nobody can be asked, and, with `yes`, where the bank changed; ends the command where the answer is no.
    """
    while True:
        require_agreement(told(planned), yes=yes)
        found = apply(planned)
        if found == planned:
            return found
        if yes:
            raise QbankError(
                Kind.CONFLICT,
                "the bank was changed by another program meanwhile; nothing was done",
                hint="look again, and run the command again",
            )
        planned = found


def require_agreement(what: str, *, yes: bool) -> None:
    """Ask whether to do something. Raises QbankError where nobody can be asked; a no ends with exit 1."""
    if yes:
        return
    if not stderr.can_ask():
        raise QbankError(
            Kind.USAGE,
            f"{what}: that needs a yes, and there is no terminal to ask on",
            hint="add --yes to do it, or --dry-run to see it only",
        )
    if not stderr.ask(f"{what}?"):
        stderr.Narrator().say("nothing was changed")
        raise typer.Exit(ExitCode.NEGATIVE)
