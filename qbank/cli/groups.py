"""The command groups: listed from a table, imported when one is entered."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

GROUPS: dict[str, tuple[str, str]] = {
    "question": ("qbank.cli.question", "Add, find, show, change, import and export questions."),
    "category": ("qbank.cli.category", "The tree of categories and their defaults."),
    "document": ("qbank.cli.document", "Where questions come from."),
    "tag": ("qbank.cli.tag", "Tags: counted, renamed, merged, taken away."),
    "field": ("qbank.cli.field", "Your own fields: listed, defined, renamed, taken away."),
    "note": ("qbank.cli.note", "Notes on questions, by those who work on them."),
    "saved": ("qbank.cli.saved", "Queries kept by name: saved:NAME in any query."),
    "log": ("qbank.cli.log", "What was done to the bank, and what each change changed."),
    "trash": ("qbank.cli.trash", "What was deleted, and its way back."),
    "bank": ("qbank.cli.bank", "Your banks by name, and which of them is in use."),
    "media": ("qbank.cli.media", "Pictures and other files of questions."),
    "config": ("qbank.cli.config", "What is set for all commands, and where it comes from."),
    "db": ("qbank.cli.db", "The bank's file: where it is, its schema, backups, checks."),
    "completion": (
        "qbank.cli.completion.commands",
        "Completion at the press of Tab: commands, categories, tags, ids.",
    ),
}
"""Name of a group -> the module that holds it, and the line `--help` shows."""

COMMANDS: dict[str, tuple[str, str]] = {
    "undo": ("qbank.cli.undo", "Take back the newest change, or the one you name."),
    "convert": ("qbank.cli.convert", "Turn question files into a file of another format, without a bank."),
    "formats": ("qbank.cli.formats", "The formats there are, and what each can hold."),
    "search": ("qbank.cli.search", "Search the questions' texts for words, the best match first."),
    "stats": ("qbank.cli.stats", "Count questions: a dashboard, or a table of your own."),
    "help": ("qbank.cli.help", "Explain a topic or a command."),
    "demo": ("qbank.cli.demo", "Make a bank of example questions to try things on."),
}
"""The same for commands that stand by themselves."""


class LazyGroup(TyperGroup):
    """The root group. Stubs serve `--help` and completion; entering one loads the real thing."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        for name, (_, summary) in GROUPS.items():
            self.add_command(TyperGroup(name=name, help=summary, no_args_is_help=True))
        for name, (_, summary) in COMMANDS.items():
            self.add_command(TyperCommand(name=name, help=summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Replace the stub that was found by the command it stands for."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in GROUPS or name in COMMANDS:
            command = command_named(name)
        return name, command, rest


class ListingGroup(TyperGroup):
    """A group that lists where none of its commands is named: `qbank log tag:x` is `qbank log list tag:x`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `list` before what names no command."""
        return super().parse_args(ctx, self.listed(args))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Tell what `list` takes: it is there for who never types its name."""
        listing: Any = self.commands["list"]
        inner = typer.Context(listing, info_name="list", parent=ctx)
        told = [each.get_help_record(inner) for each in listing.get_params(inner) if each.name != "help"]
        with formatter.section("Without a command it lists, and takes"):
            formatter.write_dl([record for record in told if record is not None])
        super().format_epilog(ctx, formatter)

    def listed(self, words: Sequence[str]) -> list[str]:
        """Give the words behind the group with the `list` that was left out."""
        is_named = words[:1] and words[0] in (*self.commands, "--help", "-h")
        return list(words) if is_named else ["list", *words]


class CommandByCommand(TyperGroup):
    """A group whose commands are imported one by one, each when it is named or all are told of."""

    table: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = _Imported(self.table)  # type: ignore[assignment]  # nothing adds a command to it


class _Imported(Mapping[str, Any]):
    """Commands by name: module, function and, where there is one, the name of the text help ends with."""

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        self._table = table

    def __getitem__(self, name: str) -> Any:
        return _imported(name, *self._table[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@cache
def _imported(name: str, module: str, function: str, epilog: str | None = None) -> Any:
    holder = import_module(f"qbank.cli.{module}")
    app = new_group("")
    told = None if epilog is None else getattr(holder, epilog)
    app.command(name, epilog=told)(getattr(holder, function))
    return get_group(app).commands[name]


def command_named(name: str) -> Any:
    """Load a group or command of the tables above."""
    command = get_group(_app(GROUPS[name][0])) if name in GROUPS else get_command(_app(COMMANDS[name][0]))
    command.name = name
    return command


def _app(module: str) -> typer.Typer:
    app: typer.Typer = import_module(module).app
    return app


def new_group(help: str, cls: type[TyperGroup] | None = None) -> typer.Typer:
    """Make the app of one group, with the settings all groups share."""
    return typer.Typer(
        cls=cls,
        help=help,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
