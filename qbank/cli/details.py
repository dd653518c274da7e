"""One thing in full: a line for each of its parts, or one JSON object."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from qbank.cli import output
from qbank.cli.cells import Cell, friendly, plain
from qbank.cli.options import Format
from qbank.cli.terminal_text import safe

Writer = Callable[[Cell], str]
Part = tuple[str, Cell]


def show(
    parts: Callable[[Writer], Iterable[Part]],
    whole: Mapping[str, Any],
    how: Format | None = None,
    *,
    no_header: bool = False,
) -> None:
    """Write the parts of one thing: aligned for a person, whole for a program, its `id` alone for ids.

    `parts` is given the way to write a value inside a sentence.
    """
    how = output.chosen(how)
    if how in (Format.JSON, Format.NDJSON):
        output.document(whole)
    elif how is Format.IDS:
        output.line(str(whole["id"]))
    elif how is Format.TABLE:
        output.write(line.encode("utf-8", "backslashreplace") for line in _aligned(list(parts(friendly))))
    else:
        output.write_rows(("field", "value"), parts(plain), how, no_header=no_header)


def _aligned(parts: Sequence[Part]) -> Iterable[str]:
    """Yield a line for each part that has a value; further lines of a text stand below its first."""
    widest = max((len(name) for name, _ in parts), default=0)
    for name, value in parts:
        if value is None:
            continue
        text = safe(friendly(value)).replace("\n", "\n" + " " * (widest + 2))
        yield f"{name:<{widest}}  {text}\n"
