"""Whatever is typed, nothing is a bug: what cannot be meant is refused in a line, and nothing is changed."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from qbank.cli import habits
from qbank.cli.command_line import first_fault, root_options, typed
from qbank.cli.exits import ExitCode
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.mistyped import hint_for
from qbank.cli.mistyped_command import known_words

Run = Callable[..., tuple[int, str, str]]
NO_UTF_8 = b"caf\xe9".decode("utf-8", "surrogateescape")
WORDS: tuple[tuple[str, ...], ...] = (
    ("question", "count", NO_UTF_8),
    ("question", "count", f"author:{NO_UTF_8}"),
    ("question", "show", f"ext:{NO_UTF_8}"),
    ("question", "add", NO_UTF_8),
    ("question", "add", "x", "--category", NO_UTF_8),
    ("question", "add", "x", "--author", NO_UTF_8),
    ("question", "add", "x", "--field", f"a={NO_UTF_8}"),
    ("question", "set", "--all", "--yes", "--author", NO_UTF_8),
    ("question", "set", "--all", "--yes", "--add-tag", NO_UTF_8),
    ("question", "list", "--sample", "2", "--seed", NO_UTF_8),
    ("category", "add", NO_UTF_8),
    ("category", "show", NO_UTF_8),
    ("document", "add", NO_UTF_8),
    ("document", "show", NO_UTF_8),
    ("trash", "restore", NO_UTF_8),
    ("undo", NO_UTF_8),
    ("undo", "²"),
    ("question", "count", "author:" + "*a" * 30_000),
    ("question", "list", "--columns", ","),
    ("question", "list", "--columns", "nosuch"),
    ("question", "list", "--sort", "tags"),
    ("question", "list", "--limit", "-1"),
    ("question", "add", "x", "--key", "²", "--choice", "a", "--choice", "b"),
    ("question", "add", "x", "--type", "numerical", "--answer", "1e999999999"),
    ("question", "add", "x", "--type", "numerical", "--answer", "NaN"),
    ("question", "add", "x", "--options", "[{"),
    ("question", "add", "x", "--options", '[{"text":"\\ud800"},{"text":"b"}]', "--type", "single_choice"),
    ("question", "add", "x", "--choice", "a", "--choice", "b"),
    ("question", "add", " "),
    ("question", "export", "--all", "--to", "xml"),
    ("question", "import", "-", "--map", "=x"),
    ("--color", "sometimes", "stats"),
    ("--wait", "soon", "stats"),
)


@pytest.mark.parametrize(
    "words", WORDS, ids=lambda words: " ".join(words)[:50].encode("ascii", "replace").decode()
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(qbank: Run, words: tuple[str, ...]) -> None:
    qbank("question", "add", "There before?", "--external-id", "e")
    before = qbank("question", "export", "--all")[1]
    code, out, said = qbank(*words)
    assert out == ""
    assert code in (ExitCode.USAGE, ExitCode.NOT_FOUND, ExitCode.BAD_DATA), said
    assert said.startswith("qbank: error: ")
    assert "bug" not in said
    assert qbank("question", "export", "--all")[1] == before


def test_a_number_no_bank_can_reach_means_all(qbank: Run) -> None:
    qbank("question", "add", "There?")
    for words in (["--limit"], ["--sample"]):
        assert len(qbank("question", "list", *words, "9" * 30, "--no-header")[1].splitlines()) == 1


MEANT = {
    "import f.json --into X": "qbank question import f.json --into X",
    "list": "qbank question list",
    "ls": "qbank question list",
    "ls -l": "qbank question list",
    "add 'What is it?'": "qbank question add 'What is it?'",
    "show 3f2a91": "qbank question show 3f2a91",
    "show": "qbank question show ID...",
    "edit ext:x --title t": "qbank question edit ext:x --title t",
    "rm tag:old": "qbank question delete tag:old",
    "rm -rf 3f2a91 4b5c6d": "qbank question delete id:3f2a91,4b5c6d --yes",
    "delete 3f2a91": "qbank question delete id:3f2a91",
    "find krebs cycle": "qbank search krebs cycle",
    "grep 'a b'": "qbank question list 'a b'",
    "export tag:x": "qbank question export tag:x",
    "count": "qbank question count",
    "set tag:x --difficulty hard": "qbank question set tag:x --difficulty hard",
    "categories": "qbank category list",
    "categories add X": "qbank category add X",
    "tags": "qbank tag list",
    "tag rm old": "qbank tag delete old",
    "field new topic": "qbank field define topic",
    "config unset wait": "qbank config set wait none",
    "banks": "qbank bank list",
    "init": "qbank db upgrade",
    "migrate": "qbank db upgrade",
    "backup there.db": "qbank db backup there.db",
    "version": "qbank --version",
    "redo": "qbank undo CHANGE",
    "redo 7": "qbank undo 7",
    "question ls": "qbank question list",
    "question new 'a?'": "qbank question add 'a?'",
    "question create 'a?'": "qbank question add 'a?'",
    "question rm tag:x": "qbank question delete tag:x",
    "question update-all tag:x": "qbank question set tag:x",
    "question find w": "qbank search w",
    "question search w": "qbank search w",
    "question tag tag:y foo": "qbank question set tag:y --add-tag foo",
    "question tag 3f2a foo": "qbank question set id:3f2a --add-tag foo",
    "category rm X": "qbank category delete X",
    "category ls": "qbank category list",
    "category rename A B": "qbank category edit A --name B",
    "category rename": "qbank category edit PATH --name NEW",
    "category create X": "qbank category add X",
    "category mkdir X/Y": "qbank category add X/Y",
    "db migrate": "qbank db upgrade",
    "log tag:x --csv": "qbank log list tag:x --format csv",
    "log --jsonl": "qbank log list --format ndjson",
    "question list --json": "qbank question list --format json",
    "--json question list": "qbank question list --format json",
    "list tag:x --csv": "qbank question list tag:x --format csv",
    "question export --all --json": "qbank question export --all --to json",
    "question import x --csv": "qbank question import x --from csv",
    "question list --yaml": "--format of `qbank question list` takes table, json, ndjson, csv, tsv, ids",
    "question list --format jsonl": "qbank question list --format ndjson",
    "question list --format=js": "qbank question list --format=json",
    "question list tag:x --format gift": "qbank question export tag:x --to gift",
    "category move Cells Biology": "qbank category move Cells --to Biology",
    "category move Cells": "qbank category move --help",
    "question list cell -limit 3": "qbank question list cell --limit 3",
    "question list cell -krebs": "qbank question list cell NOT krebs",
    "question count -Napoleon": "qbank question count NOT Napoleon",
    "question list tag:x --format xls": "qbank question export tag:x --to xlsx",
    "question list tag:x --format moodle": "qbank question export tag:x --to moodle-xml",
    "question export --all --format json": "qbank question export --all --to json",
    "question list --output 'a b.csv' -f csv": "qbank question list -f csv > 'a b.csv'",
    "question delete tag:x --force": "qbank question delete tag:x --yes",
    "category delete X --recursive": "qbank category delete X",
    "category delete X -rf": "qbank category delete X --yes",
    "question list --where \"difficulty = 'hard'\"": "qbank question list difficulty:hard",
    "question list --where krebs --limit 5": "qbank question list krebs --limit 5",
    "question list --tag x": "qbank question list tag:x",
    "question list --category 'Plant biology'": "qbank question list 'category:Plant biology'",
    "question list --difficulty=hard": "qbank question list difficulty:hard",
    "question set tag:x --title T": "--title is of one question: qbank question edit ID --title T; "
    "words in many texts: qbank question replace --help",
    "question set tag:x --text='a b' -n": "--stem is of one question: qbank question edit ID --stem 'a b'; "
    "words in many texts: qbank question replace --help",
    "question set tag:x --tag y": "qbank question set tag:x --add-tag y",
    "question set tag:x --difficulti hard": "qbank question set tag:x --difficulty hard",
    "question list --limits=5": "qbank question list --limit=5",
    "--formt csv question list": "qbank question list --format csv",
    "--no-color question list": "qbank --color never question list",
    "list tag:x --jsn": "qbank question list tag:x --format json",
    "questoin list": "qbank question list",
    "qestion lst tag:x": "qbank question list tag:x",
    "improt f --dryrun": "qbank question import f --dry-run",
    "tag:cell": "qbank question list tag:cell",
    "capitals.csv": "qbank question import capitals.csv",
    "list -tag:x --db other.db": "qbank --db other.db question list -tag:x",
    "--db postgresql://u:secret@h/x list": "qbank --db 'postgresql://u:***@h/x' question list",
    "list 'a\nb'": "qbank question list 'a␊b'",
    "foo": "qbank --help",
    "question foo": "qbank question --help",
    "question list --zzz": "qbank question list --help",
    "list --zzz": "qbank question list --help",
    "question duplicates --near": "qbank question duplicates --help",
    "question list --desc": "qbank question list --help",
    "question list --col stem": "qbank question list --columns stem",
    "convert a.gift -o b.csv": "qbank convert a.gift b.csv",
    "convert a.gift b.gift --output c.csv": "qbank convert a.gift b.gift c.csv",
    "undo 1 2": "qbank undo --help",
}


@pytest.mark.parametrize("line", MEANT)
def test_what_is_typed_by_habit_is_answered_with_the_right_line(qbank: Run, line: str) -> None:
    code, out, said = qbank(*shlex.split(line))
    assert (code, out) == (ExitCode.USAGE, "")
    error, hint = said.splitlines()
    assert error.startswith("qbank: error: ")
    assert hint == f"hint: {MEANT[line]}"


def test_a_line_that_begins_with_an_alias_is_put_right_too(qbank: Run, tmp_path: Path) -> None:
    alias = '[alias]\nhard = "question list difficulty:hard"\n'
    (tmp_path / "config.toml").write_text(alias, encoding="utf-8")
    assert "hint: qbank question list difficulty:hard --format json\n" in qbank("hard", "--json")[2]


@pytest.mark.parametrize("group", habits.COMMANDS)
def test_every_command_of_the_table_of_habits_is_one_there_is(group: str) -> None:
    assert group in ("", *GROUPS)
    for meant in habits.COMMANDS[group].values():
        fault = first_fault(typed(meant.split()))
        assert fault is None or fault.kind == "MissingParameter", meant


@pytest.mark.parametrize("group", habits.COMMANDS)
def test_no_habit_stands_in_the_way_of_a_command(group: str) -> None:
    there = known_words((group,)) if group else dict.fromkeys((*GROUPS, *COMMANDS), "")
    commands = {word for word, meant in there.items() if meant in ("", f"{group} {word}")}
    assert commands
    assert not commands & set(habits.COMMANDS[group])


def test_every_option_of_the_table_of_habits_is_one_that_some_command_has() -> None:
    options = {"-vv", *root_options()}
    for words in {words for group in GROUPS for words in known_words((group,)).values()} | set(COMMANDS):
        fault = first_fault(typed([*words.split(), "--no-such-option"]))
        options |= {*(fault.options if fault else ())}
    meant = {each.split()[0] for row in habits.OPTIONS.values() for each in row if each.startswith("-")}
    assert meant <= options


ODD = ("--format=x", "tag:a", "3f2a91", "-", "--", "", "-x", "--=", "a b", "\n", "[", "-tag:x", "5", "--db")
WORDS_TYPED = st.lists(
    st.sampled_from(
        [*habits.COMMANDS[""], *habits.OPTIONS, *GROUPS, *COMMANDS, *habits.VALUES, *ODD, *ODD, *GROUPS]
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(WORDS_TYPED)
def test_a_hint_is_one_line_whose_command_can_be_typed(words: list[str]) -> None:
    hint = hint_for(words)
    assert len(hint.splitlines()) == 1
    if hint.startswith("qbank ") and "␊" not in hint and "…" not in hint:
        fault = first_fault(typed(shlex.split(hint.partition(" > ")[0])[1:]))
        assert (
            fault is None or hint.endswith(("...", "--help")) or any(word.isupper() for word in hint.split())
        ), hint


def test_thousands_of_ids_do_not_fill_the_screen(qbank: Run) -> None:
    _, _, said = qbank("list", *["3f2a91b4"] * 5000)
    assert len(said) < 600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--choice a --answer b", "--choice and --answer make different questions"),
        ("--pair a=b --step c", "--pair and --step make different questions"),
        ("--answer b --key A", "--key marks choices, and --answer gives none"),
        ("--tolerance 0.1", "--tolerance is of an --answer"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(qbank: Run, words: str, said: str) -> None:
    question = qbank("question", "add", "There before?")[1].strip()
    for command in (("add", "Why?"), ("edit", question)):
        code, out, told = qbank("question", *command, *words.split())
        assert (code, out) == (ExitCode.USAGE, "")
        assert said in told
