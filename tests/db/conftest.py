"""What the tests of the bank's file share: a bank each, with a row in every table, and real processes."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.db import bank
from qbank.db.engine import Waiting
from qbank.db.location import Location

ROWS = """
INSERT INTO changes (id, number, command, message, actor) VALUES ('ch', 1, 'c', 'm', 'a');
INSERT INTO change_rows (change_id, table_name, row_id, before) VALUES ('ch', 'questions', 'q1', '{"$":1}');
INSERT INTO categories (id, name) VALUES ('c1', 'Biology');
INSERT INTO categories (id, parent_id, name) VALUES ('c2', 'c1', 'Cells');
INSERT INTO preferences (id, category_id, preference_key, value) VALUES ('p', 'c1', 'difficulty', '"hard"');
INSERT INTO field_definitions (id, name, folded, field_type, choices, required)
    VALUES ('f', 'Level', 'level', 'choice', '["A1","B2"]', 1);
INSERT INTO documents (id, category_id, title) VALUES ('d', 'c1', 'A book');
INSERT INTO imports (id, document_id, change_id, file_name, format, sha256)
    VALUES ('i', 'd', 'ch', 'f', 'json', '0');
INSERT INTO questions (id, category_id, document_id, change_id, question_type, stem, rating,
    identity_hash, body_hash) VALUES ('q1', 'c2', 'd', 'ch', 'essay', 'Why?', 4.5, x'01', x'02');
INSERT INTO questions (id, category_id, stimulus_id, question_type, stem, identity_hash, body_hash)
    VALUES ('q2', 'c2', 'q1', 'essay', 'How?', x'03', x'04');
INSERT INTO import_items (question_id, document_id, external_key, import_hash, import_id)
    VALUES ('q1', 'd', 'k', x'05', 'i');
INSERT INTO question_tags (question_id, tag) VALUES ('q1', 'cell');
INSERT INTO question_texts
    (rowid, question_id, title, stem, answers, distractors, explanation, feedback, tags)
    VALUES (1, 'q1', '', 'Why?', '', '', '', '', 'cell');
INSERT INTO question_search (rowid, title, stem, answers, distractors, explanation, feedback, tags)
    VALUES (1, '', 'Why?', '', '', '', '', 'cell');
INSERT INTO notes (id, question_id, text, author) VALUES ('n', 'q1', 'too hard?', 'ada');
INSERT INTO saved_queries (id, name, folded, query) VALUES ('s', 'Exam', 'exam', 'tag:exam');
INSERT INTO media (sha256, mime, bytes) VALUES ('ab', 'image/png', x'00');
INSERT INTO question_media (question_id, sha256) VALUES ('q1', 'ab');
"""
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bank.db"
    asyncio.run(bank.ensure(Location(path=path), Waiting(1)))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(ROWS)
    return path


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Location:
    path = tmp_path / "home" / "bank.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    return Location(path=path)


@pytest.fixture
def path(place: Location) -> Path:
    assert place.path is not None
    return place.path


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start qbank as a process of its own, as another user where `before` says how."""

    def started(*words: str, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*before, sys.executable, "-m", "qbank", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "QBANK_CONFIG": str(tmp_path / "none.toml"), "HOME": str(tmp_path)},
        )

    return started
