"""How a question is shown is told by the option, the environment or the configuration."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def question_id(qbank: Run) -> str:
    return qbank("question", "add", "<p>Why?</p>", "--markup", "html", "--tag", "a", "-c", "X")[1].strip()


def test_the_environment_names_the_format(
    qbank: Run, question_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QBANK_FORMAT", "json")
    assert json.loads(qbank("question", "show", question_id)[1])["id"] == question_id
    assert qbank("question", "show", question_id, "--format", "ids")[1] == f"{question_id}\n"
    monkeypatch.setenv("QBANK_FORMAT", "nonsense")
    assert qbank("question", "show", question_id)[0] == ExitCode.CONFIGURATION


def test_the_configuration_names_the_format(process: Process, question_id: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('format = "ndjson"\n')
    assert json.loads(process("question", "show", question_id).stdout)["id"] == question_id


def test_an_id_is_also_taken_as_a_query_writes_it(qbank: Run, question_id: str) -> None:
    assert qbank("question", "show", f"id:{question_id[:8]}") == qbank("question", "show", question_id)


def test_without_a_word_it_is_written_for_a_reader_even_into_a_pipe(qbank: Run, question_id: str) -> None:
    assert qbank("question", "show", question_id)[1].startswith("Essay\n")


@pytest.mark.parametrize(("how", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_table_has_the_cells_of_a_listing(qbank: Run, question_id: str, how: str, delimiter: str) -> None:
    listed = qbank("question", "list", "--format", how)[1]
    assert qbank("question", "show", question_id, "--format", how)[1] == listed
    assert next(csv.DictReader(listed.splitlines(), delimiter=delimiter))["stem"] == "Why?"


def test_json_is_one_value_an_object_for_one_and_an_array_for_several(qbank: Run, question_id: str) -> None:
    other = qbank("question", "add", "How?", "--type", "essay")[1].strip()
    assert json.loads(qbank("question", "show", other, "--format", "json")[1])["id"] == other
    shown = qbank("question", "show", question_id, other, "--format", "json")[1]
    assert [each["id"] for each in json.loads(shown)] == [question_id, other]
    lines = qbank("question", "show", question_id, other, "--format", "ndjson")[1].splitlines()
    assert [json.loads(each)["id"] for each in lines] == [question_id, other]


@pytest.mark.parametrize("command", [("question", "show"), ("question", "diff"), ("log", "show")])
def test_the_help_says_that_a_pipe_gets_what_a_reader_does(qbank: Run, command: tuple[str, ...]) -> None:
    assert "[default: table, in a pipe too]" in " ".join(qbank(*command, "--help")[1].split())


@pytest.mark.parametrize("command", [("question", "diff"), ("log", "show")])
def test_the_help_offers_no_format_that_is_refused(
    qbank: Run, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "<table|json|ndjson>" in qbank(*command, "--help")[1]
    monkeypatch.setenv("QBANK_FORMAT", "csv")
    code, _, said = qbank(*command, "1")
    assert (code, "hint: say --format table, json or ndjson" in said) == (ExitCode.USAGE, True)


def test_ids_are_written_or_it_is_said_that_there_are_none(qbank: Run, question_id: str) -> None:
    change = json.loads(qbank("log", "--format", "json")[1])[0]["id"]
    assert qbank("log", "--format", "ids")[1] == f"{change}\n"
    code, _, said = qbank("question", "history", question_id, "--format", "ids")
    assert (code, said) == (
        ExitCode.USAGE,
        "qbank: error: what is listed has no ids\nhint: --columns version prints what names it\n",
    )
