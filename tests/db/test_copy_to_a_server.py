"""A bank copied to a server and back, and dumped on both: every row of every table is the same."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from benchmarks.throwaway_server import Server
from qbank.cli.exits import ExitCode
from qbank.models import Base

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
ROWS = """
INSERT INTO notes (id, question_id, text, author) SELECT 'n', id, 'too hard?', 'ada' FROM questions LIMIT 1;
INSERT INTO saved_queries (id, name, folded, query) VALUES ('s', 'Exam', 'exam', 'tag:exam');
"""


def all_rows(path: Path) -> dict[str, list[Any]]:
    """Give every row of every table of a file; the numbers of texts, which nothing refers to, left out."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for name, table in Base.metadata.tables.items():
            columns = ", ".join(column.name for column in table.columns if column.name != "rowid")
            found[name] = sorted(connection.execute(f"SELECT {columns} FROM {name}"), key=repr)
    return found


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """The URL of a database that holds nothing."""
    name = f"copied_{uuid4().hex}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def file(template_bank: Path, tmp_path: Path) -> Path:
    """The file of an empty bank."""
    return Path(shutil.copy(template_bank, tmp_path / "first.db"))


def fill(qbank: Run, db: str) -> None:
    """Put rows into every table of a bank: history with an undo in it, a trash, pictures, passages."""
    for words in (
        ("question", "import", str(EXAMPLES)),
        ("category", "add", "Odd/a-b 'é' \\n"),
        ("category", "add", "Odd/ab"),
        ("category", "set", "Biology", "difficulty=hard", "points=2"),
        ("document", "add", "A book"),
        ("category", "set", "Odd/ab", "points=0.123456789012345"),
        ("field", "define", "week", "--type", "integer"),
        ("question", "set", "--all", "--add-tag", "x", "--yes"),
        ("undo",),
        ("question", "delete", "type:essay", "--yes"),
    ):
        assert qbank("--db", db, *words)[0] == 0, words


@pytest.fixture
def filled(qbank: Run, file: Path) -> Run:
    """A bank in that file with rows in every table."""
    fill(qbank, str(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(ROWS)
    return qbank


def test_a_bank_goes_to_a_server_and_comes_back_the_same(
    filled: Run, file: Path, url: str, tmp_path: Path
) -> None:
    assert all(all_rows(file).values())
    back = tmp_path / "back.db"
    for source, target in ((str(file), url), (url, str(back))):
        code, out, said = filled("db", "copy", source, target)
        assert (code, out) == (0, ""), said
        assert "every row is the same" in said
    assert all_rows(back) == all_rows(file)
    for place in (url, str(back)):
        assert filled("--db", place, "db", "check")[0] == 0


def test_a_dump_has_the_same_bytes_on_a_server_and_is_loaded_there(
    filled: Run, file: Path, url: str, tmp_path: Path
) -> None:
    dump = tmp_path / "bank.dump"
    assert filled("--db", str(file), "db", "dump", "-o", str(dump))[0] == 0
    assert filled("--db", url, "db", "load", str(dump))[0] == 0
    assert filled("--db", url, "db", "dump")[1] == dump.read_text()


def test_a_bank_made_on_a_server_goes_into_a_file(qbank: Run, url: str, tmp_path: Path) -> None:
    fill(qbank, url)
    for points in ("123456789012345", "0.1", "2.0"):
        assert qbank("--db", url, "category", "set", "Odd/ab", f"points={points}")[0] == 0
        path = tmp_path / f"{points}.db"
        code, _, said = qbank("db", "copy", url, str(path))
        assert code == 0, said
        assert qbank("--db", str(path), "db", "dump")[1] == qbank("--db", url, "db", "dump")[1]


def test_a_copy_on_a_server_is_a_bank_to_work_in(filled: Run, file: Path, url: str) -> None:
    assert filled("db", "copy", str(file), url)[0] == 0
    for words in (
        ("question", "list", "krebs"),
        ("question", "list", "tag:*", "--sort", "-stem"),
        ("tag", "list"),
        ("category", "list"),
        ("log",),
        ("trash", "list"),
        ("note", "list"),
    ):
        there, here = filled("--db", url, *words), filled("--db", str(file), *words)
        assert there == here, words
    assert filled("--db", url, "undo")[0] == filled("--db", str(file), "undo")[0] == 0
    assert filled("--db", url, "question", "count") == filled("--db", str(file), "question", "count")


def test_a_bank_on_a_server_that_holds_something_is_not_copied_over(
    filled: Run, file: Path, url: str
) -> None:
    assert filled("--db", url, "category", "add", "Mine")[0] == 0
    code, _, said = filled("db", "copy", str(file), url)
    assert code == ExitCode.CONFLICT
    assert "the bank is not empty" in said
    assert filled("--db", url, "question", "count")[1] == "0\n"


def test_a_damaged_dump_leaves_nothing_on_a_server(filled: Run, file: Path, url: str, tmp_path: Path) -> None:
    dump = tmp_path / "bank.dump"
    assert filled("--db", str(file), "db", "dump", "-o", str(dump))[0] == 0
    lines = dump.read_bytes().splitlines(keepends=True)
    for spoilt in (lines[:-1], [lines[0], lines[1], *lines[1:]], [*lines[:5], *lines[6:]]):
        dump.write_bytes(b"".join(spoilt))
        code, _, said = filled("--db", url, "db", "load", str(dump))
        assert code == ExitCode.BAD_DATA, said
        assert "nothing was loaded" in said
        with psycopg.connect(url) as connection:
            for name in Base.metadata.tables:
                assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name
