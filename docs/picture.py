"""Draws qbank at work: real commands in a terminal of their own, as an SVG."""

import re
from collections.abc import Iterator
from html import escape, unescape
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from docs.terminal import Terminal

COLUMNS = 96
SCENE = (
    "qbank question import examples/questions.ndjson",
    "qbank question list category:Biology difficulty:hard",
    "qbank question set category:Biology --difficulty hard",
    "qbank undo",
    "qbank question list tag:pH -f ids | qbank question set - --rating 4 --yes",
)
TITLE = "qbank"
CELL = 12.2
"""How wide Rich draws a character."""
TEXT = re.compile(
    r'(?P<head><text class="qbank-r\d+") x="(?P<x>[\d.]+)"(?P<y> y="[\d.]+")'
    r' textLength="[\d.]+"(?P<tail>[^>]*)>(?P<words>[^<]*)</text>'
)
TEMPLATE = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>A terminal: questions are imported, listed, changed in bulk after a preview, and taken back.</title>
<style>
.{unique_id}-matrix {{
  font-family: "Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own template without its web font: a picture in a README fetches nothing."""


def picture() -> str:
    """Give the picture as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in screen():
        console.print(line, soft_wrap=True)
    drawn = console.export_svg(title=TITLE, code_format=TEMPLATE, unique_id=TITLE)
    drawn = TEXT.sub(_without_outer_blanks, drawn)
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def words(drawn: str) -> list[str]:
    """Give the words of a picture, which are the same whoever draws the letters."""
    return unescape(" ".join(found["words"] for found in TEXT.finditer(drawn))).split()


def screen() -> Iterator[Text]:
    """Give the lines that stand on the terminal when the scene is over."""
    with TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder), COLUMNS)
        for number, command in enumerate(SCENE):
            if number:
                yield Text()
            yield Text.assemble(("$ ", "bold green"), (command, "bold"))
            yield from _lines(terminal, command)


def _lines(terminal: Terminal, command: str) -> Iterator[Text]:
    code, output = terminal.run(command)
    if code:
        raise SystemExit(f"{command} ended with {code}: {output}")
    for line in output.splitlines():
        text = Text.from_ansi(line)
        text.plain = terminal.settled(text.plain)
        yield text


def _without_outer_blanks(drawn: re.Match[str]) -> str:
    """Move a piece of text to where its words begin: some programs leave blanks at its ends out."""
    words = unescape(drawn["words"])
    x = float(drawn["x"]) + CELL * (len(words) - len(words.lstrip("\xa0")))
    words = words.strip("\xa0")
    length = CELL * len(words)
    written = escape(words).replace("\xa0", "&#160;")
    return f'{drawn["head"]} x="{x:g}"{drawn["y"]} textLength="{length:g}"{drawn["tail"]}>{written}</text>'
