"""Writes the man page: the commands from the program, the rest from the pages that `qbank help` shows.

Source of the macros: groff_man(7).
"""

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command, get_group

from qbank import __version__
from qbank.cli.app import app
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.markdown_blocks import Block, Code, Heading, Table, blocks
from qbank.cli.topics import TOPICS, page

CHAPTERS = (
    ("QUERIES", "query"),
    ("VALUES", "values"),
    ("FORMATS", "formats"),
    ("EXIT STATUS", "exit-codes"),
    ("ENVIRONMENT", "environment"),
    ("FILES", "config"),
    ("EXAMPLES", "recipes"),
)
"""Heading of the man page -> the topic below it."""

_ESCAPES = {"\\": r"\e", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|(?<!\w)\*(\w+)\*(?!\w)")


def man_page() -> str:
    """Give the page as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    root: Any = get_command(app)
    context = typer.Context(root, info_name="qbank")
    yield r".\" Made by docs/man.py: change the program, or the pages of docs/, and run `make docs`."
    yield f'.TH QBANK 1 "" "qbank {__version__}" "User Commands"'
    yield ".ad l"
    yield from (".SH NAME", rf"qbank \- {_lowered(root.help)}")
    yield from (".SH SYNOPSIS", r".B qbank", _prose("[OPTIONS] COMMAND [ARGUMENTS]"))
    yield ".SH DESCRIPTION"
    yield from _blocks(blocks(_DESCRIPTION))
    yield ".SH OPTIONS"
    yield from _parameters(root, context)
    yield ".SH COMMANDS"
    for words, command in _commands():
        yield from _command(words, command, context)
    for heading, topic in CHAPTERS:
        yield f".SH {heading}"
        yield from _blocks(page(topic))
    yield ".SH SEE ALSO"
    topics = ", ".join(f"`qbank help {name}`" for name in TOPICS)
    yield from _blocks(blocks(f"{topics}; `qbank COMMAND --help`."))


_DESCRIPTION = """\
qbank keeps every exam question you own in one file on your own machine. It brings questions in from the files
you have, finds them, changes them in bulk, and sends them to where they are used. Every change can be seen
before it is made, and taken back after it with `qbank undo`.

`qbank demo` makes a bank of examples to try things on.
"""


def _lowered(text: str) -> str:
    return _prose(text[:1].lower() + text[1:].rstrip("."))


def _commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, (module, _) in GROUPS.items():
        group = get_group(import_module(module).app)
        yield from (((name, inner), command) for inner, command in group.commands.items())
    for name, (module, _) in COMMANDS.items():
        yield (name,), get_command(import_module(module).app)


def _command(words: tuple[str, ...], command: Any, parent: Any) -> Iterator[str]:
    name = " ".join(words)
    context = typer.Context(command, info_name=name, parent=parent)
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_prose(f'qbank {name} {pieces}')}"
    yield from _blocks(blocks(command.help or ""), begin=False)
    yield from _parameters(command, context)


def _parameters(command: Any, context: Any) -> Iterator[str]:
    for parameter in command.params:
        if (record := parameter.get_help_record(context)) is not None:
            yield from (".TP", rf"\fB{_code(record[0])}\fR", _begun(_inline(record[1].strip())))


def _blocks(found: Iterable[Block], *, begin: bool = True) -> Iterator[str]:
    for number, block in enumerate(found):
        if isinstance(block, Heading):
            if block.level > 1 and number:
                yield f".SS {_inline(block.text)}"
        elif isinstance(block, Code):
            yield from (".PP", ".RS 4", ".EX", *(_begun(_code(line)) for line in block.lines), ".EE", ".RE")
        elif isinstance(block, Table):
            yield from _rows(block)
        elif block.lead:
            yield from (f".IP {_mark(block.lead)} 4", _begun(_inline(block.text)))
        else:
            yield from ((".PP",) if begin or number else ())
            yield _begun(_inline(block.text))


def _mark(lead: str) -> str:
    return r"\(bu" if lead == "- " else lead.strip()


def _rows(table: Table) -> Iterator[str]:
    """Set a table's rows as terms: the first cell, then the others, from the third on with their heads."""
    for first, second, *others in table.rows:
        named = [
            f"{head}: {cell}" for head, cell in zip(table.heads[2:], others, strict=True) if cell.strip()
        ]
        yield from (".TP", _begun(_inline(first)), _begun(_inline("; ".join([second, *named]))))


def _inline(text: str) -> str:
    """Set code bold, and what is emphasised in italics."""
    pieces, end = list[str](), 0
    for found in _INLINE.finditer(text):
        code, strong = found[1], found[2] or found[3]
        marked = rf"\fB{_code(code)}\fR" if code else rf"\fI{_prose(strong)}\fR"
        pieces += [_prose(text[end : found.start()]), marked]
        end = found.end()
    return "".join([*pieces, _prose(text[end:])])


def _prose(text: str) -> str:
    return "".join(
        _ESCAPES.get(each) or (each if each.isascii() else rf"\[u{ord(each):04X}]") for each in text
    )


def _code(text: str) -> str:
    r"""Spell code so that it can be copied: options with `\-`, no other hyphen, breaks at a `|` alone."""
    spelled = _prose(text).replace("-", r"\-").replace("|", r"|\:")
    return re.sub(r"(?<!\S)(?=\S)", r"\\%", spelled)


def _begun(line: str) -> str:
    """Keep a line that begins with a dot from being a request."""
    return rf"\&{line}" if line.startswith((".", "'")) or not line else line
