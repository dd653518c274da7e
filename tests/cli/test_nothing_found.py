"""What a person is told of a query that found nothing, and what a script is not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qbank.cli import stderr
from qbank.cli.groups import COMMANDS, GROUPS, command_named

pytestmark = pytest.mark.both_engines
Run = Callable[..., tuple[int, str, str]]
ASKING = {
    "question list tag:labb",
    "question list tag:labb --format json",
    "question list tag:labb --format table",
    "question count tag:labb",
    "question set tag:labb --rating 5 --yes",
    "question set tag:labb --rating 5 --dry-run",
    "question replace tag:labb --find a --with b --yes",
    "question delete tag:labb --yes",
    "question duplicates tag:labb",
    "question export tag:labb",
    "question export tag:labb --to gift",
    "question open tag:labb --output -",
    "note add tag:labb redraw --yes",
    "note list tag:labb",
    "media extract tag:labb",
    "log list tag:labb",
    "stats tag:labb",
    "stats tag:labb --by type --format table",
    "search tag:labb why --format table",
    "search tag:labb why --format ids",
}


def every_command() -> Iterator[tuple[tuple[str, ...], Any]]:
    for group in GROUPS:
        for name, command in command_named(group).commands.items():
            yield (group, name), command
    for name in COMMANDS:
        yield (name,), command_named(name)


@pytest.fixture
def filled(qbank: Run) -> Run:
    qbank(
        *("question", "add", "Why?", "--type", "essay", "--tag", "Lab", "--author", "Ann Lee"),
        *("--field", "bloom=apply", "--language", "en"),
    )
    qbank("document", "add", "Campbell Biology")
    return qbank


@pytest.fixture
def seen(filled: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A bank whose stderr somebody reads."""
    monkeypatch.setattr(stderr, "is_terminal", lambda: True)
    return filled


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("tag:labb", "no question has tag:labb; did you mean tag:lab?"),
        ("tag:=labb", "no question has tag:=labb; did you mean tag:lab?"),
        ("tag:zzz", "no question has tag:zzz; `qbank tag list` lists what there is"),
        ("document:campbel", "no question has document:campbel; did you mean 'document:Campbell Biology'?"),
        ("author:Ann", "no question has author:Ann; did you mean 'author:Ann Lee'?"),
        ("field.blom:apply", "no question has field.blom:apply; did you mean the field bloom?"),
        ("field.foo:1", "no question has field.foo:1; `qbank field list` lists the fields there are"),
        (
            "field.bloom:aply",
            "no question has field.bloom:aply; `qbank stats --by field.bloom` counts the values there are",
        ),
        (
            "change:999",
            "no question was touched by change:999; the newest change is 2, `qbank log` lists them",
        ),
        ("import:zz", "no question has import:zz"),
        ("why=not", None),
        ("rating:5", None),
        ("author:Zz*", None),
        ("difficulty=hard", "'difficulty=hard' is searched for as words; a field is written difficulty:hard"),
    ],
)
def test_what_no_question_has_is_named_with_what_comes_near(seen: Run, term: str, hint: str | None) -> None:
    assert seen("question", "count", term) == (0, "0\n", "" if hint is None else f"hint: {hint}\n")


@pytest.mark.parametrize("line", sorted(ASKING))
def test_every_command_that_takes_a_query_tells_it(seen: Run, line: str) -> None:
    code, _, said = seen(*line.split())
    assert code == 0
    assert said.splitlines().count("hint: no question has tag:labb; did you mean tag:lab?") == 1
    assert said.count("hint:") == 1


def test_no_command_that_takes_a_query_is_forgotten() -> None:
    taking = {
        " ".join(words)
        for words, command in every_command()
        if any("QUERY" in (each.metavar or "") for each in command.params)
    }
    # An editor wants a terminal; an update whose rows name nothing fails, with a hint of its own; a query
    # that is kept may find nothing until it is needed.
    assert taking - {"question edit", "question update", "saved add", "saved edit"} == {
        next(name for name in sorted(taking, key=len, reverse=True) if line.startswith(name))
        for line in ASKING
    }


def test_a_script_and_one_who_wants_quiet_are_told_nothing(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = filled("question", "list", "tag:labb", "--format", "json")
    assert told == (0, "[]\n", "")
    monkeypatch.setattr(stderr, "is_terminal", lambda: True)
    assert filled("--quiet", "question", "list", "tag:labb", "--format", "json") == told
    assert filled("question", "count", "tag:lab") == (0, "1\n", "")


def test_no_more_is_told_than_is_read(seen: Run) -> None:
    said = seen("question", "count", "tag:a1,b1", "tag:c1", "OR", "tag:d1", "OR", "tag:e1")[2]
    assert [line.split(";")[0] for line in said.splitlines()] == [
        "hint: no question has tag:a1,b1",
        "hint: no question has tag:c1",
        "hint: no question has tag:d1",
    ]
