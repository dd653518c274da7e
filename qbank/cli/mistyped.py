"""A command line that was refused, and the line that does what was probably meant.

The line is put right piece by piece until Typer would take it: what stands in a hint can be typed. Imported
only when something was refused.
"""

import re
from collections.abc import Sequence

from qbank.cli.aliases import expanded
from qbank.cli.arguments import arranged
from qbank.cli.command_line import CommandLine, Fault, first_fault, typed, with_list
from qbank.cli.mistyped_command import with_command
from qbank.cli.mistyped_option import told_of_one, with_option
from qbank.cli.mistyped_value import with_value

MOST = 20
"""So many pieces of one line are put right."""

_PLAINER = {
    r" Did you mean .*\?$": "",
    r"is not a valid int(eger)?( range)?\b": "is not a whole number",
    r"is not a valid float\b": "is not a number",
}
"""What Typer says -> what is clearer; what was meant stands in the hint."""


def message_of(error: Exception) -> str:
    """Say in one line what Typer found wrong with a command line."""
    if type(error).__name__ == "NoSuchOption":
        told = f"no such option: {error.option_name}"  # type: ignore[attr-defined]  # Typer's own class
    else:
        told = str(getattr(error, "format_message", lambda: error)())
    for typers, ours in _PLAINER.items():
        told = re.sub(typers, ours, told)
    return told[:1].lower() + told[1:].rstrip(".")


def hint_for(words: Sequence[str]) -> str:
    """Give the line that helps: the command line put right, else the help of the command it reached."""
    line, corrected = typed(_without_alias(words)), False
    for _ in range(MOST):
        line = with_list(line)
        fault = first_fault(line)
        if fault is None:
            return line.shown if corrected else "qbank --help"
        better = put_right(line, fault)
        if better is None or better == line:
            return _otherwise(line, fault, corrected=corrected)
        line, corrected = better, True
    return "qbank --help"


def _without_alias(words: Sequence[str]) -> Sequence[str]:
    """Put what an alias stands for in its place: what is wrong may be in either part of the line."""
    told = arranged(words)
    whole = expanded(told)
    return words if whole == told else whole


def put_right(line: CommandLine, fault: Fault) -> CommandLine | None:
    """Put one piece of a line right; None where nobody knows how."""
    if fault.unknown is not None:
        return with_command(line, fault, fault.unknown)
    if fault.kind == "NoSuchOption":
        return with_option(line, fault, fault.error.option_name)
    if fault.kind == "MissingParameter":
        return _with_needed_option(line, fault)
    if fault.choices:
        return with_value(line, fault)
    return None


def _with_needed_option(line: CommandLine, fault: Fault) -> CommandLine | None:
    """Name the option a command needs before its last word, where each of its arguments has one."""
    arguments = [each for each in fault.command.params if each.param_type_name == "argument"]
    words = [at for at, word in enumerate(line.rest) if at >= len(fault.words) and not word.startswith("-")]
    missing = fault.error.param
    if missing is None or missing in arguments or len(words) != len(arguments) + 1:
        return None
    return line.with_words(words[-1], words[-1], (missing.opts[0],))


def _otherwise(line: CommandLine, fault: Fault, *, corrected: bool) -> str:
    """Say what helps where a line cannot be put right to its end."""
    command = " ".join(("qbank", *fault.words))
    if fault.kind == "NoSuchOption" and (told := told_of_one(line, fault, fault.error.option_name)):
        return told
    if corrected and fault.kind == "MissingParameter":
        return f"{line.shown} {fault.error.param.make_metavar(fault.error.ctx)}"
    if corrected and fault.choices:
        return f"{fault.error.param.opts[0]} of `{command}` takes {', '.join(fault.choices)}"
    return f"{command} --help"
