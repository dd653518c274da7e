"""A command line as it was typed, read without being run: what it names, or where the reading stops."""

import shlex
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from qbank.cli.app import app
from qbank.cli.arguments import parted, spelled
from qbank.cli.groups import GROUPS, ListingGroup, command_named
from qbank.cli.invocation import Invocation
from qbank.cli.terminal_text import safe_line
from qbank.domain.text_width import one_line

LONGEST = 400
"""What is shown of a line: thousands of ids may have been handed over."""

_ANSWERED_AT_ONCE = ("--help", "-h", "--version", "-V", "--install-completion", "--show-completion")


class CommandLine(NamedTuple):
    """The options every command has, the rest of the words, and the file the output is to go to."""

    everywhere: tuple[str, ...]
    rest: tuple[str, ...]
    into: str | None = None

    @property
    def shown(self) -> str:
        """What a person types, without a password, a control character, or more than fits a screen."""
        line = Invocation(words=(*self.everywhere, *self.rest)).command_line
        whole = line if self.into is None else f"{line} > {shlex.quote(self.into)}"
        return one_line(safe_line(whole), LONGEST)

    def with_words(self, begin: int, end: int, words: Sequence[str]) -> "CommandLine":
        """Give the line with other words in the place of some of the rest."""
        everywhere, rest = parted((*self.everywhere, *self.rest[:begin], *words, *self.rest[end:]))
        return self._replace(everywhere=tuple(everywhere), rest=tuple(rest))


class Fault(NamedTuple):
    """Where reading stopped: the words of the command reached, the command, Typer's error.

    `unknown` is the word that names no command, where that is what is wrong.
    """

    words: tuple[str, ...]
    command: Any
    error: Any
    unknown: str | None = None

    @property
    def kind(self) -> str:
        """The name of Typer's error, which is all that is public of it."""
        return type(self.error).__name__

    @property
    def options(self) -> list[str]:
        """The options of the command reached."""
        return [name for parameter in self.command.params for name in parameter.opts if name.startswith("-")]

    @property
    def choices(self) -> list[str]:
        """The values that an option has which was given another one."""
        parameter = getattr(self.error, "param", None)
        if self.kind != "BadParameter" or parameter is None:
            return []
        return [str(getattr(choice, "value", choice)) for choice in getattr(parameter.type, "choices", ())]


def typed(words: Sequence[str]) -> CommandLine:
    """Take a command line apart."""
    everywhere, rest = parted(words)
    return CommandLine(tuple(everywhere), tuple(rest))


def with_list(line: CommandLine) -> CommandLine:
    """Name the `list` that some groups may be typed without."""
    name = line.rest[0] if line.rest else ""
    group = command_named(name) if name in GROUPS else None
    if not isinstance(group, ListingGroup):
        return line
    return line._replace(rest=(name, *group.listed(line.rest[1:])))


def first_fault(line: CommandLine) -> Fault | None:
    """Tell what is wrong with a command line first; None where Typer would run it."""
    root = _root()
    try:
        context = root.make_context("qbank", _without_answers(line.everywhere))
    except Exception as error:
        return Fault((), root, error)
    return _fault_behind(context, (), _without_answers(spelled(line.rest)))


def root_options() -> list[str]:
    """Give the options that every command has."""
    return [name for parameter in _root().params for name in parameter.opts]


@cache
def _root() -> Any:
    return get_command(app)


def _without_answers(words: Sequence[str]) -> list[str]:
    """Leave out the options that are answered while they are read."""
    return [word for word in words if word not in _ANSWERED_AT_ONCE]


def _fault_behind(context: Any, words: tuple[str, ...], rest: list[str]) -> Fault | None:
    if not rest:
        return None
    if rest[0].startswith("-") and rest[0] != "-":
        return _fault_in(context.parent, words, context.command, rest[:1])
    try:
        name, inner, behind = context.command.resolve_command(context, rest)
    except Exception as error:
        return Fault(words, context.command, error, unknown=rest[0])
    if not isinstance(inner, TyperGroup):
        return _fault_in(context, (*words, name), inner, behind)
    group: Any = inner
    return _fault_behind(typer.Context(group, parent=context, info_name=name), (*words, name), behind)


def _fault_in(parent: Any, words: tuple[str, ...], command: Any, rest: list[str]) -> Fault | None:
    try:
        command.make_context(words[-1] if words else "qbank", rest, parent=parent)
    except Exception as error:
        return Fault(words, command, error)
    return None
