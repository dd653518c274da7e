"""`qbank completion`: what makes a shell complete qbank's commands and what is in the bank."""

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from qbank.cli.completion import installing
from qbank.cli.groups import new_group

app = new_group("Completion at the press of Tab: commands, categories, tags, ids.")


class ShellName(StrEnum):
    """The shells that qbank knows."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@app.command("install")
def install(
    ctx: typer.Context,
    shell: Annotated[
        ShellName | None, typer.Argument(metavar="[SHELL]", help="Which. [default: the one SHELL names]")
    ] = None,
) -> None:
    """Make your shell complete what you type.

    Puts one line into the file that the shell reads when it starts, once however often it is called.

    Example: qbank completion install zsh
    """
    from qbank.cli import run

    narrator = run.invocation(ctx).narrator
    name = installing.shell_of_environment() if shell is None else shell.value
    place, added = installing.install(name)
    if added:
        narrator.say(f"added completion for {name} to {place}; it begins in the next {name} you open")
    else:
        narrator.say(f"{place} has completion for {name} already")
    if shell is None:
        others = ", ".join(other for other in installing.LINES if other != name)
        narrator.say(f"for another shell say which: qbank completion install {others}")


def _printer(name: str) -> Callable[[], None]:
    def script() -> None:
        # Every new window of a terminal waits for this: nothing is imported that it does not need.
        from qbank.cli.completion.shells import SHELLS

        sys.stdout.write(SHELLS[name].script)

    script.__doc__ = f"Print the script for {name}.\n\nExample: {installing.LINES[name]}"
    return script


for _name in installing.LINES:
    app.command(_name)(_printer(_name))
