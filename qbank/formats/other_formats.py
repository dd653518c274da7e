"""Formats that other packages bring, by the entry-point group `qbank.formats`.

Each entry point names a `qbank.formats.format.Format`, a line of the table like qbank's own; its module is
imported when the format is used. They are looked for only where qbank's own table has no answer, because
that asks every installed package.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from qbank.formats.format import Format

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "qbank.formats"
LIKELY = 0.5
"""From this score on a format may say that a file is its own."""


@cache
def found() -> tuple[dict[str, Format], dict[str, str]]:
    """Give the formats of other packages by name, and why the rest of them cannot be had.

    One that cannot be loaded, is no Format, or has the name of another package's is among the rest.
    """
    from importlib.metadata import entry_points

    formats: dict[str, Format] = {}
    broken: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        package = point.dist.name if point.dist else point.module
        if point.name in formats:
            broken[point.name] = f"{package} and {formats[point.name].package} both bring it"
            continue
        made = _loaded(point)
        if isinstance(made, Format):
            formats[point.name] = replace(made, name=point.name, package=package)
        else:
            broken[point.name] = f"{package}: {made}"
    return formats, broken


def _loaded(point: "EntryPoint") -> Format | str:
    """Load an entry point; what goes wrong in another package is told and stops nobody."""
    try:
        made = point.load()
    except Exception as error:  # other people's code may raise anything
        return f"{type(error).__name__}: {' '.join(str(error).split())}"
    return made if isinstance(made, Format) else f"{point.value} is no qbank.formats.format.Format"


def claiming(head: bytes, file_name: str) -> str | None:
    """Name the format of another package that a file is of: the surest by its content, else by its suffix."""
    readable = [each for each in found()[0].values() if each.reads]
    scores = [(_score(each, head), each.name) for each in readable]
    score, name = max(scores, key=lambda each: each[0], default=(0.0, None))
    return name if score >= LIKELY else named_by_suffix(file_name, reading=True)


def _score(format: Format, head: bytes) -> float:
    try:
        return 0.0 if format.sniff is None else format.sniff(head)
    except Exception:  # other people's code may raise anything; a file it fails on is not its own
        return 0.0


def named_by_suffix(file_name: str, *, reading: bool) -> str | None:
    """Name the format of another package that a file's suffix stands for, to read it or to write it."""
    lowered = file_name.lower()
    for each in found()[0].values():
        if (each.reads if reading else each.writes) and lowered.endswith(each.suffixes or ("\0",)):
            return each.name
    return None
