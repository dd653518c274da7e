"""`qbank media list|extract|check`."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def filled(qbank: Run) -> Run:
    assert qbank("question", "import", str(EXAMPLES))[0] == ExitCode.OK
    return qbank


def hashes(qbank: Run) -> list[str]:
    return qbank("media", "list", "--format", "ids")[1].split()


def test_each_file_is_listed_once_with_its_full_hash_for_a_program(filled: Run) -> None:
    rows = json.loads(filled("media", "list", "--format", "json")[1])
    assert [(row["mime"], row["used_by"]) for row in rows] == [("image/svg+xml", 1)] * 3
    assert [row["sha256"] for row in rows] == hashes(filled)
    assert filled("media", "list", "--format", "table")[1].count("…") == 0


def test_files_are_extracted_by_query_by_hash_or_all_and_their_paths_printed(
    filled: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "made" / "here"
    code, out, said = filled("media", "extract", "type:hotspot", "-o", str(folder))
    assert (code, said) == (ExitCode.OK, f"2 files in {folder}\n")
    assert sorted(out.splitlines()) == sorted(map(str, folder.iterdir()))
    first = hashes(filled)[0]
    assert filled("media", "extract", first[:8], "-o", str(tmp_path / "b"))[1].endswith(f"{first[:12]}.svg\n")
    assert filled("media", "extract", "--all", "-o", str(tmp_path / "c"))[1].count("\n") == 3


def test_nothing_that_is_there_is_replaced(filled: Run, tmp_path: Path) -> None:
    first = hashes(filled)[0]
    there = tmp_path / f"{first[:12]}.svg"
    there.write_text("mine")
    assert filled("media", "extract", first, "-o", str(tmp_path))[1] == f"{tmp_path}/{first[:12]}-2.svg\n"
    assert there.read_text() == "mine"


def test_no_words_and_all_with_words_are_refused(filled: Run, tmp_path: Path) -> None:
    assert filled("media", "extract")[0] == ExitCode.USAGE
    assert filled("media", "extract", "--all", "tag:x")[0] == ExitCode.USAGE
    (tmp_path / "file").write_text("x")
    assert filled("media", "extract", "--all", "-o", str(tmp_path / "file"))[0] == ExitCode.CANNOT_CREATE
    assert filled("media", "extract", "tag:none-such")[2] == "there are no files to extract\n"


def test_a_whole_bank_passes_and_a_damaged_one_says_what_is_wrong(filled: Run, bank_path: Path) -> None:
    assert filled("media", "check")[::2] == (ExitCode.OK, "no problems in 3 files of 3 questions\n")
    broken, mistyped, gone = hashes(filled)
    with closing(sqlite3.connect(bank_path)) as connection, connection:
        connection.execute("UPDATE media SET bytes = x'00' WHERE sha256 = ?", (broken,))
        connection.execute("UPDATE media SET mime = 'image/png' WHERE sha256 = ?", (mistyped,))
        connection.execute("DELETE FROM question_media WHERE sha256 = ?", (gone,))
        connection.execute("DELETE FROM media WHERE sha256 = ?", (gone,))
        connection.execute("INSERT INTO media (sha256, mime, bytes) VALUES (?, 'x/y', x'')", (EMPTY,))
    code, out, said = filled("media", "check", "--format", "json")
    assert code == ExitCode.NEGATIVE
    faults = {row["fault"]: row for row in json.loads(out)}
    assert {kind: row["sha256"] for kind, row in faults.items()} == {
        "broken": broken,
        "mistyped": mistyped,
        "missing": gone,
        "unused": EMPTY,
    }
    assert "1 missing" in said
    assert filled("media", "check", "--format", "ids")[1].strip() == faults["missing"]["question"]


def test_an_unused_file_alone_is_no_failure(filled: Run) -> None:
    filled("question", "set", "type:hotspot", "--status", "retired", "--yes")
    filled("question", "delete", "type:hotspot", "--yes")
    assert filled("media", "check")[0] == ExitCode.OK
    filled("trash", "empty", "--yes")
    code, out, _ = filled("media", "check", "--columns", "fault", "--no-header")
    assert (code, out) == (ExitCode.OK, "unused\nunused\n")
