"""Every command line that qbank names to a person, in a hint, a message or a help text, is one there is."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import qbank
from qbank.cli.command_line import first_fault, typed, with_list
from qbank.cli.groups import COMMANDS, GROUPS

_PACKAGE = Path(qbank.__file__).parent
_QUOTED = re.compile(r"`qbank ([^`]+)`")
_BEHIND = re.compile(r"(?:^|: +|or |, )qbank ([^`;]+)")
_ALIAS = "hard tag:exam"
"""In the sample of a configuration file."""


def _texts(tree: ast.Module) -> Iterator[str]:
    """Give the texts of a module but its own docstring, `X` for what an f-string fills in."""
    own = tree.body[0].value if isinstance(tree.body[0], ast.Expr) else None
    nodes = list(ast.walk(tree))
    parts = [part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values]
    seen = {id(each) for each in (own, *parts)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in seen:
            yield node.value


def _named(text: str) -> Iterator[list[str]]:
    """Give the command lines in a text, word by word; one that is not quoted begins with a command's name."""
    for line in text.splitlines():
        yield from (
            _words(found) for found in _QUOTED.findall(line) if found not in ("X", "X --help", _ALIAS)
        )
        for words in map(_words, _BEHIND.findall(line)):
            if words and words[0] in (*GROUPS, *COMMANDS):
                yield words


def _words(command: str) -> list[str]:
    """Take a command line apart, up to a pipe, without the punctuation of the sentence around it."""
    command = command.partition(" | ")[0]
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    return [word.rstrip(",.)") for word in words]


LINES = sorted(
    {
        (str(module.relative_to(_PACKAGE)), shlex.join(words))
        for module in _PACKAGE.rglob("*.py")
        for text in _texts(ast.parse(module.read_text(encoding="utf-8")))
        for words in _named(text)
    }
)


def test_many_command_lines_are_named() -> None:
    assert len(LINES) > 150


@pytest.mark.parametrize(("module", "line"), LINES)
def test_a_command_line_that_is_named_is_one_there_is(module: str, line: str) -> None:
    fault = first_fault(with_list(typed(shlex.split(line))))
    assert fault is None or (fault.unknown is None and fault.kind != "NoSuchOption"), fault
