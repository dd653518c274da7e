import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.cli.process import start
from qbank.domain.text_width import cell_width

pty = pytest.importorskip("pty", reason="a terminal of its own needs a system that has them")

Run = Callable[..., tuple[int, str, str]]
QUESTION = """
INSERT INTO questions
    (id, category_id, question_type, stem, options, difficulty, rating, identity_hash, body_hash)
SELECT printf('00000000-0000-4000-8000-%012d', ?), id, ?, 'x', ?, ?, ?, x'00', x'00'
FROM categories WHERE name = ?
"""
KEY_FIRST = '[{"id":"a","text":"x","fraction":1},{"id":"b","text":"y"}]'
QUESTIONS = [
    ("single_choice", KEY_FIRST, "easy", 4.0, "Cells"),
    ("single_choice", KEY_FIRST, None, None, "Cells"),
    ("essay", "[]", "hard", None, "Chemistry, and more"),
]


@pytest.fixture
def qbank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line on a bank with three questions: its exit code, what it wrote and what it said."""
    path = tmp_path / "bank.db"
    monkeypatch.setenv("QBANK_DB", str(path))
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))
    assert start(["category", "add", "Biology/Cells", "Chemistry, and more"]) == ExitCode.OK
    with sqlite3.connect(path) as connection:
        connection.executemany(QUESTION, [(number, *row) for number, row in enumerate(QUESTIONS)])
    connection.close()
    capfd.readouterr()

    def run(*words: str) -> tuple[int, str, str]:
        code = start(words)
        return code, *capfd.readouterr()

    return run


def on_a_terminal(*words: str, columns: int = 80) -> tuple[int, str]:
    """Run a real process on a terminal of its own; give its exit code and what the person sees."""
    master, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", "NO_COLOR": ""}
    command = [sys.executable, "-m", "qbank", *words]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        seen = b"".join(pieces(master))
    os.close(master)
    return process.returncode, seen.decode().replace("\r\n", "\n")


def pieces(master: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # what Linux says when the last program has left the terminal
            return
        if not piece:
            return
        yield piece


def test_into_a_pipe_goes_a_table_by_category_and_difficulty(qbank: Run) -> None:
    code, out, said = qbank("stats")
    assert (code, said) == (ExitCode.OK, "")
    assert out.splitlines() == [
        "category\tdifficulty\tquestions",
        "Biology/Cells\teasy\t1",
        "Biology/Cells\t\t1",
        "Chemistry, and more\thard\t1",
    ]


def test_every_format_writes_the_same_counts(qbank: Run) -> None:
    by = ("stats", "--by", "difficulty")
    expected = [{"difficulty": level, "questions": 1} for level in ("easy", "hard", None)]
    assert json.loads(qbank(*by, "--format", "json")[1]) == expected
    assert [json.loads(line) for line in qbank(*by, "-f", "ndjson")[1].splitlines()] == expected
    assert list(csv.reader(qbank(*by, "-f", "csv")[1].splitlines()))[1:] == [
        ["easy", "1"],
        ["hard", "1"],
        ["", "1"],
    ]
    assert qbank(*by, "--no-header")[1] == "easy\t1\nhard\t1\n\t1\n"
    cells = [line.split() for line in qbank(*by, "-f", "table")[1].splitlines()]
    assert [row for row in cells if "1" in row] == [["easy", "1"], ["hard", "1"], ["none", "1"]]


def test_columns_are_picked_by_name(qbank: Run) -> None:
    assert qbank("stats", "--by", "type,rating", "--columns", "questions,type")[1].splitlines() == [
        "questions\ttype",
        "1\tsingle_choice",
        "1\tsingle_choice",
        "1\tessay",
    ]
    code, out, said = qbank("stats", "--columns", "colour")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "there are category, difficulty, questions" in said


def test_a_query_narrows_what_is_counted(qbank: Run) -> None:
    assert qbank("stats", "category:biology", "--by", "type", "--no-header")[1] == "single_choice\t2\n"
    assert (
        qbank("stats", "category:biology", "-difficulty:easy", "--by", "type", "--no-header")[1]
        == "single_choice\t1\n"
    )
    assert qbank("stats", "tag:none", "NOT", "tag:none")[1] == "category\tdifficulty\tquestions\n"


def test_ids_on_stdin_are_what_is_counted(qbank: Run) -> None:
    listed = "id\n00000000-0000-4000-8000-000000000002\n"
    command = [sys.executable, "-m", "qbank", "stats", "-", "--by", "type"]
    done = subprocess.run(command, input=listed, capture_output=True, text=True, check=True)
    assert done.stdout == "type\tquestions\nessay\t1\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--by", "colour"], "category, type, difficulty"),
        (["--by", " , "], "--by category,difficulty"),
        (["--format", "ids"], "question list --format ids"),
        (["difficulty:wild"], "easy"),
        (["category:Bio"], "did you mean Biology?"),
    ],
)
def test_a_mistake_is_told_with_what_helps_and_nothing_on_stdout(
    qbank: Run, words: list[str], hint: str
) -> None:
    code, out, said = qbank("stats", *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert said.startswith("qbank: error: ")
    assert hint in said.splitlines()[1]


def test_the_help_names_every_field_there_is(qbank: Run) -> None:
    from qbank.services.statistics_dimensions import DIMENSIONS

    code, out, _ = qbank("stats", "--help")
    assert code == ExitCode.OK
    told = out.replace("\n", " ")
    assert [name for name in DIMENSIONS if name not in told] == []


def test_a_pipe_pays_for_no_rich(qbank: Run) -> None:
    code = (
        "import sys; from qbank.cli.process import start; start(['stats']); sys.exit('rich' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0
    )


def test_a_terminal_gets_a_dashboard_in_colour(qbank: Run) -> None:
    code, seen = on_a_terminal("stats")
    assert code == ExitCode.OK
    assert "3 questions in 2 categories" in seen
    assert "\x1b[32m" in seen
    for heading in (
        "Categories by difficulty",
        "Types",
        "Statuses",
        "Missing",
        "Ratings",
        "Single-choice keys",
    ):
        assert heading in seen
    assert "Tags" not in seen


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_without_colour_a_dashboard_says_the_same_in_the_width_there_is(qbank: Run, columns: int) -> None:
    code, seen = on_a_terminal("--color", "never", "stats", "category:Biology", columns=columns)
    assert code == ExitCode.OK
    assert "\x1b" not in seen
    lines = seen.splitlines()
    assert lines[0] == "2 questions in 1 category"
    assert max(map(cell_width, lines)) <= columns
    (row,) = (line.split() for line in lines if line.startswith("Biology/Cells"))
    assert row[1:6] == ["1", "0", "0", "1", "2"]
    assert set(row[6]) == {"░", "·"}
    assert any("A" in line and "100 %  even: 50 %" in line for line in lines)


@pytest.mark.parametrize(
    "words", [["--by", "type"], ["--columns", "difficulty,questions"], ["--format", "tsv"]]
)
def test_a_terminal_gets_the_table_where_it_asks_for_one(qbank: Run, words: list[str]) -> None:
    code, seen = on_a_terminal("stats", *words)
    assert code == ExitCode.OK
    assert "questions" in seen
    assert "Missing" not in seen


def test_a_dashboard_of_nothing_says_so(qbank: Run) -> None:
    code, seen = on_a_terminal("--color", "never", "stats", "tag:nothing")
    told = "hint: no question has tag:nothing; `qbank tag list` lists what there is"
    assert (code, seen) == (ExitCode.OK, f"0 questions in 0 categories\n{told}\n")


def test_without_a_bank_there_is_a_hint(qbank: Run, tmp_path: Path) -> None:
    code, out, said = qbank("--db", str(tmp_path / "none.db"), "stats")
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert "hint: begin one with" in said
    assert not (tmp_path / "none.db").exists()


def test_a_sample_or_a_limit_is_counted_alone(qbank: Run) -> None:
    total = ["stats", "--by", "created", "--columns", "questions", "--no-header"]
    assert qbank(*total)[1] == "3\n"
    assert qbank(*total, "--limit", "2")[1] == "2\n"
    code, out, said = qbank(*total, "--sample", "1")
    assert (code, out) == (ExitCode.OK, "1\n")
    assert said.startswith("drawn with --seed ")
    assert qbank(*total, "--sample", "1", "--seed", "a")[1:] == ("1\n", "")
