"""Undo gives back the bank, whatever was done to it."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from qbank.cli import stderr
from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]
Dump = dict[str, list[str]]

PATHS = ("A", "A/B", "A/B/C", "D", "D/E", "A/É")
TITLES = ("Book", "Course", "Exam")
JOURNAL = ("changes", "change_rows", "alembic_version")
PICTURE = b"GIF89a"
SHA256 = sha256(PICTURE).hexdigest()


def dump(path: Path) -> Dump:
    """Everything a bank holds but its journal, in an order that does not depend on when it was written."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in found if name not in JOURNAL and not name.startswith("question_search")]
        return {name: sorted(map(repr, _rows(connection, name))) for name in names}


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(f"SELECT * FROM {table}")
    heads = [head[0] for head in cursor.description]
    for row in cursor:
        yield tuple(pair for pair in zip(heads, row, strict=True) if pair[0] != "rowid")


def differences(one: Dump, other: Dump) -> list[str]:
    """List the rows that are in one dump alone."""
    return [
        f"{sign} {name} {row}"
        for sign, mine, its in (("-", one, other), ("+", other, one))
        for name in one
        for row in mine[name]
        if row not in its[name]
    ]


def changes(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT count(*) FROM changes WHERE undoes IS NULL").fetchone()
    return int(found[0])


def _trashed(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            id_
            for table in ("questions", "categories")
            for (id_,) in connection.execute(
                f"SELECT id FROM {table} WHERE deleted_at IS NOT NULL ORDER BY id"
            )
        ]


def _ids(path: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [id_ for (id_,) in connection.execute(f"SELECT id FROM {table} ORDER BY created_at, id")]


def _pick(pool: tuple[str, ...] | list[str], number: int) -> str:
    return pool[number % len(pool)] if pool else "0000"


def _three(path: Path, a: int, b: int) -> list[str]:
    """Ids of two or three questions, which may be in the trash, passages, or one and the same."""
    with closing(sqlite3.connect(path)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM questions ORDER BY id")]
    return [_pick(ids, a), _pick(ids, a + b + 1), *([_pick(ids, b)] if a % 2 else [])]


def _file(path: Path, a: int, b: int) -> Path:
    """A file of two questions and a picture, a passage with its question, a category and a document."""
    passage = f"00000000-0000-4000-8000-{a % 3:012d}"
    lines: list[dict[str, Any]] = [
        {"kind": "field", "name": _pick(("term", "f1"), b), "type": "integer"},
        {"kind": "category", "path": _pick(PATHS, a), "preferences": {"difficulty": "hard", "points": 1.1}},
        {"kind": "document", "title": _pick(TITLES, b), "category": _pick(PATHS, a)},
        {"kind": "saved_query", "name": _pick(("One", "Three"), a), "query": "tag:x 'a b'"},
        {"kind": "media", "sha256": SHA256, "mime": "image/gif", "data": "R0lGODlh"},
        {"id": passage, "type": "description", "stem": f"Passage {a % 3}", "category": _pick(PATHS, b)},
        {
            "type": "essay",
            "stem": f"On passage {b}",
            "stimulus": passage,
            "tags": ["É", "x/y"],
            "assignee": "ada",
            "status": "review",
            "status_by": "eve",
            "notes": [{"text": f"brought {b}", "author": "eve"}],
            "fields": {"f1": b, "Week": "3"},
        },
        {
            "type": "numerical",
            "stem": f"![](qbank://media/{SHA256}) {a}",
            "format": "markdown",
            "options": [{"value": 1.50, "fraction": 1.0}],
            "document": _pick(TITLES, b),
            "points": 0.1 + a / 7,
            "external_id": f"e{b % 4}",
        },
    ]
    file = path.parent / f"file{a % 3}.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def _editor(path: Path, script: str) -> Path:
    file = path.parent / "editor.sh"
    file.write_text(f"#!/bin/sh\nsed -i '{script}' \"$1\"\n", encoding="utf-8")
    file.chmod(0o700)
    return file


def _values(path: Path, a: int, b: int) -> Path:
    """A file with different values for all questions, those in the trash too, and for one unknown."""
    with closing(sqlite3.connect(path)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM questions ORDER BY id")]
    lines = [
        {
            "id": id_[: (8, 36)[place % 2]],
            "difficulty": ("easy", "none", "")[(a + place) % 3],
            "points": (b + place) / 7,
            "category": _pick(PATHS, a) if b % 2 else None,
            "tags": f"t{place % 3}, É" if a % 2 else None,
            "remove_tags": f"T{b % 3}",
            "field.topic": ("none", place, "x")[(b + place) % 3],
        }
        for place, id_ in enumerate([*ids, "0000"])
    ]
    file = path.parent / "values.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def _ways(a: int) -> list[str]:
    return ["--on-error", "skip"] if a % 4 else ["--in", "difficulty:none", "--on-error", "skip"]


Command = Callable[[Path, int, int], list[str]]
COMMANDS: dict[str, Command] = {
    "add": lambda path, a, b: [
        "question",
        "add",
        f"What is {b}?",
        "--answer",
        f"{a}.50",
        "--tolerance",
        "0.1",
        "-c",
        _pick(PATHS, a),
        "--external-id",
        f"e{b % 4}",
        "--rating",
        "3.3",
    ],
    "add choices": lambda path, a, b: [
        "question",
        "add",
        f"Which {a}?",
        "--choice",
        "x",
        "--choice",
        "y",
        "--key",
        "B",
        "-c",
        _pick(PATHS, b),
        "--tag",
        f"t{a % 3}",
    ],
    "edit": lambda path, a, b: [
        "question",
        "edit",
        f"ext:e{a % 4}",
        "--stem",
        f"Now {b}?",
        "--category",
        _pick(PATHS, b),
        "--points",
        f"{b / 3:.14f}",
    ],
    "edit as text": lambda path, a, b: [
        "question",
        "edit",
        "NOT",
        f"tag:t{a % 3}",
        "--limit",
        "4",
        "--editor",
        str(_editor(path, f"s#^points:.*#points: {b / 3:.5f}#; s#^category:.*#category: {_pick(PATHS, a)}#")),
    ],
    "import": lambda path, a, b: ["question", "import", str(_file(path, a, b))],
    "import as drafts": lambda path, a, b: [
        "question",
        "import",
        str(_file(path, a, b)),
        "--status",
        "draft",
    ],
    "import anew": lambda path, a, b: [
        "question",
        "import",
        str(_file(path, a, b)),
        "--on-duplicate",
        "add",
        "--into",
        _pick(PATHS, b),
    ],
    "import again": lambda path, a, b: [
        "question",
        "import",
        str(_file(path, a, b)),
        "--on-conflict",
        ("ours", "theirs", "skip", "fail")[b % 4],
        *(["--retire-missing"] if a % 2 else []),
    ],
    "set tags": lambda path, a, b: [
        "question",
        "set",
        "--all",
        "--yes",
        "--add-tag",
        f"t{a % 3}",
        "--remove-tag",
        f"T{b % 3}",
    ],
    "set category": lambda path, a, b: [
        "question",
        "set",
        "--all",
        "--limit",
        str(1 + a),
        "--yes",
        "--category",
        _pick(PATHS, b),
    ],
    "set scalars": lambda path, a, b: [
        "question",
        "set",
        f"-difficulty:{('easy', 'hard')[a % 2]}",
        "--yes",
        "--difficulty",
        ("easy", "hard", "none")[b % 3],
        "--rating",
        f"{b / 3:.3f}",
    ],
    "update": lambda path, a, b: ["question", "update", str(_values(path, a, b)), "--yes", *_ways(a)],
    "set document": lambda path, a, b: ["question", "set", "--all", "--yes", "--document", _pick(TITLES, a)],
    "clear document": lambda path, a, b: ["question", "set", "--all", "--yes", "--document", "none"],
    "set fields": lambda path, a, b: [
        "question",
        "set",
        "--all",
        "--yes",
        "--field",
        f"{('week', 'Week', 'topic')[a % 3]}={b}",
        "--unset-field",
        f"f{b % 2}",
    ],
    "field define": lambda path, a, b: [
        "field",
        "define",
        ("week", "topic")[a % 2],
        "--type",
        ("integer", "text")[b % 2],
        *(["--required"] if a > 6 else []),
        "--anyway",
        "--yes",
    ],
    "field rename": lambda path, a, b: [
        "field",
        "rename",
        ("week", "topic", "Week")[a % 3],
        ("term", "week", "f1")[b % 3],
        "--yes",
    ],
    "field delete": lambda path, a, b: ["field", "delete", ("week", "topic", "f1")[a % 3], "--yes"],
    "tag rename": lambda path, a, b: [
        "tag",
        "rename",
        ("x", "e", "t1", "x/y")[a % 4],
        ("X/new", "t2", "É", "z")[b % 4],
        "--yes",
    ],
    "tag merge": lambda path, a, b: ["tag", "merge", f"t{a % 3}", "e", ("x", "T1", "new")[b % 3], "--yes"],
    "tag delete": lambda path, a, b: ["tag", "delete", ("x", "t1", "É")[a % 3], "--yes"],
    "tag delete alone": lambda path, a, b: ["tag", "delete", ("x", "e")[a % 2], "--alone", "--yes"],
    "category rules": lambda path, a, b: [
        "category",
        "set",
        _pick(PATHS, a),
        ("tags=x/y,t1", "allowed_tags=x,e,t0,t1,t2", "required_tags=x")[b % 3],
    ],
    "delete": lambda path, a, b: [
        "question",
        "delete",
        "--all",
        "--sample",
        str(1 + a % 3),
        "--seed",
        str(b),
        "--yes",
    ],
    "status": lambda path, a, b: [
        "question",
        "set",
        "--all",
        "--limit",
        str(1 + a),
        "--yes",
        "--status",
        ("draft", "review", "ready", "retired")[b % 4],
        "--assignee",
        ("ada", "none")[a % 2],
    ],
    "note add": lambda path, a, b: ["note", "add", "--all", f"note {b % 3}", "--yes"],
    "note delete": lambda path, a, b: ["note", "delete", _pick(_ids(path, "notes"), a), "--yes"],
    "saved add": lambda path, a, b: ["saved", "add", ("One", "Two")[a % 2], f"rating:{b % 5}.."],
    "saved edit": lambda path, a, b: [
        "saved",
        "edit",
        ("one", "two")[a % 2],
        "tag:x",
        "--name",
        ("Two", "X")[b % 2],
    ],
    "saved delete": lambda path, a, b: ["saved", "delete", ("one", "two", "x")[a % 3], "--yes"],
    "empty the old": lambda path, a, b: ["trash", "empty", "--older-than", ("0h", "1h")[a % 2], "--yes"],
    "delete passages": lambda path, a, b: ["question", "delete", "type:description", "--yes"],
    "restore": lambda path, a, b: ["trash", "restore", _pick(_trashed(path), a)],
    "restore all": lambda path, a, b: ["trash", "restore", "--all"],
    "empty": lambda path, a, b: ["trash", "empty", "--yes"],
    "category add": lambda path, a, b: ["category", "add", _pick(PATHS, a)],
    "category edit": lambda path, a, b: [
        "category",
        "edit",
        _pick(PATHS, a),
        "--name",
        ("B", "Z", "q")[b % 3],
        "--color",
        f"{a}{b}00ff",
    ],
    "category move": lambda path, a, b: [
        "category",
        "move",
        _pick(PATHS, a),
        "--to",
        _pick([*PATHS, "/"], b),
    ],
    "category merge": lambda path, a, b: ["category", "merge", _pick(PATHS, a), _pick(PATHS, b), "--yes"],
    "replace": lambda path, a, b: [
        "question",
        "replace",
        "--all",
        "--yes",
        "--on-error",
        "skip",
        "--find",
        ("What", "Which", "Now", "Passage")[a % 4],
        "--with",
        ("É", "", "<b>")[b % 3],
    ],
    "replace letters": lambda path, a, b: [
        "question",
        "replace",
        "--all",
        "--yes",
        "--on-error",
        "skip",
        "--limit",
        str(1 + b),
        "--regex",
        "--find",
        "([a-z])([xyn])",
        "--with",
        r"\2\1",
    ],
    "copy": lambda path, a, b: ["question", "copy", f"ext:e{a % 4}", "-c", _pick(PATHS, b), "--title", "T"],
    "merge": lambda path, a, b: ["question", "merge", *_three(path, a, b), "--yes"],
    "category delete": lambda path, a, b: ["category", "delete", _pick(PATHS, a), "--yes"],
    "category set": lambda path, a, b: [
        "category",
        "set",
        _pick(PATHS, a),
        f"points={b / 3:.5f}",
        "language=en",
    ],
    "category unset": lambda path, a, b: [
        "category",
        "unset",
        _pick(PATHS, a),
        ("points", "language")[b % 2],
    ],
    "document add": lambda path, a, b: ["document", "add", _pick(TITLES, a), "--category", _pick(PATHS, b)],
    "document edit": lambda path, a, b: [
        "document",
        "edit",
        _pick(TITLES, a),
        "--author",
        f"Ann {b}",
        "--category",
        _pick([*PATHS, "none"], b),
    ],
    "document delete": lambda path, a, b: ["document", "delete", _pick(TITLES, a), "--yes"],
}

STEPS = st.lists(
    st.tuples(st.sampled_from(list(COMMANDS)), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=10
)
SEED = [("import", 1, 2), ("add", 0, 1), ("add choices", 3, 3)]


@contextmanager
def _bank(template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.db"
        shutil.copy(template, path)
        monkeypatch.setattr(stderr, "is_terminal", lambda: True)
        monkeypatch.setenv("QBANK_DB", str(path))
        monkeypatch.setenv("QBANK_CONFIG", str(Path(folder) / "config.toml"))
        yield path


def _done(path: Path, steps: list[tuple[str, int, int]]) -> list[tuple[str, Dump]]:
    """Do the steps; give what each that changed something was, and the bank before it."""
    states: list[tuple[str, Dump]] = []
    for name, a, b in steps:
        before, count = dump(path), changes(path)
        words = COMMANDS[name](path, a, b)
        code = start(["--quiet", *words])
        assert code in (0, 1, 3, 4, 5, 65), words
        if changes(path) > count:
            states.append((" ".join(words), before))
        else:
            assert differences(before, dump(path)) == [], words
    return states


@given(STEPS)
@settings(
    max_examples=10,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a sequence of commands shrinks for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_as_many_bare_undos_as_commands_give_back_the_bank(
    template_bank: Path, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int, int]]
) -> None:
    with _bank(template_bank, monkeypatch) as path:
        states = _done(path, [*SEED, *steps])
        after = dump(path)
        for words, before in reversed(states):
            assert start(["--quiet", "undo"]) == ExitCode.OK, words
            assert differences(before, dump(path)) == [], words
            assert start(["--quiet", "db", "check"]) == ExitCode.OK, words
        assert start(["--quiet", "undo"]) == ExitCode.NEGATIVE
        _redo(path, len(states))
        assert differences(after, dump(path)) == []


def _redo(path: Path, count: int) -> None:
    """Take all undos back by number, the last one first."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT number FROM changes WHERE undoes IS NOT NULL ORDER BY number DESC")
        numbers = [number for (number,) in found]
    assert len(numbers) == count
    for number in numbers:
        assert start(["--quiet", "undo", str(number)]) == ExitCode.OK, number
    assert start(["--quiet", "db", "check"]) == ExitCode.OK


@pytest.mark.parametrize(
    "later",
    [
        ["question", "set", "--all", "--yes", "--category", "New"],
        ["category", "move", "Old", "--to", "New"],
        ["category", "set", "New", "points=1"],
        ["document", "edit", "Book", "--category", "New"],
        ["question", "add", "Why?", "-c", "New"],
    ],
)
def test_a_category_that_something_later_needs_is_not_taken_back(qbank: Run, later: list[str]) -> None:
    qbank("question", "add", "What?", "-c", "Old")
    qbank("document", "add", "Book")
    qbank("category", "add", "New")
    assert qbank(*later)[0] == ExitCode.OK
    code, _, said = qbank("undo", "3")
    assert code == ExitCode.CONFLICT
    assert "change 4 builds on it" in said
    assert "hint: take that back first: qbank undo 4" in said
    assert qbank("question", "count", "what")[1] == "1\n"


def test_a_document_a_passage_and_a_picture_that_are_needed_are_not_taken_back(
    qbank: Run, tmp_path: Path
) -> None:
    first, second = _file(tmp_path / "x", 1, 1), tmp_path / "second.ndjson"
    assert qbank("question", "import", str(first))[0] == ExitCode.OK
    own = {"type": "essay", "stem": "Another on it", "stimulus": "00000000-0000-4000-8000-000000000001"}
    picture = {"type": "essay", "stem": f"![](qbank://media/{SHA256}) anew", "format": "markdown"}
    second.write_text(json.dumps(own) + "\n" + json.dumps(picture) + "\n")
    assert (
        qbank("question", "import", str(second), "--category", "Z", "--document", "Other")[0] == ExitCode.OK
    )
    assert qbank("undo", "1")[0] == ExitCode.CONFLICT
    assert qbank("question", "set", "anew", "--yes", "--document", "Course")[0] == ExitCode.OK
    assert qbank("question", "delete", "another", "--yes")[0] == ExitCode.OK
    assert "builds on it" in qbank("undo", "1")[2]


def test_an_undo_is_taken_back_by_its_number_and_that_again(qbank: Run, bank_path: Path) -> None:
    qbank("question", "add", "What?")
    there = dump(bank_path)
    for number, count in ((1, "0"), (2, "1"), (3, "0"), (4, "1")):
        assert qbank("undo", str(number))[0] == ExitCode.OK
        assert qbank("question", "count")[1] == f"{count}\n"
    assert differences(there, dump(bank_path)) == []
    assert qbank("undo")[2].startswith("took back change 1")


def test_what_is_taken_back_already_is_a_conflict(qbank: Run) -> None:
    qbank("question", "add", "What?")
    qbank("undo")
    assert qbank("undo", "1")[0] == ExitCode.CONFLICT
    assert qbank("undo")[0] == ExitCode.NEGATIVE
    assert qbank("undo", "99")[0] == ExitCode.NOT_FOUND
    assert qbank("undo", "²")[0] == ExitCode.NOT_FOUND


def test_nothing_live_comes_to_stand_in_the_trash(qbank: Run) -> None:
    qbank("question", "add", "What?", "-c", "A")
    qbank("question", "set", "--all", "--yes", "--category", "A")
    qbank("category", "add", "B")
    qbank("question", "set", "--all", "--yes", "--category", "B")
    qbank("category", "delete", "A", "--yes")
    code, _, said = qbank("undo", "3")
    assert code == ExitCode.CONFLICT
    assert "which is in the trash" in said


def test_a_document_whose_category_was_emptied_out_is_as_it_was(qbank: Run, bank_path: Path) -> None:
    qbank("category", "add", "A")
    qbank("document", "add", "Book", "--category", "A")
    qbank("category", "delete", "A", "--yes")
    before = dump(bank_path)
    qbank("trash", "empty", "--yes")
    assert qbank("undo")[0] == ExitCode.OK
    assert differences(before, dump(bank_path)) == []


def test_questions_added_as_text_are_taken_back_as_one_change(qbank: Run, bank_path: Path) -> None:
    before = dump(bank_path)
    text = "category: A/B\n\nWhy?\n\n* a\n- b\n---\nHow many?\n= 3\n"
    assert qbank("question", "add", "-", stdin=text)[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert differences(before, dump(bank_path)) == []


def test_a_dry_run_says_what_would_be_taken_back_and_does_not(qbank: Run, bank_path: Path) -> None:
    qbank("question", "add", "What?")
    before = dump(bank_path)
    assert qbank("undo", "--dry-run")[2].startswith("would take back change 1")
    assert differences(before, dump(bank_path)) == []


def test_a_category_whose_name_was_given_anew_is_not_brought_back(qbank: Run) -> None:
    qbank("category", "add", "A/B")
    qbank("category", "delete", "A/B", "--yes")
    qbank("category", "add", "A/B")
    code, _, said = qbank("undo", "2")
    assert code == ExitCode.CONFLICT
    assert "there is another category 'A/B' by now" in said
    assert "hint: rename the one that is there: qbank category edit A/B --name NAME" in said


def test_a_renamed_category_does_not_get_a_name_back_that_another_one_has(qbank: Run) -> None:
    qbank("category", "add", "Old")
    qbank("category", "edit", "Old", "--name", "New")
    qbank("category", "add", "Old")
    code, _, said = qbank("undo", "2")
    assert code == ExitCode.CONFLICT
    assert "there is another category 'Old' by now" in said


def test_a_default_that_was_set_anew_is_not_brought_back(qbank: Run) -> None:
    qbank("category", "add", "A")
    qbank("category", "set", "A", "points=2")
    qbank("category", "unset", "A", "points")
    qbank("category", "set", "A", "points=3")
    code, _, said = qbank("undo", "3")
    assert code == ExitCode.CONFLICT
    assert "category 'A' has another default points by now" in said
    assert "hint: take that one away first: qbank category unset A points" in said


def test_a_merge_is_taken_back_byte_for_byte_though_names_change_hands(qbank: Run, bank_path: Path) -> None:
    qbank("category", "add", "A/A/A/x", "B/A/y", "B/b")
    qbank("category", "set", "A", "difficulty=hard", "language=en")
    qbank("category", "set", "B", "difficulty=easy")
    qbank("category", "set", "A/A", "points=2")
    for stem, category in (("One?", "A/A"), ("Two?", "B/A"), ("Gone?", "B")):
        qbank("question", "add", stem, "-c", category)
    qbank("question", "delete", "gone", "--yes")
    qbank("category", "delete", "B/b", "--yes")
    qbank("document", "add", "Book", "--category", "B/A")
    for words in (["A/A", "A"], ["B", "A/A", "A"], ["A", "B"]):
        before, number = dump(bank_path), changes(bank_path)
        assert qbank("category", "merge", *words, "--yes")[0] == ExitCode.OK
        assert changes(bank_path) == number + 1
        after = dump(bank_path)
        assert qbank("undo")[0] == ExitCode.OK
        assert differences(before, dump(bank_path)) == []
        assert qbank("undo", str(_last(bank_path)))[0] == ExitCode.OK
        assert differences(after, dump(bank_path)) == []
        assert qbank("undo", str(_last(bank_path)))[0] == ExitCode.OK
        assert differences(before, dump(bank_path)) == []
        assert qbank("db", "check")[0] == ExitCode.OK


def test_a_merge_of_questions_is_taken_back_byte_for_byte(
    qbank: Run, bank_path: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        assert qbank("question", "import", str(_file(bank_path, number, number)))[0] == ExitCode.OK
    ids = qbank("question", "list", "-f", "ids")[1].split()
    passages = qbank("question", "list", "type:description", "-f", "ids")[1].split()
    assert len(passages) == 2
    others = [id_ for id_ in ids if id_ not in passages]
    with closing(sqlite3.connect(bank_path)) as connection, connection:
        note = "INSERT INTO notes (id, question_id, text, author) VALUES (?, ?, 'Unclear', 'Ann')"
        connection.execute(note, ("11111111-1111-4111-8111-111111111111", others[-1]))
    for words in (passages, others):
        before, number = dump(bank_path), changes(bank_path)
        assert qbank("question", "merge", *words, "--yes")[0] == ExitCode.OK
        assert changes(bank_path) == number + 1
        after = dump(bank_path)
        assert differences(before, after) != []
        assert all(words[0] in row for row in after["notes"]) == (words is others)
        assert qbank("db", "check")[0] == ExitCode.OK
        assert qbank("undo")[0] == ExitCode.OK
        assert differences(before, dump(bank_path)) == []
        assert qbank("undo", str(_last(bank_path)))[0] == ExitCode.OK
        assert differences(after, dump(bank_path)) == []
        assert qbank("undo", str(_last(bank_path)))[0] == ExitCode.OK
        assert qbank("db", "check")[0] == ExitCode.OK


def _last(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT max(number) FROM changes").fetchone()[0])
