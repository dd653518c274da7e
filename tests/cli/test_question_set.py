"""One value for many questions: seen first, done in one statement, taken back in one step."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bank(qbank: Run, tmp_path: Path) -> Run:
    """A bank of twenty questions, half of them tagged `even`, two of each ten rated."""
    file = tmp_path / "twenty.ndjson"
    lines = [
        {
            "kind": "question",
            "type": "essay",
            "stem": f"Why {number}?",
            "external_id": f"q{number}",
            "tags": ["even"] if number % 2 == 0 else ["Odd", "keep"],
            "difficulty": "easy" if number < 5 else None,
        }
        for number in range(20)
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert qbank("question", "import", str(file), "--category", "All")[0] == 0
    return qbank


def count(bank: Run, *query: str) -> int:
    return int(bank("question", "count", *query)[1])


def test_only_what_differs_is_changed_and_the_rest_is_said_to_be_so_already(bank: Run) -> None:
    code, out, err = bank("question", "set", "--all", "--difficulty", "e", "--yes")
    assert (code, out) == (0, "")
    assert "15 questions changed; 5 are so already" in err
    assert "difficulty: none → easy" in err
    assert count(bank, "difficulty:easy") == 20


def test_a_dry_run_shows_and_changes_nothing(bank: Run) -> None:
    code, _, err = bank("question", "set", "tag:even", "--difficulty", "hard", "--dry-run")
    assert code == 0
    assert "10 questions would change" in err
    assert "dry run: nothing was changed" in err
    assert count(bank, "difficulty:hard") == 0


def test_without_a_terminal_a_change_needs_a_yes(bank: Run) -> None:
    code, _, err = bank("question", "set", "tag:even", "--difficulty", "hard")
    assert code == 2
    assert "--yes" in err
    assert count(bank, "difficulty:hard") == 0


def test_a_change_is_one_update_however_many_questions_it_touches(bank: Run) -> None:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement.lstrip().split(None, 2)[0] + " " + statement.split()[1])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert bank("question", "set", "--all", "--difficulty", "hard", "--yes")[0] == 0
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert statements.count("UPDATE questions") == 1
    assert len([each for each in statements if each.startswith(("UPDATE", "INSERT", "DELETE"))]) == 3


def test_everything_set_can_be_set_and_is_taken_back_in_one_step(bank: Run) -> None:
    bank("category", "add", "Other")
    bank("document", "add", "Book")
    before = bank("question", "export", "--all")[1]
    words = [
        "--difficulty", "hard", "--rating", "4.5", "--points", "2", "--status", "review", "--author", "Ada",
        "--licence", "CC0", "--language", "en", "--category", "other", "--document", "book",
        "--add-tag", "exam", "--remove-tag", "EVEN",
    ]  # fmt: skip
    assert bank("question", "set", "tag:even", *words, "--yes")[0] == 0
    found = count(
        bank, "difficulty:hard", "rating:4.5", "points:2", "status:review", "author:ada", "licence:cc0",
        "language:en", "category:Other", "document:Book", "tag:exam", "-tag:even",
    )  # fmt: skip
    assert found == 10
    assert bank("undo")[0] == 0
    assert bank("question", "export", "--all")[1] == before


def test_none_clears(bank: Run) -> None:
    assert bank("question", "set", "difficulty:easy", "--difficulty", "none", "--yes")[0] == 0
    assert count(bank, "difficulty:none") == 20
    assert bank("question", "set", "--all", "--status", "none", "--yes")[0] == 2


def test_tags_are_compared_without_case_and_keep_their_order_and_spelling(bank: Run) -> None:
    assert bank("question", "set", "tag:odd", "--add-tag", "ODD", "--add-tag", "new", "--yes")[0] == 0
    listed = bank("question", "list", "tag:odd", "--columns", "tags", "--limit", "1", "--format", "ndjson")[1]
    assert json.loads(listed)["tags"] == ["Odd", "keep", "new"]
    assert bank("question", "set", "tag:odd", "--tags", "x,y", "--yes")[0] == 0
    assert (count(bank, "tag:odd"), count(bank, "tag:x", "tag:y")) == (0, 10)
    assert bank("question", "set", "tag:x", "--clear-tags", "--yes")[0] == 0
    assert count(bank, "tag:none") == 10
    assert bank("db", "check")[0] == 0


@pytest.mark.parametrize("words", [("--expect", "9"), ("--expect", "11")])
def test_another_number_than_expected_is_refused(bank: Run, words: tuple[str, ...]) -> None:
    code, _, err = bank("question", "set", "tag:even", "-d", "hard", "--yes", *words)
    assert code == 1
    assert "10 questions are meant" in err
    assert count(bank, "difficulty:hard") == 0


def test_the_expected_number_goes_through(bank: Run) -> None:
    assert bank("question", "set", "tag:even", "-d", "hard", "--yes", "--expect", "10")[0] == 0
    assert count(bank, "difficulty:hard") == 10


def test_a_limit_takes_the_first_and_a_seed_draws_the_same_again(bank: Run) -> None:
    assert bank("question", "set", "--all", "-d", "hard", "--limit", "3", "--yes")[0] == 0
    first = bank("question", "list", "--limit", "3", "--format", "ids")[1]
    assert set(bank("question", "list", "difficulty:hard", "--format", "ids")[1].split()) == set(
        first.split()
    )
    drawn = [bank("question", "list", "--sample", "5", "--seed", "s", "--format", "ids")[1] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert bank("question", "set", "--all", "--rating", "5", "--sample", "5", "--seed", "s", "--yes")[0] == 0
    rated = bank("question", "list", "rating:5", "--format", "ids")[1]
    assert set(rated.split()) == set(drawn[0].split())


@pytest.mark.parametrize("how", ["ids", "tsv", "csv", "ndjson", "json"])
def test_what_a_listing_prints_is_a_selection(bank: Run, how: str) -> None:
    listed = bank("question", "list", "tag:even", "--format", how)[1]
    assert bank("question", "set", "-", "-d", "hard", "--yes", stdin=listed)[0] == 0
    assert count(bank, "difficulty:hard", "tag:even") == count(bank, "difficulty:hard") == 10


def test_stdin_and_a_query_must_both_hold(bank: Run) -> None:
    listed = bank("question", "list", "tag:even", "--format", "ids")[1]
    assert bank("question", "set", "-", "difficulty:easy", "--rating", "1", "--yes", stdin=listed)[0] == 0
    assert count(bank, "rating:1") == 3


def test_nothing_on_stdin_selects_nothing_says_so_and_is_no_failure(bank: Run) -> None:
    code, _, err = bank("question", "set", "-", "-d", "hard", "--yes", stdin="")
    assert code == 0
    assert "no question is meant" in err
    assert count(bank, "difficulty:hard") == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-d", "hard"), "which questions"),
        (("--all", "tag:x", "-d", "hard"), "mean two things"),
        (("--all",), "nothing says what to set"),
        (("3f2a91", "-d", "hard"), "id:3f2a91"),
        (("--all", "-d", "harder"), "easy, medium, hard"),
        (("--all", "--rating", "6"), "from 0 to 5"),
        (("--all", "--category", "Al", "--yes"), "All"),
        (("--all", "--tags", "x", "--clear-tags"), "mean two things"),
    ],
)
def test_a_change_that_is_not_clear_is_refused_with_what_would_be(
    bank: Run, words: tuple[str, ...], told: str
) -> None:
    before = bank("question", "export", "--all")[1]
    code, out, err = bank("question", "set", *words)
    assert code in (2, 4)
    assert out == ""
    assert told in err
    assert bank("question", "export", "--all")[1] == before
