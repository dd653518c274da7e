"""A word that names no command, and the command that was probably meant."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from qbank.cli import habits
from qbank.cli.command_line import CommandLine, Fault
from qbank.cli.groups import COMMANDS, GROUPS, command_named
from qbank.cli.selecting import looks_like_an_id
from qbank.formats.registry import format_of_suffix
from qbank.query.fields import known_field

NEAR = 0.7
"""How alike two words are, from 0 to 1, for one to be taken for the other."""


def with_command(line: CommandLine, fault: Fault, unknown: str) -> CommandLine | None:
    """Put the right command in the place of a word that names none."""
    own = line.rest[len(fault.words) + 1 :]
    target = _meant(fault.words, unknown, own)
    if target is not None:
        return line._replace(rest=tuple(_filled(target.split(), own)))
    if (command := _for_an_argument(fault.words, unknown)) is not None:
        return line._replace(rest=(*command, unknown, *own))
    return None


def _meant(group: tuple[str, ...], unknown: str, own: Sequence[str]) -> str | None:
    """Give the row of the table for a word, or for the nearest there is."""
    word, known = unknown.lower(), known_words(group)
    if not group and own and own[0] in _commands_of(singular := _singular(word)):
        return singular
    if word in known:
        return known[word]
    near = [] if _for_an_argument(group, unknown) else get_close_matches(word, known, 1, NEAR)
    return known[near[0]] if near else None


def _for_an_argument(group: tuple[str, ...], unknown: str) -> tuple[str, str] | None:
    """Give the command that takes a word as its argument: a term of a query, or the name of a file."""
    if group in ((), ("question",)):
        head, colon, _ = unknown.partition(":")
        if colon and known_field(head) is not None:
            return "question", "list"
        if format_of_suffix(unknown):
            return "question", "import"
    return None


def known_words(group: tuple[str, ...] = ()) -> dict[str, str]:
    """Map every word that means a command of a group to that command: its own names, then habits.

    In `qbank` itself the commands of the groups stand for themselves, those of the first group first.
    """
    if group:
        own = {name: f"{group[0]} {name}" for name in _commands_of(group[0])}
        return {**habits.COMMANDS.get(group[0], {}), **own}
    inner = {name: f"{each} {name}" for each in reversed(GROUPS) for name in _commands_of(each)}
    lists = {_plural(name): f"{name} list" for name in GROUPS if "list" in _commands_of(name)}
    return {**inner, **habits.COMMANDS[""], **lists, **{name: name for name in (*GROUPS, *COMMANDS)}}


@cache
def _commands_of(group: str) -> list[str]:
    return list(command_named(group).commands) if group in GROUPS else []


def _plural(group: str) -> str:
    return f"{group[:-1]}ies" if group.endswith("y") else f"{group}s"


def _singular(plural: str) -> str:
    return next((name for name in GROUPS if plural == _plural(name)), "")


def _filled(template: Sequence[str], own: Sequence[str]) -> list[str]:
    """Put the words a person typed in the places of a template; the rest of them follow."""
    left, filled = list(own), list[str]()
    for piece in template:
        filled += [piece] if not piece.isupper() else _ids(left) if piece == "IDS" else [_next(left, piece)]
    return filled + left


def _next(left: list[str], piece: str) -> str:
    """Take the next word that is no option out of what is left; where there is none the template's stays."""
    at = next((place for place, word in enumerate(left) if not word.startswith("-")), None)
    if at is None:
        return piece
    return as_term(left.pop(at)) if piece == "QUERY" else left.pop(at)


def _ids(left: list[str]) -> list[str]:
    """Take the ids out of what is left, as the term of a query they make."""
    ids = [word for word in left if looks_like_an_id(word)]
    left[:] = [word for word in left if word not in ids]
    return [f"id:{','.join(ids)}"] if ids else []


def as_term(value: str) -> str:
    """Write what was meant for a query as a term of it: `difficulty = 'hard'` is `difficulty:hard`."""
    if looks_like_an_id(value):
        return f"id:{value}"
    compared = re.fullmatch(r"\s*([\w.]+)\s*={1,2}\s*(['\"]?)(.*)\2\s*", value)
    if compared and known_field(compared[1]):
        return f"{compared[1]}:{compared[3]}"
    return value
