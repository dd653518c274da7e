import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli import category, document, stderr
from qbank.cli.arguments import arranged
from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qbank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line on a bank of its own: its exit code, what it wrote and what it said."""
    monkeypatch.setenv("QBANK_DB", str(tmp_path / "bank.db"))
    monkeypatch.setenv("QBANK_CONFIG", str(tmp_path / "config.toml"))

    def run(*words: str) -> tuple[int, str, str]:
        code = start(words)
        return code, *capfd.readouterr()

    return run


def test_add_prints_the_id_of_each_path_and_says_what_was_made(qbank: Run) -> None:
    code, out, said = qbank("category", "add", "Biology/Cells", "Chemistry")
    assert code == ExitCode.OK
    ids = out.split()
    assert [len(each) for each in ids] == [36, 36]
    assert [line for line in said.splitlines() if line.startswith("added")] == [
        "added category Chemistry",
        "added category Biology",
        "added category Biology/Cells",
    ]
    assert qbank("category", "list", "--format", "ids")[1].split()[1] == ids[0]


def test_a_category_that_is_there_is_a_conflict_with_a_hint(qbank: Run) -> None:
    qbank("category", "add", "A B")
    code, out, said = qbank("category", "add", "a b")
    assert (code, out) == (ExitCode.CONFLICT, "")
    assert said.splitlines() == [
        "qbank: error: there is a category 'A B' already",
        "hint: see it with `qbank category show 'A B'`",
    ]


def test_a_list_in_a_pipe_is_a_row_a_category(qbank: Run) -> None:
    qbank("category", "add", "A/B", "--color", "ff0000", "--description", "x\ty")
    head, upper, lower = qbank("category", "list")[1].splitlines()
    assert head == "id\tpath\tquestions\ttotal\tcolor\tdescription"
    assert upper.split("\t")[1:] == ["A", "0", "0", "#3B82F6", ""]
    assert lower.split("\t")[1:] == ["A/B", "0", "0", "#FF0000", "x\\ty"]
    assert qbank("category", "list", "--no-header", "--columns", "path")[1] == "A\nA/B\n"


def test_objects_of_a_list_have_preferences_and_moments_too(qbank: Run) -> None:
    qbank("category", "add", "A")
    qbank("category", "set", "A", "points=2", "tags=a,b")
    found = json.loads(qbank("category", "list", "--format", "ndjson")[1])
    assert found["kind"] == "category"
    assert found["preferences"] == {"points": 2.0, "tags": ["a", "b"]}
    assert found["created_at"].endswith("Z")


def test_a_table_draws_the_tree(qbank: Run) -> None:
    qbank("category", "add", "A/B/C", "A/D", "E")
    out = qbank("category", "list", "--format", "table")[1]
    drawn = [line.partition(" 0 ")[0].strip() for line in out.splitlines() if " 0 " in line]
    assert drawn == ["A", "├─ B", "│  └─ C", "└─ D", "E"]
    assert "●" not in out
    assert "●" in qbank("--color", "always", "category", "list", "--format", "table")[1]


def test_show_tells_where_a_default_comes_from(qbank: Run) -> None:
    qbank("category", "add", "A/B")
    qbank("category", "set", "A", "difficulty=h")
    qbank("category", "set", "A/B", "language=en")
    code, out, _ = qbank("category", "show", "a/b", "--format", "table")
    assert code == ExitCode.OK
    assert "default difficulty  hard (from A)\n" in out
    assert "default language    en\n" in out
    whole = json.loads(qbank("category", "show", "A/B", "--format", "json")[1])
    assert whole["preferences"] == {"language": "en"}
    assert whole["inherited"] == {"difficulty": {"value": "hard", "from": "A"}}


def test_edit_and_move_say_the_new_path(qbank: Run) -> None:
    qbank("category", "add", "A/B", "C")
    assert qbank("category", "edit", "A/B", "--name", "D")[2] == "A/B is A/D now\n"
    assert qbank("category", "move", "A/D", "--to", "c")[2] == "A/D is C/D now\n"
    assert qbank("category", "move", "C/D", "--to", "C")[2] == "C/D: nothing to change\n"


def test_none_takes_a_description_away(qbank: Run) -> None:
    qbank("category", "add", "A", "--description", "x")
    assert qbank("category", "edit", "A", "--description", "none")[2] == "A: changed description\n"
    assert json.loads(qbank("category", "show", "A", "--format", "json")[1])["description"] is None


def test_an_edit_that_says_nothing_names_its_options(qbank: Run) -> None:
    qbank("category", "add", "A")
    code, _, said = qbank("category", "edit", "A")
    assert code == ExitCode.USAGE
    assert "hint: use --name" in said


def test_set_refuses_an_unknown_key_and_names_those_there_are(qbank: Run) -> None:
    qbank("category", "add", "A")
    code, _, said = qbank("category", "set", "A", "license=x")
    assert code == ExitCode.USAGE
    assert "hint: the nearest first: licence," in said


def test_unset_of_what_is_not_set_is_not_found(qbank: Run) -> None:
    qbank("category", "add", "A")
    assert qbank("category", "unset", "A", "language")[0] == ExitCode.NOT_FOUND
    qbank("category", "set", "A", "language=en")
    assert qbank("category", "unset", "A", "language")[0] == ExitCode.OK


def test_what_changes_a_category_makes_no_bank(qbank: Run, tmp_path: Path) -> None:
    for words in (["edit", "A", "--name", "B"], ["set", "A", "points=1"], ["delete", "A", "--yes"]):
        assert qbank("category", *words)[0] == ExitCode.BAD_DATA
    assert list(tmp_path.iterdir()) == []


def test_delete_without_a_terminal_needs_yes_and_does_nothing(qbank: Run) -> None:
    qbank("category", "add", "A/B")
    code, out, said = qbank("category", "delete", "A")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "category A with 1 category below it and 0 questions" in said
    assert "hint: add --yes" in said
    code, _, said = qbank("category", "delete", "A", "--dry-run")
    assert (code, said.splitlines()[-1]) == (ExitCode.OK, "dry run: nothing was changed")
    assert len(qbank("category", "list", "--format", "ids")[1].split()) == 2
    assert qbank("category", "delete", "A", "--yes")[0] == ExitCode.OK
    assert qbank("category", "list", "--format", "ids")[1] == ""


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 0), ("\n", 1, 1), ("", 1, 1)])
def test_delete_asks_on_a_terminal(
    qbank: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, left: int
) -> None:
    qbank("category", "add", "A")
    monkeypatch.setattr(stderr, "can_ask", lambda: True)
    monkeypatch.setattr(stderr, "ask_line", lambda prompt: answer)
    assert qbank("category", "delete", "A")[0] == code
    assert len(qbank("category", "list", "--format", "ids")[1].split()) == left


def test_delete_asks_again_where_the_bank_changed_while_it_asked(
    qbank: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    qbank("category", "add", "A")
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        if len(asked) == 1:
            start(["category", "add", "A/B"])
        return "y"

    monkeypatch.setattr(stderr, "can_ask", lambda: True)
    monkeypatch.setattr(stderr, "ask_line", answer)
    assert qbank("category", "delete", "A")[0] == ExitCode.OK
    assert ["below it" in prompt for prompt in asked] == [False, True]
    assert qbank("category", "list", "--format", "ids")[1] == ""


def test_a_categorys_colour_is_not_taken_for_that_of_the_output() -> None:
    words = ["category", "add", "A", "--color", "ff0000"]
    assert arranged(words) == words
    assert arranged(["category", "edit", "A", "--color=ff0000"]) == [
        "category",
        "edit",
        "A",
        "--color=ff0000",
    ]
    assert arranged(["category", "list", "--color", "always"]) == ["--color", "always", "category", "list"]
    assert arranged(["category", "list", "--color=never"]) == ["--color=never", "category", "list"]


def test_every_command_has_help_with_an_example() -> None:
    for group in (category.app, document.app):
        for command in group.registered_commands:
            assert command.callback is not None
            assert "Example: qbank" in (command.callback.__doc__ or ""), command.name


@pytest.mark.parametrize("group", ["category", "document"])
def test_help_loads_no_database(group: str) -> None:
    program = (
        "import sys; from qbank.cli.process import start; start([sys.argv[1], '--help']);"
        "sys.exit(bool({'sqlalchemy', 'alembic'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program, group], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
