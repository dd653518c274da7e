"""Every command and its parameters in a table of words, which is read in a thousandth of what Typer costs.

The table is made from the program by `make docs`, and a test compares the two.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_name("commands.tsv")
Words = tuple[str, ...]


class Parameter(NamedTuple):
    """An option or an argument. `takes` is what its help calls its value, in capitals; '' for a flag."""

    names: Words
    takes: str
    choices: Words
    help: str

    @property
    def is_option(self) -> bool:
        """Tell an option from an argument."""
        return self.names[0].startswith("-")

    @property
    def repeats(self) -> bool:
        """Tell whether an argument takes all words that follow."""
        return "..." in self.takes

    @property
    def value(self) -> str:
        """Name what it takes without the marks for more and for none: QUERY for [QUERY]...."""
        return self.takes.strip("[].")


class Command(NamedTuple):
    """A command or a group of commands, the words that lead to it, and the line `--help` shows."""

    words: Words
    help: str
    parameters: list[Parameter]

    def option(self, name: str) -> Parameter | None:
        """Find an option by one of its names."""
        return next((each for each in self.parameters if each.is_option and name in each.names), None)

    def argument(self, place: int) -> Parameter | None:
        """Find the argument that takes the word at a place, counted from 0."""
        arguments = [each for each in self.parameters if not each.is_option]
        if place < len(arguments):
            return arguments[place]
        return arguments[-1] if arguments and arguments[-1].repeats else None


def load() -> dict[Words, Command]:
    """Read the table; the command without words is qbank itself."""
    commands: dict[Words, Command] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        path, names, takes, choices, said = line.split("\t")
        words = tuple(path.split())
        if not names:
            commands[words] = Command(words, said, [])
        else:
            listed = tuple(choices.split("|")) if choices else ()
            commands[words].parameters.append(Parameter(tuple(names.split()), takes, listed, said))
    return commands


def written() -> str:
    """Write the table from the program."""
    return "".join("\t".join(row) + "\n" for row in _rows())


def _rows() -> Iterator[tuple[str, str, str, str, str]]:
    from importlib import import_module

    from typer.main import get_command, get_group

    from qbank.cli.app import app
    from qbank.cli.groups import COMMANDS, GROUPS

    yield from _command("", get_command(app))
    for name, (module, _) in GROUPS.items():
        group: Any = get_group(import_module(module).app)
        yield from _command(name, group)
        shown = {inner: command for inner, command in group.commands.items() if not command.hidden}
        for inner, command in shown.items():
            yield from _command(f"{name} {inner}", command)
    for name, (module, _) in COMMANDS.items():
        yield from _command(name, get_command(import_module(module).app))


def _command(path: str, command: Any) -> Iterator[tuple[str, str, str, str, str]]:
    yield path, "", "", "", command.get_short_help_str(200)
    for each in command.params:
        if each.hidden:
            continue
        is_option = each.param_type_name == "option"
        names = [*each.opts, *each.secondary_opts] if is_option else [each.name]
        takes = "" if is_option and (each.is_flag or each.count) else each.metavar or each.name
        choices = [str(choice) for choice in getattr(each.type, "choices", _listed(path, names))]
        yield path, " ".join(names), takes, "|".join(choices), _line(each.help)
    if not path:
        yield path, "--help -h", "", "", "Show this message and exit."


def _line(help: str | None) -> str:
    return " ".join((help or "").split())


def _listed(path: str, names: list[str]) -> list[str]:
    """Give the words an option takes that only the services know."""
    from qbank.cli import category_view, document
    from qbank.formats.registry import FORMATS
    from qbank.services.columns import COLUMNS, DEFAULT
    from qbank.services.statistics_dimensions import DIMENSIONS

    columns = [*DEFAULT, *(name for name in COLUMNS if name not in DEFAULT)]
    words = {
        ("question list", "--columns"): columns,
        ("question list", "--sort"): [name for name in columns if COLUMNS[name].sort] + ["relevance"],
        ("search", "--columns"): columns,
        ("category list", "--columns"): [column.name for column in category_view.COLUMNS],
        ("document list", "--columns"): [column.name for column in document.COLUMNS],
        ("stats", "--by"): list(DIMENSIONS),
        ("question import", "--from"): [each.name for each in FORMATS.values() if each.reads],
        ("question export", "--to"): [each.name for each in FORMATS.values() if each.writes],
        ("convert", "--from"): [each.name for each in FORMATS.values() if each.reads],
        ("convert", "--to"): [each.name for each in FORMATS.values() if each.writes],
        ("formats", "name"): list(FORMATS),
    }
    return words.get((path, names[0]), [])
