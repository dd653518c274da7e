"""Emptying the trash never takes along what is live, or younger than what goes."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
LONG_AGO = "2020-01-01T00:00:00.000000Z"


def age(path: Path, table: str, where: str) -> None:
    """Have things of the trash gone there long ago."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            f"UPDATE {table} SET deleted_at = '{LONG_AGO}' WHERE deleted_at IS NOT NULL AND {where}"
        )


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def full(qbank: Run, bank_path: Path, tmp_path: Path) -> None:
    """A bank with rows in every table: a passage and two questions on it, a picture, notes, defaults."""
    lines: list[dict[str, Any]] = [
        {"kind": "category", "path": "A/B", "preferences": {"points": 2.0}},
        {"kind": "document", "title": "Book", "category": "A/B"},
        {"kind": "media", "sha256": "", "mime": "image/gif", "data": "R0lGODlh"},
        {
            "id": "00000000-0000-4000-8000-000000000001",
            "type": "description",
            "stem": "Passage",
            "category": "A/B",
        },
        {
            "type": "essay",
            "stem": "Young",
            "stimulus": "00000000-0000-4000-8000-000000000001",
            "category": "A",
        },
        {"type": "essay", "stem": "Old", "category": "A/B", "tags": ["x"], "notes": [{"text": "n"}]},
        {"type": "essay", "stem": "Live", "category": "L"},
    ]
    from hashlib import sha256

    lines[2]["sha256"] = sha256(b"GIF89a").hexdigest()
    lines[5]["stem"] = f"Old ![](qbank://media/{lines[2]['sha256']})"
    lines[5]["format"] = "markdown"
    file = tmp_path / "full.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "import", str(file))[0] == 0


def test_only_what_has_been_there_for_long_goes(qbank: Run, bank_path: Path, full: None) -> None:
    qbank("question", "delete", "text:Old", "--yes")
    age(bank_path, "questions", "stem LIKE 'Old%'")
    qbank("question", "delete", "text:Young", "--yes")
    notes, said = rows(bank_path, "notes"), qbank("trash", "empty", "--older-than", "30d", "--yes")[2]
    assert said.startswith("removed 1 question;")
    assert (notes, rows(bank_path, "notes"), rows(bank_path, "question_media")) == (1, 0, 0)
    assert len(qbank("trash", "list", "--no-header")[1].splitlines()) == 1
    assert qbank("undo")[0] == 0
    assert (rows(bank_path, "notes"), rows(bank_path, "question_media")) == (1, 1)
    assert "nothing is in it longer than 40y" in qbank("trash", "empty", "--older-than", "40y")[2]


def test_an_old_passage_stays_for_a_question_that_is_live_or_younger(
    qbank: Run, bank_path: Path, full: None
) -> None:
    qbank("question", "delete", "type:description", "--yes")
    age(bank_path, "questions", "1")
    assert "needed by what stays" in qbank("trash", "empty", "--older-than", "30d", "--yes")[2]
    qbank("question", "delete", "text:Young", "--yes")
    assert "needed by what stays" in qbank("trash", "empty", "--older-than", "30d", "--yes")[2]
    age(bank_path, "questions", "1")
    assert qbank("trash", "empty", "--older-than", "30d", "--yes")[2].startswith("removed 2 questions;")


def test_an_old_category_stays_for_what_is_younger_in_it_or_below_it(
    qbank: Run, bank_path: Path, full: None
) -> None:
    questions = rows(bank_path, "questions")
    qbank("category", "delete", "A", "--yes")
    age(bank_path, "categories", "name = 'A'")
    age(bank_path, "questions", "stem LIKE 'Old%'")
    assert qbank("trash", "empty", "--older-than", "30d", "--yes")[2].startswith("removed 1 question;")
    assert (rows(bank_path, "questions"), rows(bank_path, "categories")) == (questions - 1, 3)
    age(bank_path, "categories", "1")
    assert "needed by what stays" in qbank("trash", "empty", "--older-than", "30d", "--yes")[2]
    age(bank_path, "questions", "1")
    assert "2 questions and 2 categories" in qbank("trash", "empty", "--older-than", "30d", "--yes")[2]
    assert qbank("question", "count")[1] == "1\n"
    assert qbank("db", "check")[0] == 0
    assert qbank("undo")[0] == 0
    assert (rows(bank_path, "questions"), rows(bank_path, "preferences")) == (questions - 1, 1)


def test_a_live_question_in_a_trashed_category_keeps_it(qbank: Run, bank_path: Path, full: None) -> None:
    qbank("category", "delete", "A", "--yes")
    age(bank_path, "categories", "1")
    age(bank_path, "questions", "1")
    with closing(sqlite3.connect(bank_path)) as connection, connection:
        connection.execute("UPDATE questions SET deleted_at = NULL WHERE stem LIKE 'Old%'")
    assert qbank("trash", "empty", "--older-than", "30d", "--yes")[0] == 0
    with closing(sqlite3.connect(bank_path)) as connection:
        stems = [stem for (stem,) in connection.execute("SELECT stem FROM questions")]
    assert sorted(stem[:4] for stem in stems) == ["Live", "Old "]


@pytest.mark.parametrize("told", ["30", "x", "-3d", "2026-01-01"])
def test_an_age_that_is_none_is_refused(qbank: Run, told: str) -> None:
    assert qbank("trash", "empty", f"--older-than={told}", "--yes")[0] == 2
