"""`qbank question duplicates`: pairs as a person and as a program want them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli import output
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
CITIES = ("Paris", "Rome", "Berlin", "Madrid")


def question(stem: str, key: str = "Paris", options: tuple[str, ...] = CITIES, **more: object) -> str:
    choices = [{"text": option, "fraction": float(option == key)} for option in options]
    return json.dumps({"type": "single_choice", "stem": stem, "options": choices, **more}) + "\n"


QUESTIONS = [
    question("What is the capital of France?"),
    question("What is the capital of Spain?", "Madrid"),
    question("Which city is the capital of France?", category="Geo"),
    question("What is the capital of France", "Rome"),
    question("What is the capital of France?"),
    question("What is the capital of France?", options=("Paris", "Lyon", "Nice", "Lille")),
]


@pytest.fixture
def found(qbank: Run) -> Run:
    imported = qbank("question", "import", "-", "--on-duplicate", "add", stdin="".join(QUESTIONS))
    assert imported[0] == ExitCode.OK

    def run(*words: str, stdin: str = "") -> tuple[int, str, str]:
        return qbank("question", "duplicates", *words, stdin=stdin)

    return run


def test_pairs_are_told_by_kind_with_both_ids_and_three_scores(found: Run) -> None:
    code, out, said = found("--format", "ndjson")
    pairs = [json.loads(line) for line in out.splitlines()]
    assert code == ExitCode.OK
    kinds = ["other-key", "exact", "reworded", "other-options", "other-options"]
    assert [pair["kind"] for pair in pairs] == kinds
    names = ["kind", "id", "other", "wording", "options", "key", "stem", "other_stem"]
    assert list(pairs[0]) == names
    assert pairs[0]["other_stem"] == "What is the capital of France"
    assert [pairs[0][name] for name in ("wording", "options", "key")] == [1.0, 1.0, 0.0]
    assert said.startswith("5 pairs among 6 questions: 1 same options, other key; 1 exact twin;")


def test_every_format_holds_the_same_pairs(found: Run) -> None:
    pairs = [json.loads(line) for line in found("-f", "ndjson")[1].splitlines()]
    assert json.loads(found("-f", "json")[1]) == pairs
    rows = list(csv.DictReader(found("-f", "csv")[1].splitlines()))
    assert [row["other"] for row in rows] == [pair["other"] for pair in pairs]
    lines = found("-f", "tsv", "--no-header")[1].splitlines()
    assert [line.split("\t")[0] for line in lines] == [pair["kind"] for pair in pairs]
    ids = found("-f", "ids")[1].split()
    assert ids == list(dict.fromkeys(id_ for pair in pairs for id_ in (pair["id"], pair["other"])))
    table = found("-f", "table")[1]
    assert "same options, other key" in table
    assert "exact twin" in table


def test_a_narrow_table_says_the_kinds_whole(found: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    kinds = [line.split()[0] for line in found()[1].splitlines()[3:] if line.strip()]
    assert kinds[:2] == ["other-key", "exact"]


def test_columns_kinds_scores_and_a_limit_narrow_what_is_shown(found: Run) -> None:
    assert found("--kind", "exact", "--kind", "other-key", "--columns", "kind", "--no-header")[1] == (
        "other-key\nexact\n"
    )
    assert "reworded" not in found("--min", "0.9")[1]
    code, out, said = found("--limit", "1", "--columns", "kind", "--no-header")
    assert (code, out) == (ExitCode.OK, "other-key\n")
    assert said.startswith(
        "the first 1 of 5 pairs among 6 questions: 1 same options, other key; 1 exact twin;"
    )


def test_where_no_pair_is_of_a_kind_the_kind_is_named(qbank: Run) -> None:
    qbank("question", "import", "-", stdin=QUESTIONS[0] + QUESTIONS[3])
    said = qbank("question", "duplicates", "--kind", "exact", "--kind", "reworded")[2]
    assert said == "no duplicates of kind exact or reworded among 2 questions\n"
    said = qbank("question", "duplicates", "--kind", "reworded", "--min", "0.9")[2]
    assert said == "no duplicates of kind reworded with wording 0.9 or more among 2 questions\n"


def test_typed_answers_are_not_said_to_have_options(qbank: Run) -> None:
    answers = [[{"text": "Canberra", "fraction": 1.0}], [{"text": "Sydney", "fraction": 1.0}]]
    lines = [
        json.dumps({"type": "short_answer", "stem": "Name the capital of Australia", "answers": each}) + "\n"
        for each in answers
    ]
    assert qbank("question", "import", "-", stdin="".join(lines))[0] == ExitCode.OK
    code, out, said = qbank("question", "duplicates", "-f", "table")
    assert code == ExitCode.OK
    assert "same stem, other answer" in out
    assert said.startswith("1 pair among 2 questions: 1 same stem, other answer\n")


def test_a_query_compares_what_it_finds(found: Run) -> None:
    code, out, said = found("category:Geo", "-f", "ids")
    assert (code, out) == (ExitCode.OK, "")
    assert said == "no duplicates among 1 question\n"


def test_ids_come_in_on_stdin(found: Run) -> None:
    ids = found("--kind", "exact", "-f", "ids")[1]
    assert [line.split("\t")[0] for line in found("-", "--no-header", stdin=ids)[1].splitlines()] == ["exact"]


def test_a_stem_of_many_questions_is_said_to_be_an_instruction(qbank: Run) -> None:
    options = [(f"a{number}", f"b{number}", f"c{number}") for number in range(11)]
    lines = "".join(question("Choose the synonym of rapid", each[0], each) for each in options)
    qbank("question", "import", "-", stdin=lines)
    code, out, said = qbank("question", "duplicates", "-f", "ids")
    assert (code, out) == (ExitCode.OK, "")
    assert said.startswith("1 stem is an instruction that more than ten questions share")


def test_a_wrong_column_or_kind_is_a_usage_error(found: Run) -> None:
    code, out, said = found("--columns", "stme")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "there is no column 'stme'" in said
    assert found("--kind", "near")[0] == ExitCode.USAGE


def test_a_terminal_gets_short_ids(found: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found("-f", "ids")[1].split()[0]
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    _, out, _ = found()
    assert whole not in out
    assert whole[:6] in out


def test_an_import_says_what_its_new_questions_resemble(found: Run, qbank: Run, tmp_path: Path) -> None:
    new = question("Please: which city is the capital of France?") + question(
        "What is the capital of Italy?", "Rome"
    )
    report = tmp_path / "report.ndjson"
    words = ("question", "import", "-", "--near-duplicates", "--report", str(report))
    for more in (("--dry-run",), ()):
        code, _, said = qbank(*words, *more, stdin=new)
        assert code == ExitCode.OK
        assert "1 new question resembles one that the bank has:" in said
        assert "line 1: same item, reworded (" in said
        lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
        assert [line["verdict"] for line in lines] == ["new", "new"]
        assert list(lines[0]["resembles"]) == ["id", "kind", "wording", "options", "key"]
        twin = lines[0]["resembles"]["id"]
        assert "capital of France" in qbank("question", "show", twin)[1]
        assert "resembles" not in lines[1]
    assert "resemble" not in qbank(*words, stdin=new)[2]


def test_a_bank_that_is_not_there_has_nothing_to_resemble(qbank: Run, tmp_path: Path) -> None:
    new = QUESTIONS[0] + QUESTIONS[2]
    code, _, said = qbank(
        "--db", f"{tmp_path}/new.db", "question", "import", "-", "--near-duplicates", stdin=new
    )
    assert code == ExitCode.OK
    assert "resemble" not in said
