"""The commands of the README and of the tour do what the pages say, and show what they show."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tour.md", "docs/recipes.md")
COLUMNS = 80
ANYTHING = "…"


class Step(NamedTuple):
    """A command of a page, and what the page says it shows."""

    command: str
    shown: str

    @property
    def is_refused(self) -> bool:
        return bool(re.search(r"^qbank: error:", self.shown, re.MULTILINE))


def steps(page: str) -> list[Step]:
    """Read a page's commands: the lines after a `$` in its console blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [Step(*part.split("\n", 1)) for part in parts]


def walk(page: str, folder: Path) -> Iterator[tuple[Step, int, str]]:
    """Run a page's commands in order on a new bank: each step, its exit code, and what it showed."""
    from docs.terminal import Terminal, without_colours

    terminal = Terminal(folder, COLUMNS)
    for step in steps(page):
        code, output = terminal.run(step.command)
        yield step, code, terminal.settled(without_colours(output))


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def shows(shown: str, output: str) -> bool:
    """Tell whether an output is as shown: `…` stands for anything, on a line of its own for any lines."""
    patterns = [
        r"(?:.*\n)*" if line.strip() == ANYTHING else re.escape(line).replace(ANYTHING, ".*") + "\n"
        for line in lines(shown)
    ]
    return bool(re.fullmatch("".join(patterns), "".join(f"{line}\n" for line in lines(output))))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_shows_what_the_page_shows(page: str, tmp_path: Path) -> None:
    for step, code, output in walk(page, tmp_path):
        assert (code != 0) is step.is_refused, f"{step.command} ends with {code}: {output}"
        assert shows(step.shown, output), f"{step.command} shows\n{output}"


def test_the_readme_tours_ten_commands() -> None:
    commands = [step for step in steps("README.md") if not step.command.startswith("export ")]
    assert len(commands) == 10


def test_what_a_page_shows_is_compared_line_by_line() -> None:
    assert shows("made … of 3\n\n", "made two of 3\n")
    assert shows("first\n…\nlast\n", "first\n\na\nb\nlast\n")
    assert not shows("110 new\n", "110 new\n1 duplicate\n")
    assert not shows("110 new\n", "")
