import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank import services
from qbank.cli.exits import ExitCode
from qbank.models import Base

Run = Callable[..., tuple[int, str, str]]
Process = Callable[..., Any]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
ROWS = """
INSERT INTO notes (id, question_id, text, author) SELECT 'n', id, 'too hard?', 'ada' FROM questions LIMIT 1;
INSERT INTO saved_queries (id, name, folded, query) VALUES ('s', 'Exam', 'exam', 'tag:exam');
"""


def all_rows(path: Path) -> dict[str, list[Any]]:
    """Give every row of every table; the numbers of texts, which nothing outside refers to, left out."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = lambda cursor, row: {
            column[0]: value for column, value in zip(cursor.description, row, strict=True)
        }
        found = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in Base.metadata.tables
        }
    for text in found["question_texts"]:
        del text["rowid"]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


@pytest.fixture
def filled(qbank: Run, bank_path: Path) -> Run:
    """A bank with rows in every table: history with an undo in it, a trash, defaults, pictures, passages."""
    for words in (
        ("question", "import", str(EXAMPLES)),
        ("category", "set", "Biology", "difficulty=hard", "points=2"),
        ("field", "define", "week", "--type", "integer"),
        ("question", "set", "--all", "--add-tag", "x", "--yes"),
        ("undo",),
        ("question", "delete", "type:essay", "--yes"),
    ):
        assert qbank(*words)[0] == 0, words
    with closing(sqlite3.connect(bank_path)) as connection:
        connection.executescript(ROWS)
    return qbank


@pytest.fixture
def dump(filled: Run, tmp_path: Path) -> Path:
    path = tmp_path / "bank.dump"
    assert filled("db", "dump", "-o", str(path))[:2] == (0, "")
    return path


def test_a_dump_gives_back_every_row_of_every_table(
    filled: Run, dump: Path, bank_path: Path, tmp_path: Path
) -> None:
    assert all(all_rows(bank_path).values())
    other = tmp_path / "other.db"
    code, out, said = filled("--db", str(other), "db", "load", str(dump))
    assert (code, out) == (0, "")
    assert "questions and" in said
    assert all_rows(other) == all_rows(bank_path)
    assert filled("--db", str(other), "db", "check")[0] == 0
    assert filled("--db", str(other), "db", "dump")[1] == dump.read_text()
    assert filled("--db", str(other), "undo")[0] == 0


def test_a_dump_goes_through_a_pipe(filled: Run, dump: Path, tmp_path: Path) -> None:
    code, _, said = filled("--db", str(tmp_path / "other.db"), "db", "load", "-", stdin=dump.read_bytes())
    assert (code, "stdin" in said) == (0, False)
    assert filled("--db", str(tmp_path / "other.db"), "db", "dump")[1] == dump.read_text()


def test_every_line_of_a_dump_says_what_it_is(dump: Path) -> None:
    lines = [json.loads(line) for line in dump.read_text().splitlines()]
    assert lines[0]["kind"] == "qbank_dump"
    assert lines[-1] == {"kind": "end", "rows": len(lines) - 2}
    assert {line["kind"] for line in lines[1:-1]} == {"row"}
    assert {line["table"] for line in lines[1:-1]} == {
        name for name in Base.metadata.tables if name not in ("question_tags", "question_texts")
    }


def test_a_bank_that_holds_something_is_not_loaded_into(filled: Run, dump: Path, bank_path: Path) -> None:
    before = all_rows(bank_path)
    code, _, said = filled("db", "load", str(dump))
    assert code == ExitCode.CONFLICT
    assert "the bank is not empty" in said
    assert all_rows(bank_path) == before


def without(number: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: lines[:number] + lines[number + 1 :] if number >= 0 else lines[:number]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without(-1), "the dump is not whole"),
        (without(5), "nothing was loaded"),
        (without(0), "it is no dump"),
        (lambda lines: [], "line 1:"),
        (lambda lines: [b'{"stem":"Why?"}'], "line 1:"),
        (lambda lines: [b"\xff\xfe"], "line 1:"),
        (lambda lines: [*lines, lines[-1]], "nothing stands after the last line"),
        (lambda lines: [lines[0], lines[-2], *lines[1:-2], lines[-1]], "is no table that comes after"),
        (lambda lines: [lines[0], lines[1], *lines[1:]], "does not fit the others"),
        (
            lambda lines: [lines[0], lines[1].replace(b'"name"', b'"nome"'), *lines[2:]],
            "has no column 'nome'",
        ),
        (
            lambda lines: [lines[0], b'{"kind":"row","table":"categories","values":{}}'],
            "needs a value of 'id'",
        ),
        (lambda lines: [lines[0], b'{"kind":"row","table":"sqlite_master","values":{}}'], "is no table"),
        (
            lambda lines: [line.replace(b'"version":1', b'"version":"abc"') for line in lines],
            "Expected `int`",
        ),
        (
            lambda lines: [line.replace(b'"version":1', b'"version":9223372036854775808') for line in lines],
            "Expected `int`",
        ),
        (lambda lines: [line.replace(b'Z"', b'"') for line in lines], "matching regex"),
    ],
)
def test_a_damaged_dump_is_refused_whole(
    filled: Run, dump: Path, tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    dump.write_bytes(b"\n".join(spoil(dump.read_bytes().splitlines())) + b"\n")
    other = tmp_path / "other.db"
    code, out, told = filled("--db", str(other), "db", "load", str(dump))
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert said in told
    assert "Traceback" not in told
    assert [path for path in tmp_path.iterdir() if "other.db" in path.name] == []


def test_a_bank_that_was_there_stays_where_nothing_can_be_loaded(
    filled: Run, dump: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    assert filled("--db", str(other), "db", "upgrade")[0] == 0
    dump.write_bytes(dump.read_bytes()[:-20])
    assert filled("--db", str(other), "db", "load", str(dump))[0] == ExitCode.BAD_DATA
    assert not any(all_rows(other).values())


def test_a_bank_made_by_another_program_meanwhile_is_not_replaced(
    filled: Run, dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.db"
    load = services.loading.load

    async def slowly(*told: Any) -> Any:
        head = await load(*told)
        other.write_bytes(b"theirs")
        return head

    monkeypatch.setattr(services.loading, "load", slowly)
    code, _, said = filled("--db", str(other), "db", "load", str(dump))
    assert (code, "made by another program meanwhile" in said) == (ExitCode.CONFLICT, True)
    assert other.read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir() if "other.db" in path.name] == ["other.db"]


def test_a_newer_dump_is_refused(filled: Run, dump: Path, tmp_path: Path) -> None:
    dump.write_bytes(dump.read_bytes().replace(b'"schema":"', b'"schema":"9', 1))
    code, _, said = filled("--db", str(tmp_path / "other.db"), "db", "load", str(dump))
    assert code == ExitCode.BAD_DATA
    assert "newer qbank" in said


def test_a_dump_of_an_older_schema_gets_the_defaults_of_what_it_did_not_have(
    filled: Run, dump: Path, tmp_path: Path
) -> None:
    dump.write_bytes(dump.read_bytes().replace(b',"is_pruned":false', b""))
    assert filled("--db", str(tmp_path / "other.db"), "db", "load", str(dump))[0] == 0
    assert filled("--db", str(tmp_path / "other.db"), "db", "check")[0] == 0


def test_a_dump_never_replaces_a_file_unless_told(filled: Run, dump: Path) -> None:
    assert filled("db", "dump", "-o", str(dump))[0] == ExitCode.CANNOT_CREATE
    assert filled("db", "dump", "-o", str(dump), "--force")[0] == 0
