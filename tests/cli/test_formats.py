"""`qbank formats`: the table is what the modules declare."""

import json
from collections.abc import Callable

import pytest

from qbank.cli.exits import ExitCode
from qbank.formats import other_formats, registry
from qbank.formats.losses import PARTS

Run = Callable[..., tuple[int, str, str]]


def listed(qbank: Run, *words: str) -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in json.loads(qbank("formats", "--format", "json", *words)[1])}


def test_the_table_says_which_way_each_format_goes_and_what_is_lost(qbank: Run) -> None:
    found = listed(qbank)
    for name, row in found.items():
        known = registry.format_named(name)
        assert (row["reads"], row["writes"]) == (known.reads, known.writes)
        assert (row["lost"] is None) is not known.writes
    assert found["ndjson"]["lost"] == []
    assert "tags" in str(found["html"]["lost"])


def test_formats_that_are_only_recognised_are_listed_on_demand(qbank: Run) -> None:
    assert set(listed(qbank)) == {
        each.name for each in registry.all_formats().values() if each.reads or each.writes
    }
    assert set(listed(qbank, "--all")) == set(registry.all_formats())


@pytest.mark.usefixtures("flashcards")
def test_one_format_is_told_in_full(qbank: Run) -> None:
    code, out, _ = qbank("formats", "flashcards", "--format", "table")
    assert code == ExitCode.OK
    told = dict(line.split("  ", 1) for line in out.splitlines())
    assert told["types"].strip() == "short_answer"
    assert told["from"].strip() == "qbank-flashcards"
    assert told["option"].strip() == "tags=yes|no: Whether tags are written. [default: yes]"
    whole = json.loads(qbank("formats", "flashcards", "--format", "json")[1])
    assert set(whole["holds"]) | set(whole["lost"]) == set(PARTS)
    assert whole["options"][0]["values"] == ["yes", "no"]


def test_a_format_that_is_not_read_yet_tells_what_to_do_instead(qbank: Run) -> None:
    whole = qbank("formats", "apkg", "--format", "table")[1]
    assert "in Anki, export the notes as plain text" in whole


def test_what_a_missing_install_needs_is_said(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.EXTRAS, "html", ("no_such_module",))
    assert listed(qbank)["html"]["installed"] is False
    assert "pip install 'qbank[html]' (not installed)" in qbank("formats", "html", "--format", "table")[1]


def test_a_broken_package_is_said_and_hides_nothing(qbank: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_formats, "found", lambda: ({}, {"worse": "pkg: ImportError: no x"}))
    code, out, said = qbank("formats", "--columns", "name")
    assert (code, "ndjson" in out) == (ExitCode.OK, True)
    assert said == "qbank: warning: the format worse cannot be used: pkg: ImportError: no x\n"


def test_a_wrong_name_and_ids_are_refused(qbank: Run) -> None:
    assert qbank("formats", "gfit")[0] == ExitCode.USAGE
    assert qbank("formats", "--format", "ids")[0] == ExitCode.USAGE
