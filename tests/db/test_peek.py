import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.db.peek import MOST, PATIENCE, Peek

Look = Callable[[Peek], list[Any]]
LOOKS: tuple[Look, ...] = (
    lambda peek: peek.children(""),
    lambda peek: peek.tags(""),
    lambda peek: peek.question_ids(""),
    lambda peek: peek.question_ids("a", deleted=True),
    lambda peek: peek.newest_questions(),
    lambda peek: peek.newest_deleted(),
    lambda peek: peek.external_ids(""),
    lambda peek: peek.documents(),
    lambda peek: peek.recent("author"),
    lambda peek: peek.own_fields(),
    lambda peek: peek.changes(),
    lambda peek: peek.imports(),
    lambda peek: peek.deleted_categories(),
)


@pytest.fixture
def bank(bank_path: Path) -> Path:
    """A bank of 200 questions, two of them in the trash, each with a tag of its own."""
    with closing(sqlite3.connect(bank_path)) as file, file:
        file.execute("INSERT INTO categories (id, name) VALUES ('c1', 'Biology')")
        for number in range(200):
            id = f"{number:08x}-0000-4000-8000-000000000000"
            file.execute(
                "INSERT INTO questions (id, category_id, question_type, stem, tags, fields, status,"
                " external_id, author, identity_hash, body_hash, created_at, deleted_at, difficulty)"
                " VALUES (?, 'c1', 'essay', ?, ?, ?, 'ready', ?, 'Curie', x'00', x'00', ?, ?, ?)",
                (
                    id,
                    f"Question {number}",
                    f'["Tag {number:03}"]',
                    f'{{"week": {number % 3}, "deep": [1]}}',
                    f"Q-{number:03}",
                    f"2026-01-01T00:00:00.{number:06}Z",
                    "2026-02-01T00:00:00.000000Z" if number in (7, 8) else None,
                    "hard" if number == 8 else None,
                ),
            )
            if number not in (7, 8):
                file.execute("INSERT INTO question_tags VALUES (?, ?)", (id, f"tag {number:03}"))
    return bank_path


@pytest.fixture
def peek(bank: Path) -> Iterator[Peek]:
    with closing(Peek(bank)) as peek:
        yield peek


def test_every_look_sees_something(peek: Peek, bank: Path) -> None:
    with closing(sqlite3.connect(bank)) as file, file:
        file.execute("INSERT INTO documents (id, title) VALUES ('d1', 'Campbell')")
        file.execute(
            "INSERT INTO changes (id, number, command, message, actor) VALUES ('h1', 1, 'c', 'm', 'a')"
        )
        file.execute(
            "INSERT INTO imports (id, document_id, file_name, format, sha256)"
            " VALUES ('i1', 'd1', 'f', 'csv', '')"
        )
        file.execute("INSERT INTO categories (id, name, deleted_at) VALUES ('c2', 'Old', '2026-01-01')")
    looks = [look for look in LOOKS if look is not LOOKS[3]]
    assert [place for place, look in enumerate(looks) if not look(peek)] == []


def test_some_of_many_come_with_the_last_so_that_they_begin_as_all_do(peek: Peek) -> None:
    tags = [tag for tag, _ in peek.tags("tag")]
    assert tags[:MOST] == [f"tag {number:03}" for number in range(MOST + 2) if number not in (7, 8)]
    assert tags[MOST:] == ["tag 199"]
    assert [row[0][:8] for row in peek.question_ids("0000")][-1] == "000000c7"
    assert [row[0] for row in peek.external_ids("Q-")][-1] == "Q-199"


def test_few_come_alone(peek: Peek) -> None:
    assert [(tag, spelt) for tag, spelt in peek.tags("tag 19")] == [
        (f"tag {number}", f'["Tag {number}"]') for number in range(190, 200)
    ]


def test_ids_come_with_their_stems_and_those_beside_them(peek: Peek) -> None:
    ((id, said, before, after),) = peek.question_ids("00000011")
    assert (id[:8], said, before[:8], after[:8]) == ("00000011", "Question 17", "00000010", "00000012")


def test_what_is_in_the_trash_is_seen_there_alone(peek: Peek) -> None:
    live = [row[0][:8] for row in peek.question_ids("0000000")]
    assert "00000007" not in live
    assert {row[0][:8] for row in peek.newest_deleted()} == {"00000007", "00000008"}
    assert [row[0][:8] for row in peek.question_ids("00000007", deleted=True)] == ["00000007"]


def test_own_fields_come_with_values_that_can_be_typed(peek: Peek) -> None:
    assert peek.own_fields() == [("deep", None), ("week", 0), ("week", 1), ("week", 2)]


@pytest.mark.parametrize(
    "kind", ["missing", "folder", "empty", "text", "foreign", "pipe", "none", "unreadable name"]
)
def test_where_there_is_no_bank_nothing_is_seen_and_nothing_made(kind: str, tmp_path: Path) -> None:
    path: Path | None = tmp_path / "b.db"
    match kind:
        case "folder":
            (tmp_path / "b.db").mkdir()
        case "empty":
            (tmp_path / "b.db").touch()
        case "text":
            (tmp_path / "b.db").write_text("not a database, and long enough to be looked at\n" * 200)
        case "foreign":
            with closing(sqlite3.connect(tmp_path / "b.db")) as file, file:
                file.execute("CREATE TABLE questions (id, title)")
        case "pipe":
            os.mkfifo(tmp_path / "b.db")
        case "none":
            path = None
        case "unreadable name":
            path = tmp_path / "a\0b"
    before = sorted(tmp_path.iterdir())
    for look in LOOKS:
        with closing(Peek(path)) as peek:
            assert look(peek) == []
    assert sorted(tmp_path.iterdir()) == before


def test_a_bank_that_is_being_written_is_not_waited_for(bank: Path) -> None:
    with closing(sqlite3.connect(bank, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        for look in LOOKS:
            with closing(Peek(bank)) as peek:
                assert look(peek) == []


def test_a_bank_of_another_schema_gives_what_it_has(bank: Path) -> None:
    with closing(sqlite3.connect(bank)) as file, file:
        file.execute("DROP TABLE question_tags")
        file.execute("DROP TABLE question_texts")
    with closing(Peek(bank)) as peek:
        assert peek.tags("") == []
        assert peek.question_ids("") == []
        assert len(peek.children("")) == 1


def test_looking_writes_nothing(bank: Path) -> None:
    before = bank.read_bytes()
    with closing(Peek(bank)) as peek:
        for look in LOOKS:
            look(peek)
    assert bank.read_bytes() == before
    assert [path.name for path in bank.parent.iterdir()] == [bank.name]


def test_a_look_that_takes_too_long_ends(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    assert peek.newest_questions()
    late = time.monotonic() + PATIENCE + 1
    monkeypatch.setattr(time, "monotonic", lambda: late)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0"
    assert peek._rows(endless) == []


def test_looks_at_questions_go_along_an_index(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[str] = []
    with closing(Peek(bank)) as peek, closing(sqlite3.connect(bank)) as file:

        def planned(query: str, *values: Any) -> list[tuple[Any, ...]]:
            named = values[0] if values and isinstance(values[0], dict) else values
            plans.extend(row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {query}", named))
            return []

        monkeypatch.setattr(peek, "_rows", planned)
        for look in LOOKS:
            look(peek)
    tables = {"q", "o", "t", "c", "questions", "question_tags", "question_texts", "below"}
    met = [step for step in plans if step.split()[0] in ("SCAN", "SEARCH") and step.split()[1] in tables]
    assert len(met) > 20
    assert [step for step in met if "INDEX" not in step] == []
