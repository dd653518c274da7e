"""A quick look into a bank's file for the completion of a shell, without SQLAlchemy.

It never waits, writes, creates or fails: where there is no bank that can be read this moment, nothing is
seen. Every query goes along an index and stops after `MOST` values, so that its time does not depend on the
size of the bank; a clock ends those that a strange bank makes slow.
"""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qbank.db.header import APPLICATION_ID
from qbank.domain.kinds import Difficulty

MOST = 50
"""How many values a person can look through."""
RECENT = 300
"""How many of the newest questions are looked at for values that have no index."""
PATIENCE = 0.1
"""Seconds after which a look ends, whatever it has seen."""
STEPS_A_LOOK = 2000
"""How many of SQLite's steps go by between two looks at the clock."""

_LAST = "\U0010ffff"
_NEAR = """
    SELECT q.id, replace(coalesce(nullif(t.title, ''), t.stem, q.title, q.stem), char(31), ''),
        (SELECT max(o.id) FROM questions o WHERE o.id < q.id),
        (SELECT min(o.id) FROM questions o WHERE o.id > q.id)
    FROM questions q LEFT JOIN question_texts t ON t.question_id = q.id
"""
_TAGS = """
    WITH RECURSIVE found(tag) AS (
        SELECT {edge}(tag) FROM question_tags WHERE tag >= :low AND tag < :high
        UNION ALL
        SELECT (
            SELECT {edge}(tag) FROM question_tags WHERE tag {next} found.tag AND tag >= :low AND tag < :high
        )
        FROM found WHERE found.tag IS NOT NULL
    )
    SELECT tag, (SELECT q.tags FROM question_tags t JOIN questions q ON q.id = t.question_id
        WHERE t.tag = found.tag LIMIT 1)
    FROM found WHERE tag IS NOT NULL LIMIT {limit}
"""
_CHILDREN = """
    SELECT c.id, c.name, c.description,
        EXISTS (SELECT 1 FROM categories below WHERE below.parent_id = c.id AND below.deleted_at IS NULL)
    FROM categories c
    WHERE coalesce(c.parent_id, '') = ? AND c.deleted_at IS NULL ORDER BY c.name
"""
Row = tuple[Any, ...]


class Peek:
    """A bank that is looked into; `path` is None where there is no file to look into.

    What gives some of many values gives the last one too: their common beginning is then that of all.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def children(self, parent_id: str) -> list[Row]:
        """Give id, name, description and whether any lie below, of the categories in one; '' is the top."""
        return self._rows(_CHILDREN, parent_id)

    def tags(self, begun: str) -> list[Row]:
        """Give folded tags that begin so, and a list of tags in JSON that has each as it is spelt."""
        bounds = {"low": begun, "high": begun + _LAST}
        first = self._rows(_TAGS.format(edge="min", next=">", limit=MOST), bounds)
        return _with_last(first, lambda: self._rows(_TAGS.format(edge="max", next="<", limit=1), bounds))

    def question_ids(self, begun: str, *, deleted: bool = False) -> list[Row]:
        """Give ids that begin so, the title or stem of each, and the ids before and behind it in the bank."""
        where = (
            f"WHERE q.id >= ? AND q.id < ? AND q.deleted_at IS {'NOT ' if deleted else ''}NULL ORDER BY q.id"
        )
        bounds = (begun, begun + _LAST)
        first = self._rows(f"{_NEAR} {where} LIMIT {MOST}", *bounds)
        return _with_last(first, lambda: self._rows(f"{_NEAR} {where} DESC LIMIT 1", *bounds))

    def newest_questions(self) -> list[Row]:
        """Give the same of the newest questions, the newest first."""
        newest = f"ORDER BY q.created_at DESC, q.sequence DESC LIMIT {MOST // 2}"
        return self._rows(f"{_NEAR} WHERE q.deleted_at IS NULL {newest}")

    def newest_deleted(self) -> list[Row]:
        """Give the same of the questions in the trash, those that went there last."""
        kinds = ("difficulty IS NULL", *(f"difficulty = '{word}'" for word in Difficulty))
        gone = "SELECT id FROM questions WHERE {} AND deleted_at > '' ORDER BY deleted_at DESC LIMIT {}"
        each = " UNION ALL ".join(f"SELECT id FROM ({gone.format(kind, MOST // 2)})" for kind in kinds)
        return self._rows(f"{_NEAR} WHERE q.id IN ({each}) ORDER BY q.deleted_at DESC")

    def external_ids(self, begun: str) -> list[Row]:
        """Give the authors' own ids that begin so, with the title or stem of each."""
        query = """
            SELECT external_id, coalesce(nullif(title, ''), stem) FROM questions
            WHERE external_id IS NOT NULL AND external_id >= ? AND external_id < ? AND deleted_at IS NULL
            ORDER BY external_id {} LIMIT {}
        """
        bounds = (begun, begun + _LAST)
        first = self._rows(query.format("", MOST), *bounds)
        return _with_last(first, lambda: self._rows(query.format("DESC", 1), *bounds))

    def documents(self) -> list[Row]:
        """Give the titles and authors of documents."""
        return self._rows("SELECT title, author FROM documents LIMIT 1000")

    def recent(self, column: str) -> list[Row]:
        """Give the values that the newest questions have in a column."""
        newest = (
            f"SELECT {column} AS value FROM questions ORDER BY created_at DESC, sequence DESC LIMIT {RECENT}"
        )
        return self._rows(f"SELECT DISTINCT value FROM ({newest}) WHERE value IS NOT NULL ORDER BY value")

    def own_fields(self) -> list[Row]:
        """Give the names and values of the own fields of the newest questions; lists and objects left out."""
        newest = f"SELECT fields FROM questions ORDER BY created_at DESC, sequence DESC LIMIT {RECENT}"
        return self._rows(
            f"SELECT DISTINCT key, CASE WHEN type NOT IN ('array', 'object') THEN value END "
            f"FROM ({newest}) JOIN json_each(fields) WHERE fields <> '{{}}' ORDER BY key, value"
        )

    def changes(self) -> list[Row]:
        """Give the numbers and messages of the newest changes."""
        return self._rows(f"SELECT number, message FROM changes ORDER BY number DESC LIMIT {MOST // 2}")

    def saved_queries(self) -> list[Row]:
        """Give the names of saved queries, and what each is."""
        return self._rows("SELECT name, query FROM saved_queries ORDER BY folded LIMIT 1000")

    def notes(self) -> list[Row]:
        """Give the ids and texts of the newest notes."""
        return self._rows(f"SELECT id, text FROM notes ORDER BY rowid DESC LIMIT {MOST // 2}")

    def imports(self) -> list[Row]:
        """Give the ids and file names of imports."""
        return self._rows(f"SELECT id, file_name FROM imports LIMIT {MOST}")

    def deleted_categories(self) -> list[Row]:
        """Give the ids and names of the categories in the trash."""
        return self._rows(f"SELECT id, name FROM categories WHERE deleted_at IS NOT NULL LIMIT {MOST}")

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()

    def _rows(self, query: str, *values: Any) -> list[Row]:
        """Read rows until something goes wrong or takes too long."""
        rows: list[Row] = []
        named = values[0] if values and isinstance(values[0], dict) else values
        try:
            if (bank := self._opened()) is not None:
                rows.extend(bank.execute(query, named))
        except (sqlite3.Error, sqlite3.Warning, OSError, UnicodeError, ValueError):
            return rows
        return rows

    def _opened(self) -> sqlite3.Connection | None:
        if self._connection is None and self._path is not None:
            path, self._path = self._path, None
            # A pipe or a device would be waited for.
            if path.is_file():
                self._connection = _open(path)
        return self._connection


def _open(path: Path) -> sqlite3.Connection | None:
    bank = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE / 2, isolation_level=None
    )
    end = time.monotonic() + PATIENCE
    bank.set_progress_handler(lambda: time.monotonic() > end, STEPS_A_LOOK)
    bank.execute("PRAGMA trusted_schema=OFF")
    if bank.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return bank
    bank.close()
    return None


def _with_last(first: list[Row], last: Any) -> list[Row]:
    if len(first) < MOST:
        return first
    rows: Iterable[Row] = last()
    return first + [row for row in rows if row != first[-1]]
