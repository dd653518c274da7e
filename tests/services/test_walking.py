"""A page that is met by walking the bank is the page that an index would have found."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.query.parser import parse
from qbank.services import counting, listing, paging, walking
from qbank.services.category_tree import load_tree
from qbank.services.selection import Selection

Run = Callable[..., tuple[int, str, str]]
SIZE = 400
NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUERIES = [
    "tag:even",
    "tag:even/third",
    "tag==even",
    "tag:late",
    "tag:rare",
    "tag:even,rare",
    "the",
    "the cat",
    "cat NOT seventh",
    "sev*",
    "the tag:even",
    "cat tag:even rating:3",
    "the tag:even -tag:rare",
    "tag:even [ seventh OR rating:3 ]",
    "category:Low tag:even",
    "the category:Low difficulty:hard",
    "tag:late cat",
    "cat tag==rare",
    "seventh rating:2",
    "seventh tag:even",
    "cat rating:2",
]


@pytest.fixture
def bank(qbank: Run, bank_place: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Location:
    file = tmp_path / "questions.ndjson"
    file.write_text("\n".join(json.dumps(_question(number)) for number in range(SIZE)))
    assert qbank("question", "import", str(file), "--on-duplicate", "add")[0] == 0
    assert qbank("question", "delete", "rating:3", "tag:rare", "--yes")[0] == 0
    for name, value in (("FAR", 150), ("ASKED", 40), ("_TOGETHER", 7)):
        monkeypatch.setattr(walking, name, value)
    for module in (paging, counting):
        monkeypatch.setattr(module, "FEW", 80)
    monkeypatch.setattr(paging, "SCATTERED", 20)
    return bank_place


def _question(number: int) -> dict[str, object]:
    tags = ["even"] if number % 2 == 0 else ["odd"]
    tags += ["even/third"] * (number % 3 == 0) + ["rare"] * (number % 50 == 0) + ["late"] * (number > 350)
    return {
        "kind": "question",
        "type": "essay",
        "stem": f"Why is the cat {'seventh' if number % 7 == 0 else 'other'} ({number})?",
        "category": "Low" if number < 200 else "High",
        "difficulty": "hard" if number % 5 else "easy",
        "rating": number % 5,
        "tags": tags,
    }


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [1, 5, 30, 60])
def test_a_page_holds_the_first_that_the_query_finds(bank: Location, query: str, limit: int) -> None:
    selection = Selection(parse(query.split(), now=NOW))

    async def found(most: int | None) -> list[str]:
        meant = Selection(selection.query, limit=most)
        async with transaction(bank, Access.READ) as session:
            batches = [batch async for batch in listing.rows(session, meant, ("id",))]
        return [row[0] for batch in batches for row in batch]

    assert asyncio.run(found(limit)) == asyncio.run(found(None))[:limit]


@pytest.mark.parametrize(
    ("query", "found", "is_met"),
    [("tag:even/third", 67, True), ("tag:late", 49, False), ("tag:rare", 8, False)],
)
def test_a_page_is_met_where_enough_stands_near_the_beginning(
    bank: Location, engine: str, query: str, found: int, is_met: bool
) -> None:
    if engine != "sqlite":
        pytest.skip("only in a file: a server's planner finds the page by itself")
    selection = Selection(parse([query], now=NOW), limit=5)

    async def met() -> list[str] | None:
        async with transaction(bank, Access.READ) as session:
            tree = await load_tree(session)
            return await walking.met_soon(session, selection, tree, [selection.query], found)

    assert (asyncio.run(met()) is not None) == is_met


@pytest.mark.parametrize("query", QUERIES)
def test_as_many_are_counted_as_are_listed(bank: Location, query: str) -> None:
    selection = Selection(parse(query.split(), now=NOW))

    async def both() -> tuple[int, int]:
        async with transaction(bank, Access.READ) as session:
            batches = [batch async for batch in listing.rows(session, selection, ("id",))]
            return await listing.count(session, selection), sum(map(len, batches))

    counted, listed = asyncio.run(both())
    assert counted == listed
