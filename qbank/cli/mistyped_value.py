"""A value that an option does not take, and the one it does."""

from difflib import get_close_matches

from qbank.cli import habits
from qbank.cli.command_line import CommandLine, Fault
from qbank.cli.mistyped_command import NEAR
from qbank.formats.registry import written_as


def with_value(line: CommandLine, fault: Fault) -> CommandLine | None:
    """Put a value that an option takes in the place of one it does not take."""
    for at, word in enumerate(line.rest):
        name, equals, value = word.partition("=")
        if name not in fault.error.param.opts:
            continue
        end = at + 1 if equals else at + 2
        value = value if equals else "".join(line.rest[at + 1 : end])
        better = _meant(value, fault.choices)
        if better is not None:
            return line.with_words(at, end, (f"{name}={better}",) if equals else (name, better))
        return _exported(line, fault, at, end, value)
    return None


def _meant(value: str, choices: list[str]) -> str | None:
    if (other := habits.VALUES.get(value.lower())) in choices:
        return other
    begun = [choice for choice in choices if value and choice.startswith(value.lower())]
    near = get_close_matches(value.lower(), choices, 1, NEAR)
    return next(iter([*near, *(begun if len(begun) == 1 else [])]), None)


def _exported(line: CommandLine, fault: Fault, at: int, end: int, value: str) -> CommandLine | None:
    """A listing in a format of other programs is an export to it."""
    if fault.words != ("question", "list") or (format := written_as(value)) is None:
        return None
    query = line.with_words(at, end, ()).rest[2:] or ("--all",)
    return line._replace(rest=("question", "export", *query, "--to", format))
