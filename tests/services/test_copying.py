"""A copy is equal to its original in everything that makes a question, and in nothing that names one."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

pytestmark = pytest.mark.both_engines

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
OWN = {"id", "version", "created_at", "updated_at", "external_id", "change_id"}


def _row(path: Path, table: str, key: str, value: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", [value])]


def test_every_example_is_copied_byte_for_byte(qbank: Run, bank_path: Path) -> None:
    qbank("question", "import", str(EXAMPLES))
    for original in qbank("question", "list", "--format", "ids")[1].split()[::7]:
        code, out, _ = qbank("question", "copy", original)
        assert code == ExitCode.OK
        one, other = (_row(bank_path, "questions", "id", each)[0] for each in (original, out.strip()))
        assert {name for name in one if one[name] != other[name]} <= OWN
        assert other["external_id"] is None
        for table in ("question_tags", "question_texts", "question_media"):
            rows = [_row(bank_path, table, "question_id", each) for each in (original, out.strip())]
            told = [
                [{**row, "question_id": "", "rowid": 0, "created_at": ""} for row in found] for found in rows
            ]
            assert told[0] == told[1], table
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_copy_may_have_its_own_category_and_title(qbank: Run) -> None:
    qbank("question", "add", "Why?", "--external-id", "Q1", "--tag", "x", "-c", "A")
    code, out, said = qbank("question", "copy", "ext:Q1", "-c", "New/Place", "--title", " Variant  2 ")
    assert code == ExitCode.OK
    assert "made categories New, New/Place" in said
    assert "both ask the same" in said
    shown = json.loads(qbank("question", "show", out.strip(), "--format", "json")[1])
    assert (shown["category"], shown["title"], shown["tags"]) == ("New/Place", "Variant 2", ["x"])
    assert shown["external_id"] is None
    assert "the two and 1 other question ask the same" in qbank("question", "copy", "ext:Q1")[2]
    assert qbank("question", "count", "variant")[1] == "1\n"
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_copy_has_its_originals_passage(qbank: Run, tmp_path: Path) -> None:
    passage = "00000000-0000-4000-8000-000000000001"
    lines = [
        {"kind": "question", "id": passage, "type": "description", "stem": "A passage"},
        {"kind": "question", "type": "essay", "stem": "On it?", "stimulus": passage, "external_id": "e"},
    ]
    file = tmp_path / "passage.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    qbank("question", "import", str(file))
    copy = qbank("question", "copy", "ext:e")[1].strip()
    assert json.loads(qbank("question", "show", copy, "--format", "json")[1])["stimulus"] == passage
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["ffff"], ExitCode.NOT_FOUND),
        (["ext:Q1", "--title", " "], ExitCode.USAGE),
        (["ext:Q1", "-c", "a/\x07"], ExitCode.USAGE),
        (["ext:trashed"], ExitCode.CONFLICT),
    ],
)
def test_what_cannot_be_copied_is_said_and_leaves_nothing(
    qbank: Run, words: list[str], code: ExitCode
) -> None:
    qbank("question", "add", "Why?", "--external-id", "Q1")
    qbank("question", "add", "Gone?", "--external-id", "trashed")
    qbank("question", "delete", "ext:trashed", "--yes")
    assert qbank("question", "copy", *words)[:2] == (code, "")
    assert qbank("question", "count")[1] == "1\n"
