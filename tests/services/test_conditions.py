"""Every condition of the query language finds what its page says it finds."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.query.parser import parse
from qbank.services import listing
from qbank.services.selection import Selection

pytestmark = pytest.mark.both_engines

Run = Callable[..., tuple[int, str, str]]
Find = Callable[..., set[str]]

CHOICES = [{"text": "Mitochondrion", "fraction": 1}, {"text": "Ribosome", "feedback": "It makes proteins."}]
QUESTIONS: list[dict[str, object]] = [
    {
        "external_id": "cell", "type": "single_choice", "title": "Powerhouse", "category": "Biology/Cells",
        "stem": "Where does the Krebs cycle run?", "options": CHOICES, "tags": ["Cell", "Énergie"],
        "difficulty": "hard", "rating": 4.5, "points": 2, "author": "Zoë Krebs", "licence": "CC-BY-4.0",
        "language": "en", "explanation": "In the matrix.", "fields": {"topic": "Respiration"},
        "created_at": "2026-01-15T10:00:00Z",
    },
    {
        "external_id": "water", "type": "numerical", "category": "Chemistry", "format": "html",
        "stem": "How many H in H<sub>2</sub>O? <img src='data:image/png;base64,AA=='>",
        "options": [{"value": 2}], "tags": ["water", "cell/wall"], "difficulty": "easy", "status": "review",
        "details": {"hints": [{"text": "Look at the index."}]}, "created_at": "2026-02-01T00:00:00Z",
    },
    {
        "external_id": "essay", "type": "essay", "category": "Biology",
        "stem": "Why does \\(E = mc^2\\) matter?",
        "author": "x", "status": "draft", "created_at": "2025-06-01T00:00:00Z",
    },
    {
        "external_id": "slash", "type": "true_false", "category": "AC//DC", "stem": "Microwaves are light.",
        "options": [{"id": "true", "text": "True", "fraction": 1}, {"id": "false", "text": "False"}],
        "rating": 3, "created_at": "2024-12-31T23:59:59Z",
    },
]  # fmt: skip


@pytest.fixture
def find(qbank: Run, bank_place: Location, tmp_path: Path) -> Find:
    """Find questions by a query typed as in a shell; gives their external ids."""
    file = tmp_path / "questions.ndjson"
    file.write_text("\n".join(json.dumps({"kind": "question", **each}) for each in QUESTIONS))
    assert qbank("question", "import", str(file))[0] == 0

    async def rows(words: tuple[str, ...]) -> set[str]:
        selection = Selection(parse(words, now=datetime(2026, 3, 1, tzinfo=UTC)))
        async with transaction(bank_place, Access.READ) as session:
            batches = [batch async for batch in listing.rows(session, selection, ("external_id",))]
            assert await listing.count(session, selection) == sum(len(batch) for batch in batches)
        return {row[0] for batch in batches for row in batch}

    return lambda *words: asyncio.run(rows(words))


ALL = {"cell", "water", "essay", "slash"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("category:Biology", {"cell", "essay"}),
        ("category:=Biology", {"essay"}),
        ("category:biology/CELLS", {"cell"}),
        ("category:AC//DC", {"slash"}),
        ("tag:cell", {"cell", "water"}),
        ("tag:energie", {"cell"}),
        ("tag:ÉNERGIE,water", {"cell", "water"}),
        ("tag:none", {"essay", "slash"}),
        ("tag:any", {"cell", "water"}),
        ("difficulty:hard,easy", {"cell", "water"}),
        ("difficulty:none", {"essay", "slash"}),
        ("-difficulty:hard", {"water", "essay", "slash"}),
        ("NOT author:x", {"cell", "water", "slash"}),
        ("type:numerical", {"water"}),
        ("status:draft,review", {"essay", "water"}),
        ("rating:3..", {"cell", "slash"}),
        ("rating:..4", {"slash"}),
        ("rating:4.5", {"cell"}),
        ("rating:none", {"water", "essay"}),
        ("points:2", {"cell"}),
        ("author:zoe*", {"cell"}),
        ("author:ZOË", set()),
        ("licence:cc-by-*", {"cell"}),
        ("language:EN", {"cell"}),
        ("ext:cell,slash", {"cell", "slash"}),
        ("field.topic:respiration", {"cell"}),
        ("field.topic:none", {"water", "essay", "slash"}),
        ("created:2026", {"cell", "water"}),
        ("created:2026-01-01..", {"cell", "water"}),
        ("created:..2024", {"slash"}),
        ("created:2026-01", {"cell"}),
        ("created:45d", {"cell", "water"}),
        ("krebs", {"cell"}),
        ('"krebs cycle"', {"cell"}),
        ('"cycle krebs"', set()),
        ("micro*", {"slash"}),
        ("micro", set()),
        ("title:powerhouse", {"cell"}),
        ("text:powerhouse", set()),
        ("choice:ribosome", {"cell"}),
        ("answer:ribosome", set()),
        ("answer:mitochondrion", {"cell"}),
        ("explanation:matrix", {"cell"}),
        ("explanation:none", {"water", "essay", "slash"}),
        ("has:image", {"water"}),
        ("has:hint", {"water"}),
        ("has:math", {"essay"}),
        ("has:feedback", {"cell"}),
        ("has:explanation", {"cell"}),
        ("has:key", {"cell", "water", "slash"}),
        ("document:questions*", ALL),
        ("import:questions.ndjson", ALL),
        ("change:1", ALL),
        ("change:2", set()),
    ],
)
def test_a_condition_finds_exactly_what_it_says(find: Find, query: str, found: set[str]) -> None:
    assert find(*([query] if query else [])) == found


def test_conditions_combine_as_the_page_says(find: Find) -> None:
    assert find("category:Biology", "-tag:cell") == {"essay"}
    assert find("[", "tag:water", "OR", "type:essay", "]", "-status:review") == {"essay"}
    assert find("NOT", "[", "difficulty:any", "rating:any", "]") == {"water", "essay", "slash"}


def test_what_is_in_the_trash_is_found_by_nothing(find: Find, qbank: Run) -> None:
    assert qbank("question", "delete", "ext:cell", "--yes")[0] == 0
    assert find() == ALL - {"cell"}
    assert find("krebs") == find("tag:energie") == find("category:Biology/Cells") == set()


def test_an_unknown_category_is_a_usage_error_that_names_near_ones(qbank: Run, find: Find) -> None:
    code, out, err = qbank("question", "count", "category:Bilogy")
    assert (code, out) == (2, "")
    assert "Biology" in err
