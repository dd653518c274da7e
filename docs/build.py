"""Writes the pages that are made from the code: `python -m docs.build`, or `make docs`.

`cli.md` is what `--help` prints, command by command, so that it cannot say anything else; `commands.tsv` is
the same for the completion of shells; `qbank.1` is the man page; `picture.svg` is the terminal after the
commands of `docs/picture.py`.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from typer.main import get_command, get_group
from typer.testing import CliRunner

from qbank.cli.app import app
from qbank.cli.completion import command_table
from qbank.cli.groups import COMMANDS, GROUPS

HERE = Path(__file__).parent
REFERENCE = HERE / "cli.md"
PICTURE = HERE / "picture.svg"
MAN_PAGE = HERE / "qbank.1"
COLUMNS = 100
"""A width of its own: the page must not depend on the terminal it is made in."""

HEAD = """\
# Every command

What `--help` prints, command by command. This page is made from the program by `make docs`, and a test
compares the two. [query-language.md](query-language.md) tells how a `QUERY` chooses questions, and
[exit-codes.md](exit-codes.md) what a command's exit code means.

The options of `qbank` itself may stand before a command or behind it: `qbank question list --db other.db`.
"""

Path_ = tuple[str, ...]
"""The words of a command, without `qbank` itself: `("question", "list")`."""


def commands() -> Iterator[Path_]:
    """Give every command and group in the order `--help` lists them; the first is qbank itself."""
    yield ()
    for name, (module, _) in GROUPS.items():
        yield (name,)
        for inner in get_group(import_module(module).app).commands:
            yield (name, inner)
    for name, (module, _) in COMMANDS.items():
        get_command(import_module(module).app)
        yield (name,)


def help_of(words: Path_) -> str:
    """Give what `--help` prints for a command, at the width of the page."""
    result = CliRunner().invoke(
        app, [*words, "--help"], prog_name="qbank", terminal_width=COLUMNS, max_content_width=COLUMNS
    )
    if result.exit_code:
        raise SystemExit(f"qbank {' '.join(words)} --help ends with {result.exit_code}: {result.output}")
    return result.stdout.rstrip()


def reference() -> str:
    """Write the page of all commands."""
    return "\n".join([HEAD, *(_section(words) for words in commands())])


def _section(words: Path_) -> str:
    depth = "##" if len(words) < 2 else "###"
    return f"{depth} {' '.join(('qbank', *words))}\n\n```text\n{help_of(words)}\n```\n"


def main() -> None:
    """Write the pages and say which."""
    from docs import formats_table
    from docs.man import man_page
    from docs.picture import picture

    made = (
        (REFERENCE, reference()),
        (command_table.TABLE, command_table.written()),
        (MAN_PAGE, man_page()),
        (PICTURE, picture()),
        (formats_table.PAGE, formats_table.page(formats_table.PAGE.read_text(encoding="utf-8"))),
    )
    for path, text in made:
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"wrote {path.relative_to(HERE.parent)}\n")


if __name__ == "__main__":
    main()
