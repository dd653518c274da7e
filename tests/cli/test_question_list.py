"""`qbank question list` as a table: what of it a person reads."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def added(qbank: Run) -> str:
    """The id of the one question of a bank."""
    return qbank("question", "add", "--type", "essay", "Explain osmosis", "--category", "Bio")[1].strip()


def test_a_table_of_a_given_width_has_short_ids_and_one_without_end_has_whole_ones(
    qbank: Run, added: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert added in qbank("question", "list", "-f", "table")[1]
    monkeypatch.setenv("COLUMNS", "60")
    told = qbank("question", "list", "-f", "table")[1]
    assert added not in told
    assert added[:6] in told
    assert "Explain osmosis" in told


def test_a_table_tells_moments_to_the_minute_and_a_program_gets_them_whole(qbank: Run, added: str) -> None:
    assert added
    whole = qbank("question", "list", "--columns", "created_at", "--no-header")[1].strip()
    minute = f"{datetime.fromisoformat(whole).astimezone():%Y-%m-%d %H:%M}"
    told = qbank("question", "list", "--columns", "created_at", "-f", "table")[1]
    assert [line.strip() for line in told.splitlines() if line.strip()][-1] == minute


def test_several_columns_order_one_after_the_other_and_documents_by_their_titles(qbank: Run) -> None:
    for stem, difficulty, points, document in (
        ("one", "hard", "1", "B"),
        ("two", "easy", "1", "C"),
        ("three", "hard", "3", "A"),
    ):
        assert qbank("document", "add", document)[0] == ExitCode.OK
        words = ("--difficulty", difficulty, "--points", points, "--document", document)
        assert qbank("question", "add", "--type", "essay", stem, *words)[0] == ExitCode.OK
    assert qbank("question", "add", "--type", "essay", "four", "--difficulty", "easy")[0] == ExitCode.OK

    def listed(sort: str) -> list[str]:
        return qbank("question", "list", "--sort", sort, "--columns", "stem", "--no-header")[1].split()

    assert listed("difficulty,-points") == ["two", "four", "three", "one"]
    assert listed("document") == ["three", "one", "two", "four"]
    assert listed("-document")[:3] == ["two", "one", "three"]


def test_a_count_is_a_number_and_in_json_an_object_whatever_is_configured(
    qbank: Run, added: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert added
    for how in ("json", "ndjson"):
        assert json.loads(qbank("question", "count", "-f", how)[1]) == {"questions": 1}
    monkeypatch.setenv("QBANK_FORMAT", "json")
    assert qbank("question", "count") == qbank("question", "count", "-f", "table") == (ExitCode.OK, "1\n", "")


@pytest.mark.both_engines
def test_categories_order_as_their_tree_shows_them(qbank: Run) -> None:
    paths = ["Unit 10", "unit 2", "Biology/Cells", "Ärzte", "Biology", "Biology/Cells/Walls", "Biology, more"]
    for path in (*paths, "Biology"):
        assert qbank("category", "add", path)[0] in (ExitCode.OK, ExitCode.CONFLICT)
        assert qbank("question", "add", "--type", "essay", f"{path}?", "--category", path)[0] == ExitCode.OK

    def listed(sort: str, *words: str) -> list[str]:
        how = ("--columns", "category", "--no-header")
        return qbank("question", "list", "--sort", sort, *how, *words)[1].splitlines()

    tree = qbank("category", "list", "--columns", "path", "--no-header")[1].splitlines()
    ordered = [path for path in tree for _ in range(2 if path == "Biology" else 1)]
    assert listed("category") == ordered
    assert listed("-category") == ordered[::-1]
    assert listed("category,-stem", "--limit", "4") == ordered[:4]
    words = ("category:Biology", "--sort", "category", "-f", "json")
    inside = [path for path in ordered if path.partition("/")[0] == "Biology"]
    assert [each["category"] for each in json.loads(qbank("question", "list", *words)[1])] == inside


@pytest.mark.both_engines
def test_levels_and_statuses_order_as_they_are_meant_and_not_by_their_letters(qbank: Run) -> None:
    for difficulty, status in (
        ("medium", "ready"),
        ("none", "review"),
        ("hard", "retired"),
        ("easy", "draft"),
    ):
        words = ("--difficulty", difficulty, "--status", status)
        assert qbank("question", "add", "--type", "essay", f"{difficulty}?", *words)[0] == ExitCode.OK

    def listed(sort: str, column: str) -> list[str]:
        return qbank("question", "list", "--sort", sort, "--columns", column, "--no-header")[1].splitlines()

    assert listed("difficulty", "difficulty") == ["easy", "medium", "hard", ""]
    assert listed("-difficulty", "difficulty") == ["hard", "medium", "easy", ""]
    assert listed("status", "status") == ["draft", "review", "ready", "retired"]
    objects = qbank("question", "list", "--sort", "-difficulty", "-f", "ndjson")[1].splitlines()
    assert [json.loads(line).get("difficulty") for line in objects] == ["hard", "medium", "easy", None]


@pytest.mark.parametrize("sort", ["stem,rating,colour", "relevance,stem", "-relevance"])
def test_an_order_there_is_not_is_refused(qbank: Run, added: str, sort: str) -> None:
    assert added
    code, out, said = qbank("question", "list", "--sort", sort)
    assert (code, out) == (ExitCode.USAGE, "")
    assert "hint: " in said


@pytest.mark.parametrize("words", [("--sort", "-created"), ("--columns", "id,created")])
def test_a_column_named_as_a_query_names_it_is_offered_by_its_name(
    qbank: Run, words: tuple[str, ...]
) -> None:
    code, _, said = qbank("question", "list", *words)
    assert (code, "hint: did you mean created_at? " in said) == (ExitCode.USAGE, True)
