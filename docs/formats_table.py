"""The tables of docs/formats.md, from what the formats' modules declare."""

import re
from collections.abc import Iterator
from pathlib import Path

from qbank.formats.format import Format
from qbank.formats.losses import PARTS
from qbank.formats.registry import FORMATS, carries, suffixes

PAGE = Path(__file__).parent / "formats.md"


def page(text: str) -> str:
    """Give the page's text with its tables as the program has them; each stands behind its mark."""
    for name, lines in (("formats", _formats()), ("parts", _parts())):
        table = "\n".join(lines)
        block = rf"(<!-- {name}: made by `make docs` -->\n\n).*?(?=\n\n)"
        text = re.sub(block, lambda match, table=table: match[1] + table, text, flags=re.DOTALL)  # type: ignore[misc]  # the loop's own table
    return text


def _formats() -> Iterator[str]:
    yield "| `--from`, `--to` | what it is | suffixes | read | written | needs | not held when written |"
    yield "|---|---|---|---|---|---|---|"
    for known in FORMATS.values():
        if known.reads or known.writes:
            yield f"| {' | '.join(_row(known))} |"


def _row(known: Format) -> list[str]:
    return [
        f"`{known.name}`",
        known.title,
        " ".join(f"`{suffix}`" for suffix in suffixes(known)),
        "yes" if known.reads else "",
        "yes" if known.writes else "",
        f"`qbank[{known.extra}]`" if known.extra else "",
        _not_held(known) if known.writes else "",
    ]


def _not_held(known: Format) -> str:
    """Say what a format has no place for; of one that holds little, what it has."""
    held = carries(known.name).parts
    lost = [part for part in PARTS if part not in held]
    if not lost:
        return "nothing"
    if len(held) < len(lost):
        return f"all but the question and {_listed(part for part in PARTS if part in held)}"
    return _listed(lost)


def _listed(parts: Iterator[str] | list[str]) -> str:
    return ", ".join(part.replace("_", " ") for part in parts)


def _parts() -> Iterator[str]:
    yield "| code | what is lost |"
    yield "|---|---|"
    yield "| `not_written` | the whole question: the format has no place for its type |"
    for part, words in PARTS.items():
        yield f"| `{part}` | {words} |"
