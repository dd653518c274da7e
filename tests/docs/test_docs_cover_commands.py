"""The pages that are made from the program say what the program says."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command, get_group
from typer.testing import CliRunner

from docs import build
from qbank.cli.app import app
from qbank.cli.groups import COMMANDS, GROUPS

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "docs/tour.md", "docs/configuration.md", "CONTRIBUTING.md")


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command as it is typed, with Typer's own record of it."""
    for name, (module, _) in GROUPS.items():
        group = get_group(import_module(module).app)
        yield from ((f"qbank {name} {inner}", command) for inner, command in group.commands.items())
    for name, (module, _) in COMMANDS.items():
        yield f"qbank {name}", get_command(import_module(module).app)


LEAVES = dict(leaves())


def test_the_reference_is_what_help_prints() -> None:
    assert build.REFERENCE.read_text(encoding="utf-8") == build.reference(), "run `make docs`"


@pytest.mark.parametrize("typed", LEAVES)
def test_every_command_stands_in_the_reference(typed: str) -> None:
    assert f"# {typed}\n" in build.REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", LEAVES)
def test_every_command_and_each_of_its_options_is_explained(typed: str) -> None:
    assert LEAVES[typed].help
    assert [param.name for param in LEAVES[typed].params if not param.help] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_lists_its_commands_without_cutting_their_lines(group: str) -> None:
    listed = CliRunner().invoke(app, [group, "--help"], terminal_width=80).stdout.partition("Commands:\n")[2]
    listed = listed.partition("\n\n")[0]
    assert listed.strip()
    assert "..." not in listed


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_only_commands_that_are_there(guide: str) -> None:
    words = (ROOT / guide).read_text(encoding="utf-8").replace("`", " ").split()
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        if first == "qbank" and second in GROUPS:
            assert f"qbank {second} {third.rstrip('.,:;)')}" in LEAVES


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_the_picture_shows_what_the_commands_show() -> None:
    from docs.picture import picture, words

    drawn = words(build.PICTURE.read_text(encoding="utf-8"))
    assert drawn
    assert drawn == words(picture()), "run `make docs`"


def test_the_picture_fetches_nothing() -> None:
    drawn = build.PICTURE.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in drawn
    assert "url(" not in drawn.replace("url(#", "")
