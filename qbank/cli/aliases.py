"""Command lines of a person's own: `[alias]` in config.toml."""

import shlex
from collections.abc import Sequence

from qbank.cli.arguments import WITH_VALUE, arranged
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.errors import Kind, QbankError


def expanded(words: Sequence[str]) -> list[str]:
    """Put the words an alias stands for in its place; what follows it is appended.

    `words` are arranged, and what is given is too. A word that is a command is left alone, whatever the
    configuration says. Raises QbankError for an alias that stands for no command.
    """
    place = _command_at(words)
    if place is None or is_command(words[place]):
        return list(words)
    from qbank.settings import load

    aliases = load().alias
    name = words[place]
    if name not in aliases:
        return list(words)
    require_possible(name, aliases[name])
    return arranged([*words[:place], *shlex.split(aliases[name]), *words[place + 1 :]])


def is_command(word: str) -> bool:
    """Tell whether a word is a command or group of qbank's own."""
    return word in GROUPS or word in COMMANDS


def require_possible(name: str, text: str) -> None:
    """Raise QbankError for an alias that hides a command, or does not begin with one."""
    if is_command(name):
        raise _wrong(f"the alias {name!r} would hide the command `qbank {name}`", "give it another name")
    try:
        words = arranged(shlex.split(text))
    except ValueError as error:
        raise _wrong(f"the alias {name} = {text!r} is no command line: {error}") from error
    place = _command_at(words)
    if place is None or not is_command(words[place]):
        raise _wrong(
            f"the alias {name} = {text!r} does not begin with a command",
            'write it as it is typed after `qbank`, without another alias: "question list tag:exam"',
        )


def require_none_hides(aliases: Sequence[str]) -> None:
    """Raise QbankError where one of the names is a command's."""
    for name in aliases:
        if is_command(name):
            require_possible(name, "")


def _command_at(words: Sequence[str]) -> int | None:
    """Find the command among arranged words: the first that is neither an option nor an option's value."""
    place = 0
    while place < len(words):
        if not words[place].startswith("-"):
            return place
        place += 2 if words[place] in WITH_VALUE else 1
    return None


def _wrong(message: str, hint: str | None = None) -> QbankError:
    hint = hint or "correct it with `qbank config edit`"
    return QbankError(Kind.CONFIGURATION, message, hint=hint)
