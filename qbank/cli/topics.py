"""What `qbank help` knows besides the commands: each topic is a part of the documentation's own pages."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from qbank import guides
from qbank.cli.markdown_blocks import Block, blocks, section_names, sections


class Part(NamedTuple):
    """A page, or of it the sections that are named; `but` names those that are left out."""

    page: str
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class Topic(NamedTuple):
    """A topic: the line that lists it, and the pages it is taken from or what writes it."""

    summary: str
    parts: tuple[Part, ...] = ()
    written: Callable[[], str] | None = None
    more: str = ""


def _formats() -> str:
    """Write the page on formats from the table of formats."""
    from qbank.formats.registry import FORMATS, suffixes

    known = [form for form in FORMATS.values() if form.reads or form.writes]
    others = [form for form in FORMATS.values() if not form.reads and not form.writes]
    rows = [
        f"| `{form.name}` | {form.title} | {' '.join(form.suffixes or suffixes(form)) or ' '} |"
        f" {'yes' if form.reads else 'no'} | {'yes' if form.writes else 'no'} |"
        for form in known
    ]
    return "\n".join(
        [
            "# Formats",
            "",
            "`qbank question import FILE` tells a file's format by its content; `--from FORMAT` says it.",
            "`qbank question export QUERY --to FORMAT -o FILE` writes one.",
            "",
            "| format | what it is | suffix | read | written |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "Recognised, and named when they are refused: "
            + ", ".join(f"{form.title}" for form in others)
            + ".",
            "",
            "A listing has formats of its own: `--format table|json|ndjson|csv|tsv|ids`.",
        ]
    )


TOPICS: dict[str, Topic] = {
    "query": Topic(
        "How the words after a command choose questions",
        (Part("query-language.md", ("", "Fields", "Combining")),),
        more="`qbank help values` tells what may follow a field, `qbank help shells` what to quote.",
    ),
    "values": Topic(
        "What may follow a field: words, ranges, dates", (Part("query-language.md", ("Values",)),)
    ),
    "formats": Topic("What qbank reads and writes", written=_formats),
    "exit-codes": Topic("What a script may rely on", (Part("exit-codes.md"),)),
    "recipes": Topic("Lines for what is done often", (Part("recipes.md"),)),
    "config": Topic("Settings, and where the bank is", (Part("configuration.md", but=("Environment",)),)),
    "environment": Topic("The variables qbank looks at", (Part("configuration.md", ("Environment",)),)),
    "shells": Topic(
        "Quoting, pipes, completion", (Part("shells.md"), Part("query-language.md", ("In a shell",)))
    ),
}
"""Name of a topic -> what it tells."""


def page(name: str) -> Iterator[Block]:
    """Give the blocks of a topic's page."""
    topic = TOPICS[name]
    if topic.written is not None:
        yield from blocks(topic.written())
    for part in topic.parts:
        yield from _taken(part)
    if topic.more:
        yield from blocks(topic.more)


def _taken(part: Part) -> Iterator[Block]:
    found = list(blocks(guides.text(part.page)))
    names = part.only or [name for name in section_names(found) if name not in part.but]
    return sections(found, names)
