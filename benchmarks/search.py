"""Searching a large bank, whole commands, against the same on an empty one; what the index costs.

With QBANK_REAL the questions are put together from real ones of many languages (`mixed_questions`).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks import mixed_questions
from benchmarks.measure import Result, cost_of, least
from benchmarks.scratch import Scratch

UNRANKED, RANKED = 1.3, 2.0
MOST_OF_IMPORT, MOST_OF_FILE = 0.35, 0.40
WORDS: Mapping[str, list[str]] = {
    "the commonest word": ["the"],
    "two common words": ["the", "which"],
    "a common phrase": ['"of the"'],
    "a common beginning": ["in*"],
    "a beginning of one letter": ["a*"],
    "a beginning of two letters": ["co*"],
    "a middling word": ["cell"],
    "a middling word without a common one": ["cell", "NOT", "the"],
    "one character of Chinese": ["的"],
    "a word of Chinese": ["问题"],
    "a rare word": ["powerhouse"],
    "a common word and a tag (1 %)": ["the", "tag:unit-07"],
    "a common word and a category (24 %)": ["the", "category:Subject B"],
    "a middling word and a difficulty (33 %)": ["cell", "difficulty:hard"],
}
COUNTED = (
    "the commonest word",
    "a common phrase",
    "a common beginning",
    "a beginning of one letter",
    "a common word and a tag (1 %)",
    "a middling word and a difficulty (33 %)",
)


def results(scratch: Scratch) -> Iterator[Result]:
    """Measure pages and counts, pages by relevance, and the index's share of an import and of the file."""
    source = mixed_questions.source()
    file = scratch.ndjson if source is None else _real(scratch, source)
    bank = scratch.copied(scratch.empty, "searched.db")
    with_index = cost_of(scratch.qbank(bank, *_import(file))).cpu
    yield from asked(scratch, bank)
    yield from _index(scratch, bank, file, with_index)


def _real(scratch: Scratch, source: Path) -> Path:
    return mixed_questions.write_ndjson(scratch.folder / "real.ndjson", source, scratch.rows)


def _import(file: Path) -> list[str]:
    return ["question", "import", str(file), "--on-duplicate", "add", "--on-error", "skip"]


def asked(scratch: Scratch, bank: Path) -> Iterator[Result]:
    """Measure what is asked of a bank against the same asked of an empty one."""
    for name, words in WORDS.items():
        page = ["question", "list", *words, "--limit", "50"]
        yield _compared(scratch, bank, f"page of {name}", page, UNRANKED)
    for name in COUNTED:
        yield _compared(scratch, bank, f"count of {name}", ["question", "count", *WORDS[name]], UNRANKED)
    for name, words in WORDS.items():
        page = ["search", *words, "--limit", "50"]
        yield _compared(scratch, bank, f"by relevance: {name}", page, RANKED)


def _compared(scratch: Scratch, bank: Path, name: str, words: list[str], budget: float) -> Result:
    cases = {"large": scratch.qbank(bank, *words), "empty": scratch.qbank(scratch.categories, *words)}
    costs = least(cases, scratch.rounds)
    large, empty = costs["large"].cpu, costs["empty"].cpu
    said = f"{large * 1000:.0f} ms; on an empty bank {empty * 1000:.0f} ms"
    return Result(name, large / empty, budget, said)


def _index(scratch: Scratch, bank: Path, file: Path, with_index: float) -> Iterator[Result]:
    target = scratch.folder / "unindexed.db"
    plain = scratch.module("unindexed", str(target), str(file))
    without = cost_of(replace(plain, before=lambda: _copied(scratch, target))).cpu
    said = f"{with_index:.1f} s; without the index {without:.1f} s"
    yield Result("index: share added to an import", with_index / without - 1, MOST_OF_IMPORT, said)
    whole, index = bank.stat().st_size, index_size(bank)
    yield Result(
        "index: share added to the file",
        index / (whole - index),
        MOST_OF_FILE,
        f"{index >> 20} of {whole >> 20} MiB",
    )


def _copied(scratch: Scratch, target: Path) -> None:
    scratch.copied(scratch.empty, target.name)


def index_size(bank: Path) -> int:
    """Count the bytes of the index: of all it keeps, its blocks and the sizes of the texts."""
    with closing(sqlite3.connect(bank)) as connection:
        blocks = "SELECT sum(length(block)) FROM question_search_data"
        sizes = "SELECT sum(length(sz) + 8) FROM question_search_docsize"
        terms = "SELECT sum(length(term) + 12) FROM question_search_idx"
        return sum(connection.execute(each).fetchone()[0] or 0 for each in (blocks, sizes, terms))
