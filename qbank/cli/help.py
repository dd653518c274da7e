"""`qbank help`."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from qbank.cli import output, run
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.guide_view import guide_lines
from qbank.cli.markdown_blocks import blocks
from qbank.cli.mistyped_command import known_words
from qbank.cli.topics import TOPICS, page
from qbank.errors import Kind, QbankError

app = typer.Typer(
    rich_markup_mode=None, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)

READABLE = 80


@app.command()
def help_on(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC|COMMAND]...", help="What to explain.")
    ] = None,
) -> None:
    """Explain a topic or a command.

    Without words, lists the topics.

    Example: qbank help query
    """
    told = [word.lower() for word in words or ()]
    said = run.invocation(ctx)
    if len(told) == 1 and told[0] in TOPICS:
        found = [*page(told[0]), *blocks(_also(told[0]))]
    elif told:
        output.read(said, [_command_help(ctx, told).encode() + b"\n"])
        return
    else:
        found = list(blocks(_overview()))
    colored = output.colored(said)
    lines = guide_lines(found, min(output.width(), READABLE), colored=colored)
    output.read(said, [output.styled(said, lines)])


def _also(topic: str) -> str:
    """Name the command that is called like a topic."""
    return f"`qbank {topic} --help` explains the command." if topic in GROUPS or topic in COMMANDS else ""


def _overview() -> str:
    rows = [f"| `qbank help {name}` | {topic.summary} |" for name, topic in TOPICS.items()]
    return "\n".join(
        [
            "| type | to read |",
            "|---|---|",
            *rows,
            "| `qbank help COMMAND` | what a command does, such as `question set` |",
            "| `qbank --help` | which commands there are |",
        ]
    )


def _command_help(ctx: typer.Context, words: Sequence[str]) -> str:
    """Give what `--help` of a command prints. Raises QbankError for what is neither a command nor a topic."""
    context: Any = ctx.find_root()
    rest = list(words)
    while rest and isinstance(context.command, TyperGroup):
        meant = _known(rest, _path(context))
        name, command, rest = context.command.resolve_command(context, meant)
        inner: Any = command
        context = typer.Context(inner, info_name=name, parent=context)
    return str(context.get_help())


def _path(context: Any) -> tuple[str, ...]:
    """Give the words that lead to a command, without the program's own."""
    return (*_path(context.parent), context.info_name) if context.parent is not None else ()


def _known(words: list[str], group: tuple[str, ...]) -> list[str]:
    """Give the words of a command, habits put right: `import` is `question import`."""
    known = known_words(group)
    if words[0] not in known:
        names = list(known) if group else [*{*TOPICS, *known}]
        near = get_close_matches(words[0], names, 3, 0.6)
        told = " ".join((*group, words[0]))
        also = f"the nearest first: {', '.join(near)}" if near else "see what there is with: qbank help"
        raise QbankError(Kind.USAGE, f"there is no help on {told!r}", hint=also)
    target = [word for word in known[words[0]].split() if not word.isupper() and not word.startswith("-")]
    return [*target[len(group) :], *words[1:]]
