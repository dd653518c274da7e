"""An option that a command does not have, and what does its work there."""

import re
import shlex
from collections.abc import Sequence
from difflib import get_close_matches

from qbank.cli import habits
from qbank.cli.command_line import LONGEST, CommandLine, Fault, root_options
from qbank.cli.groups import command_named
from qbank.cli.mistyped_command import NEAR, as_term, known_words
from qbank.cli.terminal_text import safe_line
from qbank.domain.text_width import one_line
from qbank.query.fields import known_field

_SETS = ("question", "set")
_SAME = {"--text": "--stem", "--question": "--stem", "-t": "--type"}
"""Other names of the options of `question edit`."""
_NO_PARTS = ("--tag", "--editor", "--from")
"""Options of `question edit` that are none of what one question alone can have."""
_PLACES = re.compile(r"VALUE|QUERY|FILE|LAST")


def with_option(line: CommandLine, fault: Fault, name: str) -> CommandLine | None:
    """Put what the command takes in the place of an option it does not take."""
    if told_of_one(line, fault, name):
        return None
    at = _place_of(line, len(fault.words), name)
    option, equals, attached = line.rest[at].partition("=")
    behind = line.rest[at + 1 : at + 2]
    value = attached if equals else behind[0] if behind and not behind[0].startswith("-") else None
    meant = next((each for each in _meanings(option, fault) if _fits(each, fault)), None)
    if meant is None and _is_negated(line.rest[at], fault):
        return line.with_words(at, at + 1, ("NOT", line.rest[at][1:]))
    if meant is None:
        return None if fault.words else _moved_behind(line, at, value if not equals else None)
    end = at + 1 + (not equals and value is not None and bool(_PLACES.search(meant)))
    if meant.startswith("> "):
        return line.with_words(at, end, ())._replace(into=value or "FILE")
    if meant == "LAST":
        return line._replace(rest=(*line.rest[:at], *line.rest[end:], value or "FILE"))
    if equals and meant in fault.options:
        return line.with_words(at, end, (f"{meant}={attached}",))
    return line.with_words(at, end, _filled(meant, value))


def _is_negated(word: str, fault: Fault) -> bool:
    """Tell a word to be left out, as search engines take it: `-krebs`, which is `NOT krebs` here."""
    takes_query = any(param.name == "query" for param in fault.command.params)
    return takes_query and re.match(r"-[\w'\"]{3}", word) is not None


def told_of_one(line: CommandLine, fault: Fault, name: str) -> str | None:
    """Say what helps where `question set` is given what one question alone has; None for other options."""
    meant = _SAME.get(name, name)
    if fault.words != _SETS or meant in fault.options or meant not in _of_one():
        return None
    at = _place_of(line, len(fault.words), name)
    _, equals, attached = line.rest[at].partition("=")
    behind = [word for word in line.rest[at + 1 : at + 2] if not word.startswith("-")]
    value = one_line(safe_line(attached if equals else "".join(behind) or "VALUE"), LONGEST)
    words = f"qbank question edit ID {meant} {shlex.quote(value)}"
    return f"{meant} is of one question: {words}; words in many texts: qbank question replace --help"


def _of_one() -> list[str]:
    """List the options that say what a question is; its tags are set by options of their own."""
    edit = command_named("question").commands["edit"]
    return [name for param in edit.params for name in param.opts if name not in _NO_PARTS]


def _place_of(line: CommandLine, begin: int, name: str) -> int:
    """Find the word that holds an option; a short one may stand in a bundle such as `-rf`."""
    words = list(enumerate(line.rest))[begin:]
    whole = [at for at, word in words if word.partition("=")[0] == name]
    bundled = [at for at, word in words if re.match(rf"-\w*{re.escape(name[1:])}", word)]
    return (whole or bundled or [begin])[0]


def _meanings(option: str, fault: Fault) -> list[str]:
    """List what an option may mean, the likeliest first."""
    field = [f"{option[2:]}:QUERY"] if option.startswith("--") and known_field(option[2:]) else []
    near = _nearest(option, fault.options)
    habit = option if option in habits.OPTIONS else _nearest_habit(option) if not near else ""
    return [*habits.OPTIONS.get(habit, ()), *field, *near]


def _nearest_habit(option: str) -> str:
    return "".join(_nearest(option, [*habits.OPTIONS]))


def _nearest(option: str, known: Sequence[str]) -> list[str]:
    """Give the long option that one begins, or is like; the dashes, which all have, make none alike."""
    long = {each[2:]: each for each in known if each.startswith("--")}
    if not option.startswith("--"):
        return [f"-{option}"] if f"-{option}" in known else []
    begun = [each for each in long if len(option) > 3 and each.startswith(option[2:])]
    near = begun if len(begun) == 1 else get_close_matches(option[2:], long, 1, NEAR)
    return [long[each] for each in near]


def _fits(meant: str, fault: Fault) -> bool:
    """Tell whether the command takes what would be put into its line."""
    if meant.startswith("> "):
        return "--format" in fault.options
    if meant.startswith("-"):
        return meant.split()[0] in (*fault.options, *root_options(), "-vv")
    arguments = {each.name for each in fault.command.params if each.param_type_name == "argument"}
    if meant == "LAST":
        return "files" in arguments and "--to" in fault.options
    if "QUERY" in meant:
        return "query" in arguments
    return bool(arguments) if "FILE" in meant else bool(fault.words)


def _filled(meant: str, value: str | None) -> list[str]:
    """Put a value in its place; a field's term takes it as it is."""
    pieces = meant.split()
    if value is None:
        return pieces
    values = {"VALUE": value, "FILE": value, "QUERY": as_term(value)}
    return [values.get(piece) or piece.replace(":QUERY", f":{value}") for piece in pieces]


def _moved_behind(line: CommandLine, at: int, value: str | None) -> CommandLine | None:
    """Move an option that stands before the command behind it, with what looks like its value."""
    end = at + 1 if value is None or value in known_words() else at + 2
    if not line.rest[end:]:
        return None
    return line._replace(rest=(*line.rest[:at], *line.rest[end:], *line.rest[at:end]))
