"""The order of relevance, and that it leaves nobody out."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.errors import Kind, QbankError
from qbank.query.parser import parse
from qbank.services import listing, relevance
from qbank.services.selection import Selection

Run = Callable[..., tuple[int, str, str]]
Rank = Callable[..., list[str]]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILLING = "Something else altogether, which goes on for quite a while and never names it"
QUESTIONS: dict[str, dict[str, object]] = {
    "feedback": {"stem": FILLING, "details": {"feedback": {"correct": "krebs"}}},
    "stem": {"stem": "What is the Krebs cycle?", "tags": ["metabolism"]},
    "long stem": {"stem": f"What is the Krebs cycle? {FILLING} {FILLING}"},
    "explanation": {"stem": FILLING, "explanation": "krebs"},
    "title": {"stem": "What turns here?", "title": "Krebs"},
    "none": {"stem": FILLING, "tags": ["metabolism"], "difficulty": "hard"},
    "both": {"stem": "Krebs and glycolysis", "difficulty": "hard"},
}


@pytest.fixture
def rank(qbank: Run, bank_path: Path, tmp_path: Path) -> Rank:
    """List the external ids of what a query finds, the best match first."""
    file = tmp_path / "questions.ndjson"
    lines = [
        json.dumps({"kind": "question", "type": "essay", "external_id": name, **said})
        for name, said in QUESTIONS.items()
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert qbank("question", "import", str(file), "--on-duplicate", "add")[0] == 0

    async def rows(words: tuple[str, ...], told: list[int], **bounds: int) -> list[str]:
        selection = Selection(parse(words, now=NOW), **bounds, seed="s")  # type: ignore[arg-type]  # limit, sample
        async with transaction(Location(path=bank_path), Access.READ) as session:
            found = listing.rows(session, selection, ("external_id",), relevance.RELEVANCE, told.append)
            return [row[0] async for batch in found for row in batch]

    return lambda *words, told=None, **bounds: asyncio.run(
        rows(words, [] if told is None else told, **bounds)
    )


def test_a_word_counts_most_in_the_title_and_least_in_feedback(rank: Rank) -> None:
    ranked = rank("krebs")
    assert set(ranked) == {*QUESTIONS} - {"none"}
    assert ranked[0] == "title"
    assert ranked.index("stem") < ranked.index("long stem") < ranked.index("feedback")
    assert ranked.index("explanation") < ranked.index("feedback") == len(ranked) - 1


def test_a_limit_takes_the_best(rank: Rank) -> None:
    assert rank("krebs", limit=2) == rank("krebs")[:2]


def test_other_conditions_are_kept(rank: Rank) -> None:
    assert rank("krebs", "tag:metabolism") == ["stem"]
    assert rank("krebs", "-tag:metabolism", "difficulty:hard") == ["both"]
    assert rank("krebs", "created:any", "NOT", "cycle") == ["title", "both", "explanation", "feedback"]
    assert rank("krebs", "NOT", "cycle") == ["title", "both", "explanation", "feedback"]


def test_what_is_selected_without_a_word_comes_last_in_its_usual_order(rank: Rank) -> None:
    ranked = rank("glycolysis", "OR", "tag:metabolism")
    assert ranked == ["both", "stem", "none"]
    assert rank("glycolysis", "OR", "tag:metabolism", limit=2) == ["both", "stem"]


def test_a_sample_is_drawn_first(rank: Rank) -> None:
    drawn = rank("krebs", sample=3)
    assert len(drawn) == 3
    assert drawn == [name for name in rank("krebs") if name in drawn]


@pytest.mark.parametrize("words", [("krebs",), ("krebs", "created:any"), ("krebs", "type:essay")])
def test_beyond_a_bound_the_newest_are_ranked_and_the_others_follow(
    rank: Rank, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rank(*words)
    told: list[int] = []
    monkeypatch.setattr(relevance, "MOST", 3)
    monkeypatch.setattr(relevance, "MOST_FILTERED", 3)
    ranked = rank(*words, told=told)
    assert told == [3]
    assert set(ranked[:3]) == {"explanation", "title", "both"}
    assert ranked[3:] == ["feedback", "stem", "long stem"]
    assert set(ranked) == set(whole)


def test_a_query_without_words_is_refused(rank: Rank) -> None:
    for words in ((), ("tag:metabolism",), ("NOT", "krebs"), ("re:krebs",)):
        with pytest.raises(QbankError, match="holds no words") as refusal:
            rank(*words)
        assert refusal.value.kind is Kind.USAGE
