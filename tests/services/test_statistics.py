from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.errors import Kind, QbankError
from qbank.models import Document, Question
from qbank.query.parser import parse
from qbank.services import categories, key_positions, statistics, tags
from qbank.services.journal import Authorship
from qbank.services.key_positions import key_position
from qbank.services.selection import Selection
from qbank.services.statistics_dimensions import DIMENSIONS

NewQuestion = Callable[..., Awaitable[Question]]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANYTHING = "status:draft,review,ready,retired"
"""A query that finds all questions and is not the whole bank to whoever answers it."""


def select_by(*words: str) -> Selection:
    return Selection(parse(words, now=NOW))


def choices(*fractions: float) -> list[dict[str, Any]]:
    return [{"id": str(place), "text": "x", "fraction": each} for place, each in enumerate(fractions)]


@pytest.fixture
async def bank(session: AsyncSession, by: Authorship, new_question: NewQuestion) -> AsyncSession:
    """Seven questions in three categories, one of them in the trash."""
    above, inside, other = (await categories.add(session, by, ["Biology", "Biology/Cells", "chemistry"])).ids
    single = {"question_type": "single_choice"}
    await new_question(
        above, difficulty="easy", rating=4.5, tags=["Cell", "b"], options=choices(0, 1, 0), **single
    )
    await new_question(above, difficulty="hard", rating=4.5, explanation="Because.", author="Zoë", points=2.0)
    await new_question(inside, tags=["cell"], options=choices(1, 0), explanation="", author="anna", **single)
    await new_question(inside, status="draft", options=choices(0, 0), language="en", **single)
    await new_question(other, difficulty="medium", rating=0.0, fields={"topic": "acid", "week": 10})
    await new_question(
        other, difficulty="medium", fields={"week": 9}, created_at=datetime(2025, 12, 31, tzinfo=UTC)
    )
    await new_question(other, difficulty="medium", tags=["gone"], rating=1.0, deleted_at=NOW)
    return session


async def test_the_dashboard_counts_live_questions_in_every_way(bank: AsyncSession) -> None:
    board = await statistics.dashboard(bank, Selection())
    assert board.questions == 6
    assert board.categories == {
        "Biology": {"easy": 1, "hard": 1},
        "Biology/Cells": {None: 2},
        "chemistry": {"medium": 2},
    }
    assert board.types == {"single_choice": 3, "essay": 3}
    assert board.statuses == {"ready": 5, "draft": 1}
    assert board.ratings == {4.5: 2, 0.0: 1, None: 3}
    assert board.tags == [("Cell", 2), ("b", 1)]
    assert (board.untagged, board.unexplained) == (4, 5)


async def test_the_whole_bank_and_a_query_that_finds_all_of_it_give_the_same_figures(
    bank: AsyncSession,
) -> None:
    whole = await statistics.dashboard(bank, Selection())
    assert await statistics.dashboard(bank, select_by(ANYTHING)) == whole


@pytest.mark.parametrize(
    ("query", "number"),
    [("category:Biology", 4), ("tag:cell", 2), ("rating:none", 3), ("has:explanation", 1), ("tag:gone", 0)],
)
async def test_the_dashboard_counts_what_a_query_finds_and_nothing_else(
    bank: AsyncSession, query: str, number: int
) -> None:
    board = await statistics.dashboard(bank, select_by(query))
    assert board.questions == number
    assert sum(counts.total() for counts in board.categories.values()) == number
    assert board.statuses.total() == board.ratings.total() == number


async def test_missing_things_are_as_many_as_their_queries_find(bank: AsyncSession) -> None:
    board = await statistics.dashboard(bank, Selection())
    for query, number in (
        ("tag:none", board.untagged),
        ("explanation:none", board.unexplained),
        ("status:draft -has:key", board.unkeyed),
    ):
        found = await statistics.dashboard(bank, select_by(*query.split()))
        assert found.questions == number


async def test_ids_and_limits_select_as_everywhere(bank: AsyncSession) -> None:
    first = (await bank.execute(text("SELECT id FROM questions WHERE rating = 4.5 LIMIT 1"))).scalar_one()
    assert (await statistics.dashboard(bank, Selection(ids=(first,)))).ratings == {4.5: 1}
    assert (await statistics.dashboard(bank, Selection(limit=2))).questions == 2
    assert (await statistics.dashboard(bank, Selection(sample=3, seed="x"))).questions == 3
    assert (await statistics.dashboard(bank, Selection(ids=()))).questions == 0


async def test_a_category_that_is_not_there_is_a_usage_error(bank: AsyncSession) -> None:
    for ask in (
        statistics.dashboard(bank, select_by("category:Bio")),
        table_of(bank, "type", "category:Bio"),
    ):
        with pytest.raises(QbankError) as caught:
            await ask
        assert caught.value.kind is Kind.USAGE


async def table_of(session: AsyncSession, by: str, *query: str) -> list[tuple[Any, ...]]:
    return (await statistics.table(session, select_by(*query), by.split(","))).rows


async def test_a_table_has_the_fields_and_the_questions(bank: AsyncSession) -> None:
    found = await statistics.table(bank, Selection(), ["category", "difficulty"])
    assert found.columns == ("category", "difficulty", "questions")
    assert found.rows == [
        ("Biology", "easy", 1),
        ("Biology", "hard", 1),
        ("Biology/Cells", None, 2),
        ("chemistry", "medium", 2),
    ]


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ("difficulty", [("easy", 1), ("medium", 2), ("hard", 1), (None, 2)]),
        ("status", [("draft", 1), ("ready", 5)]),
        ("type", [("single_choice", 3), ("essay", 3)]),
        ("rating", [(0.0, 1), (4.5, 2), (None, 3)]),
        ("points", [(2.0, 1), (None, 5)]),
        ("author", [("anna", 1), ("Zoë", 1), (None, 4)]),
        ("created", [("2025-12", 1)]),
        ("field.topic", [("acid", 1), (None, 5)]),
        ("field.week", [(9, 1), (10, 1), (None, 4)]),
        ("status,language", [("draft", "en", 1), ("ready", None, 5)]),
    ],
)
async def test_rows_are_in_the_order_of_their_fields_with_the_unknown_last(
    bank: AsyncSession, fields: str, rows: list[tuple[Any, ...]]
) -> None:
    query = ["created:..2025"] if fields == "created" else []
    assert await table_of(bank, fields, *query) == rows


@pytest.mark.parametrize("query", [[], [ANYTHING]])
async def test_a_question_counts_for_each_of_its_tags_and_once_for_none(
    bank: AsyncSession, query: list[str]
) -> None:
    assert await table_of(bank, "tag", *query) == [("b", 1), ("Cell", 2), (None, 4)]


async def test_tags_that_all_questions_have_leave_no_row_for_none(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category,) = (await categories.add(session, by, ["A"])).ids
    await new_question(category, tags=["x"])
    assert await table_of(session, "tag") == [("x", 1)]


async def test_a_tag_is_written_as_the_list_of_tags_writes_it(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category,) = (await categories.add(session, by, ["Chemistry"])).ids
    for tag in ("pH", "pH", "PH"):
        await new_question(category, tags=[tag])
    listed = [(each.name, each.questions) for each in await tags.listing(session)]
    assert await table_of(session, "tag") == listed == [("pH", 3)]
    assert (await statistics.dashboard(session, Selection())).tags == listed


async def test_tags_can_be_crossed_with_another_field(bank: AsyncSession) -> None:
    assert await table_of(bank, "tag,difficulty") == [
        ("b", "easy", 1),
        ("Cell", "easy", 1),
        ("Cell", None, 1),
        (None, "medium", 2),
        (None, "hard", 1),
        (None, None, 1),
    ]


async def test_documents_of_one_title_are_one_row(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category,) = (await categories.add(session, by, ["A"])).ids
    for title in ("Midterm", "Midterm", "Final"):
        document = Document(title=title)
        session.add(document)
        await session.flush()
        await new_question(category, document_id=document.id)
    assert await table_of(session, "document") == [("Final", 1), ("Midterm", 2)]


@pytest.mark.parametrize("field", sorted(DIMENSIONS))
async def test_every_field_counts_every_question(bank: AsyncSession, field: str) -> None:
    extra = 1 if field == "tag" else 0
    assert sum(number for _, number in await table_of(bank, field)) == 6 + extra


async def test_fields_have_the_synonyms_of_the_query_and_count_once(bank: AsyncSession) -> None:
    found = await statistics.table(bank, Selection(), ["License", "licences", "types"])
    assert found.columns == ("licence", "type", "questions")


@pytest.mark.parametrize("name", ["colour", "", "id", "field.", 'field.a"b', "updated"])
async def test_an_unknown_field_names_the_right_ones(bank: AsyncSession, name: str) -> None:
    with pytest.raises(QbankError, match="cannot be counted by") as caught:
        await statistics.table(bank, Selection(), [name])
    assert caught.value.kind is Kind.USAGE
    assert "category, type, difficulty" in (caught.value.hint or "")


async def test_positions_of_keys_are_counted_among_single_choice_questions(bank: AsyncSession) -> None:
    keys = (await statistics.dashboard(bank, Selection())).keys
    assert (keys.questions, keys.looked_at) == (3, 3)
    assert keys.held == {1: 1, 0: 1, None: 1}
    assert keys.sizes == {3: 1, 2: 1}
    assert keys.even(0) == pytest.approx((1 / 3 + 1 / 2) / 2)
    assert keys.even(2) == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("fractions", "position"),
    [([0, 1, 0], 1), ([0.5, 1], 1), ([1, 1], 0), ([0, 0], None), ([-1, -0.5], None), ([], None)],
)
def test_the_key_is_the_choice_that_earns_most_if_it_earns_anything(
    fractions: list[float], position: int | None
) -> None:
    assert key_position(fractions) == position


@pytest.mark.parametrize("selection", [Selection(), select_by("tag:x"), Selection(limit=30)])
async def test_of_many_questions_a_sample_is_looked_at_and_the_same_each_time(
    session: AsyncSession,
    by: Authorship,
    new_question: NewQuestion,
    monkeypatch: pytest.MonkeyPatch,
    selection: Selection,
) -> None:
    monkeypatch.setattr(key_positions, "EXACT", 10)
    monkeypatch.setattr(key_positions, "SAMPLE", 4)
    (category,) = (await categories.add(session, by, ["A"])).ids
    for number in range(12):
        key = choices(1, 0) if number < 8 else choices(0, 1)
        digest = bytes([number])
        kind = {"question_type": "single_choice", "tags": ["x"], "options": key, "identity_hash": digest}
        await new_question(category, **kind)
    keys = (await statistics.dashboard(session, selection)).keys
    assert (keys.questions, keys.looked_at, keys.held) == (12, 4, {0: 4})


async def test_an_empty_bank_has_an_empty_dashboard(session: AsyncSession) -> None:
    board = await statistics.dashboard(session, Selection())
    assert (board.questions, board.categories, board.tags) == (0, {}, [])
    assert board.keys.held == Counter()
    assert (await statistics.table(session, Selection(), ["category"])).rows == []


async def plans(session: AsyncSession, work: Awaitable[Any]) -> dict[str, list[str]]:
    """Do work and give each statement it ran with the lines of its query plan."""
    ran: list[tuple[str, Any]] = []
    connection = (await session.connection()).sync_connection
    assert connection is not None

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        ran.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    await work
    event.remove(connection, "before_cursor_execute", note)
    return {
        statement: [row[3] for row in (await explain(session, statement, parameters))]
        for statement, parameters in ran
    }


async def explain(session: AsyncSession, statement: str, parameters: Any) -> Sequence[Any]:
    connection = await session.connection()
    return (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()


@pytest.mark.only_in_a_file("asks SQLite how it goes about it")
async def test_the_whole_bank_is_counted_along_indexes_without_sorting_it(session: AsyncSession) -> None:
    found = await plans(session, statistics.dashboard(session, Selection()))
    walks = {statement: plan for statement, plan in found.items() if "GROUP BY" in statement}
    assert len(walks) == 4
    for plan in walks.values():
        assert any("USING COVERING INDEX" in step for step in plan)
        # What the walk of a table adds up to may be sorted, and not its rows.
        assert ("questions", "GROUP BY") not in [
            (one.split()[1], other.removeprefix("USE TEMP B-TREE FOR ")) for one, other in pairwise(plan)
        ]
    (scan,) = (plan for statement, plan in found.items() if "FILTER" in statement)
    assert scan == ["SCAN questions"]


@pytest.mark.only_in_a_file("asks SQLite how it goes about it")
async def test_the_table_of_a_pipe_is_counted_along_a_covering_index(session: AsyncSession) -> None:
    found = await plans(session, statistics.table(session, Selection(), ["category", "difficulty"]))
    (plan,) = (plan for statement, plan in found.items() if "GROUP BY" in statement)
    assert plan == ["SCAN questions USING COVERING INDEX idx_category_difficulty"]
