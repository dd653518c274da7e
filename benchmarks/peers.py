"""The least that the same work can cost: the standard library's sqlite3 with msgspec, and nothing checked.

Each peer is a whole process: `python -m benchmarks.peers NAME ARGUMENT…`. None imports qbank.
"""

import csv
import os
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

BATCH = 1000
NO_NOTES = msgspec.Raw(b"[]")
LETTERS = "abcdefgh"
NOW = "2026-01-01T00:00:00.000000Z"
PRAGMAS = ("foreign_keys=ON", "synchronous=EXTRA", "cache_size=-32768")
_MEDIUM = "SELECT id FROM questions WHERE difficulty = :difficulty AND deleted_at IS NULL"
_READ = "title, stem, answers, distractors, explanation, feedback, tags"
_TEXTS = f"rowid, {_READ} FROM question_texts WHERE question_id IN ({_MEDIUM})"
ADD_TAG = (
    f"UPDATE questions SET tags = json_insert(tags, '$[#]', :tag), updated_at = :now WHERE id IN ({_MEDIUM})",
    f"INSERT INTO question_tags (question_id, tag) SELECT id, :tag FROM ({_MEDIUM})",
    f"INSERT INTO question_search (question_search, rowid, {_READ}) SELECT 'delete', {_TEXTS}",
    f"UPDATE question_texts SET tags = tags || char(10) || :tag WHERE question_id IN ({_MEDIUM})",
    f"INSERT INTO question_search (rowid, {_READ}) SELECT {_TEXTS}",
)
"""What adding a tag comes to with the tables and the index as they are, and nothing noted or checked."""

UPDATE = "UPDATE questions SET difficulty = ?, updated_at = ?, version = version + 1 WHERE difficulty = ?"
_INDEX = """INSERT INTO question_search
    (rowid, title, stem, answers, distractors, explanation, feedback, tags)
    SELECT rowid, title, stem, answers, distractors, explanation, feedback, tags FROM question_texts"""
_QUESTION = (
    "id category_id document_id change_id question_type stem options explanation difficulty rating tags"
    " sequence identity_hash body_hash created_at updated_at"
)
_TEXTS = "question_id title stem answers distractors explanation feedback tags"
_ITEM = "question_id document_id external_key import_hash import_id created_at"


class Option(msgspec.Struct, omit_defaults=True):
    """An option of any type; stored as read, with an id."""

    id: str = ""
    text: str | None = None
    fraction: float | None = None
    value: float | None = None
    tolerance: float | None = None
    left: str | None = None
    right: str | None = None


class Question(msgspec.Struct):
    """A question as the file has it."""

    type: str
    stem: str
    options: list[Option]
    category: str
    tags: list[str]
    difficulty: str | None = None
    rating: float | None = None
    explanation: str | None = None


class Row(msgspec.Struct, tag_field="kind", tag="question"):
    """A stored question as an exported line."""

    id: str
    type: str
    title: str | None
    stem: str
    format: str
    options: msgspec.Raw
    explanation: str | None
    details: msgspec.Raw
    category: str | None
    document: str | None
    tags: msgspec.Raw
    difficulty: str | None
    rating: float | None
    points: float | None
    status: str
    status_by: str | None
    status_at: str | None
    assignee: str | None
    language: str | None
    author: str | None
    licence: str | None
    external_id: str | None
    stimulus: str | None
    fields: msgspec.Raw
    extensions: msgspec.Raw
    notes: msgspec.Raw
    sequence: int
    version: int
    created_at: str
    updated_at: str


def connect(bank: str) -> sqlite3.Connection:
    """Open a bank with the pragmas qbank sets."""
    connection = sqlite3.connect(bank, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def import_lines(bank: str, file: str, derived: str = "derived") -> None:
    """Put the questions of an NDJSON file into qbank's tables in one pass and one transaction."""
    connection = connect(bank)
    connection.execute("BEGIN EXCLUSIVE")
    total = sum(1 for _ in Path(file).open("rb"))
    loader = Loader(connection, total, with_derived=derived == "derived")
    with Path(file).open("rb") as lines:
        while batch := list(islice(lines, BATCH)):
            loader.load(batch)
    if derived == "derived":
        connection.execute(_INDEX)
    connection.execute("COMMIT")


def import_table(bank: str, file: str) -> None:
    """Put the questions of a table as `table_files` makes it into qbank's tables, read with `csv`."""
    connection = connect(bank)
    connection.execute("BEGIN EXCLUSIVE")
    with Path(file).open(encoding="utf-8", newline="") as lines:
        total = sum(1 for _ in csv.reader(lines)) - 1
    loader = Loader(connection, total, with_derived=True)
    with Path(file).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        while batch := list(islice(rows, BATCH)):
            loader.insert([(_of_row(row), "\0".join(row).encode()) for row in batch])
    connection.execute(_INDEX)
    connection.execute("COMMIT")


def _of_row(row: Sequence[str]) -> Question:
    stem, *choices, key, explanation, category, tags, difficulty = row
    choices = [text for text in choices if text]
    right = ["ABCD".index(letter) for letter in key.split(",")] if choices else [0]
    kind = "single_choice" if len(right) == 1 else "multiple_choice"
    if not choices:
        kind, choices = "short_answer", [key]
    elif choices == ["True", "False"]:
        kind = "true_false"
    options = [
        Option(text=text, fraction=1 / len(right) if place in right else 0.0)
        for place, text in enumerate(choices)
    ]
    return Question(
        kind,
        stem,
        options,
        category,
        tags.split("; "),
        difficulty=difficulty or None,
        explanation=explanation or None,
    )


class Loader:
    """Decodes lines and inserts their rows; makes categories as they are met."""

    def __init__(self, connection: sqlite3.Connection, total: int, *, with_derived: bool) -> None:
        self._connection = connection
        self._total = total
        self._with_derived = with_derived
        self._count = 0
        self._categories: dict[str, str] = {}
        self._decode = msgspec.json.Decoder(Question).decode
        self._encode = msgspec.json.Encoder().encode
        self._change, self._document, self._import = (str(uuid.uuid4()) for _ in range(3))
        self._insert("changes", "id number command message actor", [(self._change, 1, "", "", "")])
        self._insert("documents", "id title", [(self._document, "made up")])
        self._insert(
            "imports",
            "id document_id change_id file_name format sha256",
            [(self._import, self._document, self._change, "", "", "")],
        )

    def load(self, lines: Sequence[bytes]) -> None:
        """Insert one batch."""
        self.insert([(self._decode(line), line) for line in lines])

    def insert(self, batch: Sequence[tuple[Question, bytes]]) -> None:
        """Insert one batch of questions, each with what stood in the file for it."""
        ids = ascending(self._count, len(batch), self._total)
        questions, texts, tags, items = [], [], [], []
        for (said, line), question_id in zip(batch, ids, strict=True):
            self._count += 1
            for option, name in zip(said.options, LETTERS, strict=False):
                option.id = name
            options = self._encode(said.options)
            identity, body, whole = (
                sha256(text).digest()[:16] for text in (said.stem.encode() + options, options, line)
            )
            questions.append(self._row(said, question_id, options, (identity, body)))
            items.append((question_id, self._document, "#" + identity.hex(), whole, self._import, NOW))
            if self._with_derived:
                texts.append(self._text(said, question_id))
                tags += [(question_id, tag) for tag in said.tags]
        self._insert("questions", _QUESTION, questions)
        self._insert("import_items", _ITEM, items)
        if self._with_derived:
            self._insert("question_texts", _TEXTS, texts)
            self._insert("question_tags", "question_id tag", tags)

    def _row(
        self, said: Question, question_id: str, options: bytes, hashes: tuple[bytes, bytes]
    ) -> tuple[Any, ...]:
        return (
            question_id,
            self._categories.get(said.category) or self._category(said.category),
            self._document,
            self._change,
            said.type,
            said.stem,
            options.decode(),
            said.explanation,
            said.difficulty,
            said.rating,
            self._encode(said.tags).decode(),
            self._count,
            *hashes,
            NOW,
            NOW,
        )

    def _text(self, said: Question, question_id: str) -> tuple[str, ...]:
        words = [
            (option.text or (f"{option.left} - {option.right}" if option.left else str(option.value)), option)
            for option in said.options
        ]
        right = "\n".join([text for text, option in words if option.fraction != 0])
        wrong = "\n".join([text for text, option in words if option.fraction == 0])
        return (question_id, "", said.stem, right, wrong, said.explanation or "", "", "\n".join(said.tags))

    def _category(self, path: str) -> str:
        parent, _, name = path.rpartition("/")
        above = (self._categories.get(parent) or self._category(parent)) if parent else None
        self._categories[path] = made = str(uuid.uuid4())
        self._insert("categories", "id parent_id name", [(made, above, name)])
        return made

    def _insert(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        names = columns.split()
        marks = ", ".join("?" * len(names))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


def ascending(start: int, count: int, total: int) -> list[str]:
    """Make UUID4s in ascending order, so that the peer's indexes are appended to as qbank's are."""
    digits, ids = os.urandom(16 * count).hex(), []
    for place in range(count):
        head, rest = f"{((start + place) << 32) // total:08x}", digits[32 * place : 32 * place + 32]
        ids.append(f"{head}-{rest[:4]}-4{rest[4:7]}-8{rest[7:10]}-{rest[10:22]}")
    return ids


def export_lines(bank: str, file: str) -> None:
    """Write all live questions as qbank's NDJSON through a bare cursor."""
    connection = connect(bank)
    paths = dict(
        connection.execute(
            "SELECT c.id, coalesce(p.name || '/', '') || c.name"
            " FROM categories c LEFT JOIN categories p ON p.id = c.parent_id"
        )
    )
    titles = dict(connection.execute("SELECT id, title FROM documents"))
    encode = msgspec.json.Encoder().encode
    with Path(file).open("wb") as out:
        for rows in _batches(connection.execute(_EXPORTED)):
            out.write(b"".join([encode(_line(row, paths, titles)) + b"\n" for row in rows]))


def _line(row: Sequence[Any], paths: dict[str, str], titles: dict[str, str]) -> Row:
    (
        id, type, title, stem, format, options, explanation, details, category, document, tags, difficulty,
        rating, points, status, status_by, status_at, assignee, language, author, licence, external_id,
        stimulus, fields, extensions, sequence, version, created, updated,
    ) = row  # fmt: skip
    raw = msgspec.Raw
    return Row(
        id, type, title, stem, format, raw(options), explanation, raw(details), paths[category],
        titles.get(document), raw(tags), difficulty, rating, points, status, status_by, status_at, assignee,
        language, author, licence, external_id, stimulus, raw(fields), raw(extensions), NO_NOTES, sequence,
        version, created, updated,
    )  # fmt: skip


_EXPORTED = """SELECT id, question_type, title, stem, stem_format, options, explanation, details, category_id,
    document_id, tags, difficulty, rating, points, status, status_by, status_at, assignee,
    language, author, licence, external_id, stimulus_id, fields, extensions, sequence, version, created_at,
    updated_at
    FROM questions WHERE deleted_at IS NULL ORDER BY created_at, sequence, id"""


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows


PEERS: dict[str, Callable[..., None]] = {
    "import": import_lines,
    "import-table": import_table,
    "export": export_lines,
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](*sys.argv[2:])
