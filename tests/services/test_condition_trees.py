"""Whole queries find in SQL what a plain reading of every question finds."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.strategies import SearchStrategy
from sqlalchemy import select

from qbank.cli.process import start
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.location import Location
from qbank.domain.kinds import Difficulty, QuestionType, Status
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import read
from qbank.domain.text import fold
from qbank.domain.validation import checked
from qbank.models import Question
from qbank.query.tree import (
    And,
    Between,
    During,
    Everything,
    ExactTag,
    Feature,
    Has,
    InCategory,
    Known,
    Matches,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    TextColumn,
    Words,
)
from qbank.services.category_tree import load_tree
from qbank.services.counting import count
from qbank.services.listing import rows
from qbank.services.selection import Selection, where

DAY = datetime(2026, 1, 15, tzinfo=UTC)
PATHS = ("Biology", "Biology/Cells", "Biology/Cells/Organelles", "Biologia", "In//Out")
NAMES = ("Marie Curie", "marié cürie", "Curie", "100%", "a_b", "*", "", "CC-BY-4.0")
TAGS = ("cell", "Cell/Wall", "cellar", "Éclair", "x y", "none")
STEMS = (
    "The Krebs cycle, again",
    "krebs' cycle? Müller!",
    "cycle of Krebs",
    "microscope micro-organism",
    "Straße und Schloß",
    "C++ and a:b OR not",
    "x y z",
)


def _documents() -> list[dict[str, Any]]:
    """Questions in which every value stands beside none, and near values beside each other."""
    made = []
    for number in range(28):
        choice = number % 4 == 0
        hinted = {"hints": [{"text": "cycle"}], "feedback": {"correct": "krebs"}} if number % 6 == 0 else {}
        made.append(
            {
                "kind": "question",
                "id": f"{number % 3:08x}-{number:04x}-4000-8000-{number:012x}",
                "type": "single_choice" if choice else ("essay", "description")[number % 2],
                "stem": f"{STEMS[number % 7]} {number}",
                "title": (None, "Krebs", "")[number % 3],
                "options": [{"text": "cycle", "fraction": 1.0}, {"text": "x"}] if choice else [],
                "explanation": (None, "", "Müller says so")[(number // 2) % 3],
                "details": hinted,
                "category": PATHS[number % 5],
                "document": (None, "Midterm 2025", "*")[number % 3],
                "tags": [TAGS[each] for each in range(6) if number & (1 << (each % 5)) and number % 3],
                "difficulty": (None, "easy", "medium", "hard")[number % 4],
                "rating": (None, 0.0, 2.5, 5.0)[(number // 2) % 4],
                "points": (None, 1.0, 0.1)[(number // 3) % 3],
                "status": ("draft", "review", "ready", "retired")[(number // 4) % 4],
                "author": (None, *NAMES)[number % 9],
                "licence": (None, *NAMES)[number % 7],
                "language": (None, "en", "pt-BR")[number % 3],
                "external_id": (None, f"Q-{number}", "q-1")[number % 3],
                "fields": {} if number % 2 else {"topic": NAMES[number % 8], "Learning goal": number},
                "created_at": (DAY + timedelta(days=number)).isoformat(),
                "updated_at": (DAY + timedelta(days=2 * number)).isoformat(),
            }
        )
    return made


@pytest.fixture(scope="module")
def bank(
    template_bank: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Location, list[QuestionDocument]]:
    folder = tmp_path_factory.mktemp("conditions")
    path, file = folder / "bank.db", folder / "own.ndjson"
    path.write_bytes(template_bank.read_bytes())
    lines = [json.dumps(each) for each in _documents()]
    file.write_text("\n".join(lines), encoding="utf-8")
    words = ["--quiet", "--db", str(path), "question"]
    assert start([*words, "import", str(file), "--on-duplicate", "add"]) == 0
    gone = json.loads(lines[-1])["id"]
    assert start([*words, "delete", f"id:{gone}", "--yes"]) == 0
    decode = msgspec.json.Decoder(QuestionDocument).decode
    return Location(path=path), [checked(decode(line)) for line in lines[:-1]]


def _several(field: str, values: Sequence[str]) -> SearchStrategy[Node]:
    return st.builds(
        OneOf,
        st.just(field),
        st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple),
    )


_words = st.builds(
    Words,
    st.sampled_from(TextColumn),
    st.sampled_from(
        [
            "krebs",
            "KREBS",
            "krebs cycle",
            "cycle again",
            "micro",
            "muller",
            "müller",
            "strasse",
            "x",
            "c",
            "or",
            "3",
        ]
    ),
    st.booleans(),
)
_matches_of = st.builds(
    Matches, st.sampled_from(["kr[ea]bs", "^cycle$", "straße|c[+]{2}", "müller .*$", "^x y", "[0-9]{2}$"])
)
_known = st.builds(
    Known,
    st.sampled_from(
        [
            "id",
            "ext",
            "category",
            "type",
            "tag",
            "difficulty",
            "rating",
            "points",
            "status",
            "title",
            "text",
            "choice",
            "answer",
            "explanation",
            "author",
            "licence",
            "language",
            "document",
            "change",
            "created",
            "field.topic",
            "field.Learning goal",
            "field.no",
        ]
    ),
    st.booleans(),
)
_patterns = [
    "marie curie",
    "*curie",
    "CURIE",
    "100%",
    "a_b",
    "a*",
    "%",
    "_",
    "*",
    "",
    "cc-*",
    "m*",
    "en",
    "midterm*",
    "0",
    "2*",
]
_named = st.builds(
    Named,
    st.sampled_from(
        ["author", "licence", "language", "document", "field.topic", "field.Learning goal", "field.no"]
    ),
    st.sampled_from(_patterns),
)
_numbers = st.sampled_from([None, Decimal(0), Decimal("0.1"), Decimal("1"), Decimal("2.5"), Decimal(5)])
_between = st.builds(
    Between, st.sampled_from(["rating", "points"]), _numbers, _numbers, st.booleans(), st.booleans()
).filter(lambda between: between.low is not None or between.high is not None)
_moments = st.none() | st.integers(-1, 60).map(lambda days: DAY + timedelta(days=days))
_during = st.builds(During, st.sampled_from(["created", "updated"]), _moments, _moments).filter(
    lambda during: during.start is not None or during.end is not None
)
_ids = ["00000000", "0000", "00000001-0001-4000-8000-000000000001", "00000002-0", "ffff"]
_leaves: SearchStrategy[Node] = st.one_of(
    st.just(Everything()),
    _words,
    _known,
    _matches_of,
    _named,
    _between,
    _during,
    _several("id", _ids),
    _several("ext", ["Q-1", "q-1", "Q-4", "none"]),
    _several("type", list(QuestionType)),
    _several("difficulty", list(Difficulty)),
    _several("status", list(Status)),
    _several("tag", ["CELL", "cell/wall", "eclair", "x y", "x", "none", "cel"]),
    st.builds(ExactTag, st.just(("CELL", "x"))),
    st.builds(ExactTag, st.just(("cell/wall",))),
    st.builds(InCategory, st.sampled_from([*PATHS, "biology/CELLS"]), st.booleans()),
    st.builds(Has, st.sampled_from([Feature.EXPLANATION, Feature.FEEDBACK, Feature.HINT, Feature.KEY])),
)
TREES = st.recursive(
    _leaves,
    lambda parts: (
        st.builds(And, st.lists(parts, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(parts, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, parts)
    ),
    max_leaves=8,
)


def holds(node: Node, question: QuestionDocument) -> bool:
    """Tell whether a question is meant, as docs/query-language.md says it in words."""
    match node:
        case Everything():
            return True
        case And(parts):
            return all(holds(part, question) for part in parts)
        case Or(parts):
            return any(holds(part, question) for part in parts)
        case Not(part):
            return not holds(part, question)
        case Words():
            return _says(node, question)
        case Matches(pattern):
            return re.search(pattern, "\n".join(read(question)[0][:-1]), re.I | re.M) is not None
        case OneOf(field, values):
            return _is_one_of(field, values, question)
        case ExactTag(values):
            return any(fold(tag) in map(fold, values) for tag in question.tags)
        case InCategory(path, exact):
            return _stands_in(fold(path), exact, fold(question.category or ""))
        case Named(field, pattern):
            return _matches(pattern, _value(field, question))
        case Between():
            return _lies_between(node, _value(node.field, question))
        case During(field, first, last):
            moment = question.created_at if field == "created" else question.updated_at
            assert moment is not None
            return (first is None or moment >= first) and (last is None or moment < last)
        case Known(field, known):
            return _is_known(field, question) is known
        case Has(feature):
            return _has(feature, question)


def _says(words: Words, question: QuestionDocument) -> bool:
    reading = read(question)[0]
    columns = {
        TextColumn.ANY: tuple(reading),
        TextColumn.TITLE: (reading.title,),
        TextColumn.TEXT: (reading.stem,),
        TextColumn.CHOICE: (reading.answers, reading.distractors),
        TextColumn.ANSWER: (reading.answers,),
        TextColumn.EXPLANATION: (reading.explanation,),
    }[words.column]
    return any(_holds_phrase(_tokens(words.text), words.prefix, _tokens(text)) for text in columns)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _holds_phrase(phrase: list[str], prefix: bool, text: list[str]) -> bool:
    for begin in range(len(text) - len(phrase) + 1):
        *most, last = text[begin : begin + len(phrase)]
        if most == phrase[:-1] and (last == phrase[-1] or (prefix and last.startswith(phrase[-1]))):
            return True
    return False


def _is_one_of(field: str, values: tuple[str, ...], question: QuestionDocument) -> bool:
    if field == "id":
        return any((question.id or "").startswith(value) for value in values)
    if field == "tag":
        wanted, own = map(fold, values), [fold(tag) for tag in question.tags]
        return any(tag == each or tag.startswith(f"{each}/") for each in wanted for tag in own)
    return _value(field, question) in values


def _value(field: str, question: QuestionDocument) -> Any:
    if field.startswith("field."):
        return question.fields.get(field.removeprefix("field."))
    return getattr(question, {"ext": "external_id", "text": "stem"}.get(field, field))


def _stands_in(path: str, exact: bool, own: str) -> bool:
    return own == path or (not exact and own.startswith(path + "/") and not own.startswith(path + "//"))


def _matches(pattern: str, value: Any) -> bool:
    parts = map(re.escape, fold(pattern).split("*"))
    return value is not None and re.fullmatch(".*".join(parts), fold(str(value)), re.DOTALL) is not None


def _lies_between(node: Between, value: float | None) -> bool:
    if value is None:
        return False
    low = None if node.low is None else float(node.low)
    high = None if node.high is None else float(node.high)
    above = low is None or value > low or (value == low and not node.low_open)
    below = high is None or value < high or (value == high and not node.high_open)
    return above and below


def _is_known(field: str, question: QuestionDocument) -> bool:
    if field in ("id", "change", "created"):
        return True
    if field == "tag":
        return bool(question.tags)
    if field in ("choice", "answer"):
        return bool(question.options)
    value = _value(field, question)
    return value is not None and (value != "" or field not in ("title", "explanation"))


def _has(feature: Feature, question: QuestionDocument) -> bool:
    return {
        Feature.EXPLANATION: bool(question.explanation),
        Feature.FEEDBACK: question.details.feedback is not None,
        Feature.HINT: bool(question.details.hints),
        Feature.KEY: bool(question.options),
    }[feature]


Bank = tuple[Location, list[QuestionDocument]]
Work = Callable[..., Any]


async def _found(place: Location, nodes: Sequence[Node]) -> list[tuple[set[str], int, list[str]]]:
    async with transaction(place, Access.READ, Waiting(1)) as session:
        tree = await load_tree(session)
        told = []
        for node in nodes:
            meant = Selection(node)
            ids = (
                await session.execute(select(Question.id).where(await where(session, meant, tree)))
            ).scalars()
            listed = [row[0] async for batch in rows(session, meant, ("id",)) for row in batch]
            told.append((set(ids), await count(session, meant, tree), listed))
        return told


@given(st.lists(TREES, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_query_finds_what_a_plain_reading_finds(bank: Bank, nodes: list[Node]) -> None:
    place, questions = bank
    for node, (found, counted, listed) in zip(nodes, asyncio.run(_found(place, nodes)), strict=True):
        wanted = [str(question.id) for question in questions if holds(node, question)]
        assert found == set(wanted), node
        assert counted == len(wanted)
        assert listed == wanted


def test_long_lists_of_values_are_looked_up(bank: Bank) -> None:
    place, questions = bank
    many = tuple(f"{number:05x}" for number in range(1, 9999))
    whole = tuple(f"{number:08x}-0000-4000-8000-000000000000" for number in range(9998))
    nodes: list[Node] = [
        OneOf("id", (*many, "00000000")),
        OneOf("id", (*whole, str(questions[0].id))),
        OneOf("tag", (*many, "cell")),
        OneOf("ext", (*many, "Q-1")),
        OneOf("import", many),
        OneOf("change", (*many, "1")),
        Or(tuple(OneOf("tag", (f"t{number}", "cell")) for number in range(500))),
        Or(tuple(Words(TextColumn.ANY, f"w{number}", prefix=False) for number in range(500))),
    ]
    sizes = [len(found) for found, _, _ in asyncio.run(_found(place, nodes))]
    cells = sum(
        any(fold(tag).startswith("cell") and fold(tag) != "cellar" for tag in q.tags) for q in questions
    )
    assert sizes == [9, 1, cells, 1, 0, len(questions), cells, 0]
