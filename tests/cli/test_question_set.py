"""One value for many questions: seen first, agreed to, done in one statement, taken back by one undo."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from qbank.cli import stderr
from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]
Answers = Callable[..., list[str]]


@pytest.fixture
def six(qbank: Run, tmp_path: Path) -> None:
    """Six essays, q1 to q6; the even ones hard and tagged, the third retired."""
    lines = [
        {
            "kind": "question",
            "type": "essay",
            "stem": f"Question {number}?",
            "external_id": f"q{number}",
            "difficulty": "hard" if number % 2 == 0 else None,
            "tags": ["Even", "x"] if number % 2 == 0 else [],
            "status": "retired" if number == 3 else "ready",
        }
        for number in range(1, 7)
    ]
    file = tmp_path / "six.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "import", str(file))[0] == ExitCode.OK


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The statements that every engine is given meanwhile."""
    told: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield told
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer questions on a terminal; gives the list of those that are asked."""

    def answer(*answers: str | Callable[[], str]) -> list[str]:
        asked: list[str] = []
        left = list(answers)

        def ask_line(prompt: str) -> str:
            asked.append(prompt)
            given = left.pop(0)
            return given if isinstance(given, str) else given()

        monkeypatch.setattr(stderr, "can_ask", lambda: True)
        monkeypatch.setattr(stderr, "ask_line", ask_line)
        return asked

    return answer


def found(qbank: Run, *query: str, column: str = "external_id") -> list[str]:
    return qbank("question", "list", *query, "--columns", column, "--no-header")[1].splitlines()


@pytest.mark.usefixtures("six")
def test_one_statement_changes_the_rows_however_many(qbank: Run, statements: list[str]) -> None:
    assert qbank("question", "set", "--all", "--yes", "-d", "medium")[0] == ExitCode.OK
    written = [each.split()[:3] for each in statements if each.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == [
        ["INSERT", "INTO", "changes"],
        ["INSERT", "INTO", "change_rows"],
        ["UPDATE", "questions", "SET"],
    ]
    assert len(found(qbank, "difficulty:medium")) == 6


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize(
    ("options", "query", "count"),
    [
        (["--difficulty", "H"], "difficulty:hard", 6),
        (["--difficulty", "none"], "difficulty:none", 6),
        (["--rating", "4.5"], "rating:4.5", 6),
        (["--points", "2"], "points:2", 6),
        (["--status", "rev"], "status:review", 6),
        (["--author", "Ann Ä"], "author:ann a", 6),
        (["--licence", "CC0-1.0"], "licence:cc0-1.0", 6),
        (["--language", "pt-BR"], "language:pt-br", 6),
        (["--add-tag", "new,other"], "tag:new", 6),
        (["--remove-tag", "even"], "tag:even", 0),
        (["--tags", "a,b"], "tag:b", 6),
        (["--clear-tags"], "tag:any", 0),
        (["--tags", "None"], "tag:any", 0),
        (["--document", "none"], "document:none", 6),
    ],
)  # fmt: skip
def test_each_field_is_set_and_found_and_taken_back(
    qbank: Run, options: list[str], query: str, count: int
) -> None:
    before = qbank("question", "export", "--all")[1]
    assert qbank("question", "set", "--all", "--yes", *options)[0] == ExitCode.OK
    assert len(found(qbank, query)) == count
    assert qbank("db", "check")[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("six")
def test_what_is_so_already_keeps_its_version(qbank: Run) -> None:
    said = qbank("question", "set", "--all", "--yes", "-d", "hard", "--add-tag", "EVEN")[2]
    assert "3 questions changed; 3 are so already" in said
    assert found(qbank, "ext:q2", column="version") == ["1"]
    assert found(qbank, "ext:q1", column="version") == ["2"]
    assert found(qbank, "ext:q2", column="tags") == ["Even, x"]
    assert "nothing" in qbank("question", "set", "--all", "-d", "hard")[2]
    assert qbank("undo", "--dry-run")[2].startswith("would take back change 2")


@pytest.mark.usefixtures("six")
def test_a_dry_run_shows_before_and_after_and_changes_nothing(qbank: Run, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    code, out, said = qbank("question", "set", "tag:even", "-d", "easy", "--remove-tag", "x", "--dry-run")
    assert (code, out) == (ExitCode.OK, "")
    assert said.startswith(f"3 questions would change in {bank_path}\n")
    assert "Question 2?  difficulty: hard → easy, tags: Even, x → Even" in said
    assert said.endswith("dry run: nothing was changed\n")
    assert bank_path.read_bytes() == before


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_would_change_fits_the_line(qbank: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    qbank("question", "add", "What is told of " * 9)
    line = qbank("question", "set", "--all", "--difficulty", "medium", "--dry-run")[2].splitlines()[1]
    assert (len(line) <= width, line.split("  ")[3]) == (True, "difficulty: none → medium")


@pytest.mark.usefixtures("six")
def test_without_a_terminal_it_needs_a_yes(qbank: Run) -> None:
    code, out, said = qbank("question", "set", "ext:q1", "-d", "easy")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "change 1 question: that needs a yes" in said
    assert "hint: add --yes" in said
    assert found(qbank, "difficulty:easy") == []


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("answer", ["n\n", "\n", "", "yess\n"])
def test_anything_but_yes_changes_nothing(qbank: Run, answering: Answers, answer: str) -> None:
    asked = answering(answer)
    assert qbank("question", "set", "--all", "-d", "easy")[0] == ExitCode.NEGATIVE
    assert asked == ["change 6 questions? [y/N] "]
    assert found(qbank, "difficulty:easy") == []


@pytest.mark.usefixtures("six")
def test_a_few_are_changed_without_asking_on_a_terminal(qbank: Run, answering: Answers) -> None:
    asked = answering()
    assert qbank("question", "set", "ext:q1,q3,q5", "-d", "easy")[0] == ExitCode.OK
    assert asked == []
    assert len(found(qbank, "difficulty:easy")) == 3


@pytest.mark.usefixtures("six")
def test_a_bank_that_changed_meanwhile_is_asked_about_again(qbank: Run, answering: Answers) -> None:
    def meanwhile() -> str:
        start(["--quiet", "question", "delete", "ext:q1", "--yes"])
        return "y"

    asked = answering(meanwhile, "y")
    code, _, said = qbank("question", "set", "--all", "-d", "easy")
    assert code == ExitCode.OK
    assert asked == ["change 6 questions? [y/N] ", "change 5 questions? [y/N] "]
    assert "changed by another program meanwhile" in said
    assert len(found(qbank, "difficulty:easy")) == 5


@pytest.mark.usefixtures("six")
def test_another_number_than_expected_is_a_negative_answer(qbank: Run) -> None:
    for words in (["--yes"], ["--dry-run"]):
        code, _, said = qbank("question", "set", "tag:even", "-d", "easy", "--expect", "4", *words)
        assert code == ExitCode.NEGATIVE
        assert "3 questions are meant, not 4; nothing was changed" in said
    assert qbank("question", "set", "tag:even", "-d", "easy", "--expect", "3", "--yes")[0] == ExitCode.OK
    assert qbank("question", "delete", "--all", "--expect", "5", "--yes")[0] == ExitCode.NEGATIVE


@pytest.mark.usefixtures("six")
def test_a_limit_takes_the_first_and_a_sample_is_drawn_again_by_its_seed(qbank: Run) -> None:
    qbank("question", "set", "--all", "--limit", "2", "--yes", "--rating", "1")
    assert found(qbank, "rating:1") == ["q1", "q2"]
    said = qbank("question", "set", "--all", "--sample", "3", "--yes", "--rating", "2")[2]
    assert said.startswith("drawn with --seed ")
    seed = said.split()[3]
    drawn = sorted(found(qbank, "rating:2"))
    assert len(drawn) == 3
    # A listing draws from the retired too only where it names a status.
    assert sorted(found(qbank, "status:ready,retired", "--sample", "3", "--seed", seed)) == drawn
    qbank("question", "delete", "--all", "--sample", "3", "--seed", seed, "--yes")
    assert sorted(found(qbank)) == sorted({f"q{number}" for number in range(1, 7)} - set(drawn))


@pytest.mark.usefixtures("six")
def test_ids_from_stdin_are_what_is_meant(qbank: Run) -> None:
    ids = qbank("question", "list", "tag:even", "--format", "ids")[1]
    assert qbank("question", "set", "-", "--yes", "-d", "easy", stdin=ids)[0] == ExitCode.OK
    assert found(qbank, "difficulty:easy") == ["q2", "q4", "q6"]
    table = qbank("question", "list", "--format", "csv")[1]
    assert qbank("question", "set", "-", "tag:none", "--yes", "-d", "medium", stdin=table)[0] == ExitCode.OK
    assert found(qbank, "difficulty:medium") == ["q1", "q3", "q5"]


@pytest.mark.usefixtures("six")
def test_an_empty_stdin_means_no_question_and_is_no_failure(qbank: Run) -> None:
    for words in (
        ["set", "-", "-d", "easy"],
        ["set", "-", "-d", "easy", "--yes"],
        ["delete", "-"],
        ["list", "-"],
    ):
        code, _, said = qbank("question", *words, stdin="")
        assert code == ExitCode.OK
        assert "no question is meant" in said or words[0] == "list"
    assert qbank("question", "count")[1] == "6\n"


@pytest.mark.usefixtures("six")
def test_what_is_not_said_clearly_is_refused(qbank: Run) -> None:
    for words, reason in (
        (["-d", "easy", "--yes"], "which questions?"),
        (["--all", "tag:x", "-d", "easy"], "mean two things"),
        (["--all", "--yes"], "nothing says what to set"),
        (["--all", "--tags", "a", "--clear-tags"], "mean two things"),
        (["--all", "-d", "hrd"], "there is no difficulty 'hrd'"),
        (["--all", "--rating", "7"], "from 0 to 5"),
        (["--all", "--status", "none"], "cannot be none"),
        (["--all", "--status", "r"], "could be review or ready or retired"),
        (["--all", "--status", ""], "--status is given nothing"),
        (["--all", "--author", " "], "to take it away: --author none"),
        (["--all", "--points", "-1"], "points cannot be -1"),
        (["--all", "--points", "1,500"], "a comma may part thousands"),
        (["--all", "--add-tag", "b,X", "--remove-tag", "x"], "'X' is to be added and to be taken away"),
        (["--all", "--rating", "5", "--add-tag", ""], "the name of a tag is empty"),
        (["--all", "--tags", ""], "--clear-tags"),
        (["--all", "--tags", " , "], "--clear-tags"),
        (["--all", "--rating", "5", "--add-tag", ","], "the name of a tag is empty"),
        (["3f2a", "-d", "easy"], "may be an id or a word"),
        (["3f2a91bc-4a0e", "-d", "easy"], "may be an id or a word"),
    ):
        code, out, said = qbank("question", "set", *words)
        assert (code, out) == (ExitCode.USAGE, ""), words
        assert reason in said
    assert qbank("question", "set", "--all", "--category", "Nowhere", "--yes")[0] == ExitCode.NOT_FOUND
    assert qbank("question", "set", "--all", "--document", "Nowhere", "--yes")[0] == ExitCode.NOT_FOUND
    assert qbank("question", "set", "face", "-d", "easy", "--yes")[2] == "no question is meant\n"


@pytest.mark.usefixtures("six")
def test_a_number_with_a_decimal_comma_is_read_as_a_file_of_values_reads_it(qbank: Run) -> None:
    assert qbank("question", "set", "--all", "--yes", "--points", "1,5")[0] == ExitCode.OK
    assert set(found(qbank, column="points")) == {"1.5"}


def test_a_change_of_what_is_not_there_makes_no_bank(qbank: Run, tmp_path: Path) -> None:
    there = tmp_path / "no" / "bank.db"
    for words in (
        ["set", "--all", "-d", "easy", "--yes"],
        ["delete", "--all", "--yes"],
        ["edit", "abcd", "--rating", "1"],
    ):
        assert qbank("--db", str(there), "question", *words)[0] == ExitCode.BAD_DATA
    assert not there.parent.exists()


@pytest.mark.usefixtures("six")
def test_moving_and_naming_a_document_goes_by_name(qbank: Run) -> None:
    qbank("category", "add", "A/B")
    qbank("document", "add", "Book")
    qbank("question", "set", "tag:even", "--yes", "--category", "a/b", "--document", "book")
    assert found(qbank, "category:=A/B", "document:Book") == ["q2", "q4", "q6"]
    assert qbank("undo")[0] == ExitCode.OK
    assert found(qbank, "category:A") == []


def test_what_is_drawn_to_be_changed_is_what_a_list_draws(qbank: Run, tmp_path: Path) -> None:
    lines = [
        f'{{"kind":"question","type":"essay","stem":"Why {number} {status}?","status":"{status}"}}'
        for number in range(6)
        for status in ("ready", "retired")
    ]
    (tmp_path / "some.ndjson").write_text("\n".join(lines))
    assert qbank("question", "import", str(tmp_path / "some.ndjson"))[0] == 0
    drawn = ("why", "--sample", "4", "--seed", "s")
    listed = qbank("question", "list", *drawn, "--format", "ids")[1].split()
    code, _, said = qbank("question", "set", *drawn, "--difficulty", "hard", "--yes")
    assert (code, "left out 6 retired questions" in said) == (0, True)
    assert sorted(qbank("question", "list", "difficulty:hard", "--format", "ids")[1].split()) == sorted(
        listed
    )


@pytest.mark.usefixtures("six")
def test_a_category_in_a_query_is_a_mistake_of_the_query_and_by_itself_one_that_is_not_found(
    qbank: Run,
) -> None:
    for words in (["list", "category:Nope"], ["set", "category:Nope", "-d", "easy", "--yes"]):
        assert qbank("question", *words)[0] == ExitCode.USAGE
    assert qbank("question", "set", "--all", "--category", "Nope", "--yes")[0] == ExitCode.NOT_FOUND
    assert qbank("category", "show", "Nope")[0] == ExitCode.NOT_FOUND
    assert qbank("question", "list", "tag:nope")[0] == ExitCode.OK
