"""Nothing that a person types into a query ends in an error of the database."""

import asyncio
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.domain.excerpt import Excerpt
from qbank.errors import Kind, QbankError
from qbank.query.parser import parse
from qbank.services import listing
from qbank.services.relevance import RELEVANCE
from qbank.services.selection import Selection

Run = Callable[..., tuple[int, str, str]]
ROUNDS = int(os.environ.get("QBANK_FUZZ", "300"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
STEMS = (
    "Which cell divides?",
    "细胞膜的结构",
    "ที่กินข้าว",
    "CO₂ & H2O",
    "naïve café NEAR(x)",
    'say "hi" AND go',
    "세포의 구조",
)
SIGNS = (
    "AND", "OR", "NOT", "NEAR", "NEAR(cell divides, 3)", "near", "^", "^cell", "cell^", "-", "--", "+",
    "*", "cell*", "*cell", ":", "::", "stem:", "stem:cell", "question_search:", "rowid:1",
    "{stem title} : cell", "{", "}", "(", ")", "[", "]", '"', '""', '"cell', 'cell"', '"cell divides"',
    '"cell"*', "'", "''", "\\", "\\\\", ";", "; DROP TABLE questions", "--", "/*", "%", "_", "?", "$1",
    ":p", "@", "#", "~", "|", "&", "<", ">", "=", "!", ",", ".", "..", "cell,divides", "细胞", "细", "的*",
    "กิน", "세포", "é", "e\u0301", "\u0301", "\u200b", "\x1f", "\x1fa", "ß", "ﬁ", "𝒳", "🧬", "\ud800",
    "\0", "re:", "re:(", "re:a|b", "re:(a*)*b", "re:[", "re:\\", "re:.{1000}", "re:(?i)x", "-re:x",
    "-cell", "-stem:cell", "-[", "has:math", "tag:x", "rating:3..", "id:abcd", "title:*", 'title:"',
    "answer:cell*", "choice:any", "x" * 5000, "的" * 3000, "a " * 300, "fts5", "bm25(question_search)",
    "rank:1", "match", "\t", "\n", "\r\n", " ", "",
)  # fmt: skip


@pytest.fixture
def place(qbank: Run, bank_path: Path, tmp_path: Path) -> Location:
    file = tmp_path / "questions.ndjson"
    lines = [json.dumps({"kind": "question", "type": "essay", "stem": stem}) for stem in STEMS]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert qbank("question", "import", str(file))[0] == 0
    return Location(path=bank_path)


def typed(pick: random.Random) -> Iterator[str]:
    """Type an argument or a few, put together of signs that mean something to somebody."""
    for _ in range(pick.randint(1, 4)):
        parts = pick.choices(SIGNS, k=pick.randint(1, 4))
        yield pick.choice(("", " ")).join(parts)


async def ask(session: AsyncSession, arguments: list[str]) -> None:
    """Ask a query in every way there is; a query that cannot be read is refused as a usage error."""
    try:
        meant = Selection(parse(arguments, now=NOW), limit=5)
        found = [row async for batch in listing.rows(session, meant, ("id", "match")) for row in batch]
        assert len(found) == await listing.count(session, meant)
        assert all(isinstance(row[1], Excerpt) for row in found)
        ranked = [row async for batch in listing.rows(session, meant, ("id",), RELEVANCE) for row in batch]
        assert len(ranked) == len(found)
    except QbankError as error:
        assert error.kind is Kind.USAGE, arguments


def test_no_query_that_can_be_typed_ends_in_an_error_of_the_database(place: Location) -> None:
    pick = random.Random(4)

    async def whole() -> None:
        async with transaction(place, Access.READ) as session:
            for _ in range(ROUNDS):
                await ask(session, list(typed(pick)))

    asyncio.run(whole())


LARGE = {
    "as many terms as there may be": [f"w{number}" for number in range(500)],
    "as many alternatives": [word for number in range(499) for word in (f"w{number}", "OR")] + ["cell"],
    "as many that must not be there": ["cell", *(word for n in range(499) for word in ("NOT", f"w{n}"))],
    "ten thousand words in one phrase": ["cell " * 10_000],
    "ten thousand characters without a blank": ["细" * 10_000],
    "a word longer than a token of the index": ["x" * 100_000],
    "brackets as deep as they may be": ["(" * 49 + "cell OR x" + ")" * 49],
    "alternatives in alternatives": [
        *(word for n in range(24) for word in ("[", f"w{n}", "OR", "[", f"v{n}")), "cell", *["]"] * 48
    ],
    "negations in negations": [*(word for n in range(20) for word in ("NOT", "[", f"w{n}")), *["]"] * 20],
}  # fmt: skip


@pytest.mark.parametrize("arguments", LARGE.values(), ids=LARGE)
def test_large_queries_are_answered(place: Location, arguments: list[str]) -> None:
    async def whole() -> None:
        async with transaction(place, Access.READ) as session:
            await ask(session, arguments)

    asyncio.run(whole())
