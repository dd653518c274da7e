"""Questions asked of a large bank, whole commands, against the same on a bank that holds nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.measure import Result, least
from benchmarks.questions import RARE_WORD
from benchmarks.scratch import Scratch

QUICK = 1.3
STATISTICS = 4.0
ASKED = {
    "first page": ["question", "list", "--limit", "50"],
    "page of a category": ["question", "list", "category:Subject B", "--limit", "50"],
    "page of a rare category": ["question", "list", "category:Subject H/Topic 5", "--limit", "50"],
    "page of a difficulty": ["question", "list", "difficulty:hard", "--limit", "50"],
    "page of a tag": ["question", "list", "tag:unit-07", "--limit", "50"],
    "page of a rare word": ["question", "list", RARE_WORD, "--limit", "50"],
    "count": ["question", "count"],
    "count of a category and difficulty": ["question", "count", "category:Subject B", "difficulty:hard"],
    "count of a tag": ["question", "count", "tag:unit-07"],
}


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure pages, counts and the dashboard."""
    for name, words in ASKED.items():
        yield _asked(scratch, name, words, QUICK)
    yield _asked(scratch, "stats", ["stats"], STATISTICS)
    # A pager would wait for somebody to read.
    screen = {"on_terminal": True, "environment": {"QBANK_PAGER": "cat"}}
    yield _asked(scratch, "the dashboard on a terminal", ["stats"], STATISTICS, **screen)


def _asked(scratch: Scratch, name: str, words: list[str], budget: float, **where: Any) -> Result:
    banks = {"large": scratch.bank, "empty": scratch.categories}
    cases = {each: replace(scratch.qbank(bank, *words), **where) for each, bank in banks.items()}
    costs = least(cases, scratch.rounds)
    large, empty = costs["large"].cpu, costs["empty"].cpu
    said = f"{large * 1000:.0f} ms; on an empty bank {empty * 1000:.0f} ms"
    return Result(f"{name} of {scratch.rows:,} / of none", large / empty, budget, said)
