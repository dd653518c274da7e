"""Importing a file again whose questions name the document they come from themselves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Bring = Callable[..., str]


def asked(stem: str, document: str = "D") -> dict[str, Any]:
    return {"kind": "question", "type": "essay", "stem": stem, "document": document}


LEAF, ROOT, BARK = map(asked, ("Why are leaves green?", "What are roots good for?", "What is bark made of?"))


@pytest.fixture
def bring(qbank: Run, tmp_path: Path) -> Bring:
    """Import documents as a file; gives what was said."""

    def brought(name: str, *documents: Any, options: tuple[str, ...] = ()) -> str:
        file = tmp_path / name
        file.write_text("".join(json.dumps(each) + "\n" for each in documents))
        code, _, said = qbank("question", "import", str(file), *options)
        assert code == ExitCode.OK
        return said

    return brought


def stems(qbank: Run, *query: str) -> set[str]:
    lines = qbank("question", "list", *query, "--format", "ndjson")[1].splitlines()
    return {json.loads(line)["stem"] for line in lines}


def test_what_is_gone_is_told_where_the_questions_name_their_document(qbank: Run, bring: Bring) -> None:
    bring("a.ndjson", LEAF, ROOT)
    assert "1 gone from the file" in bring("a.ndjson", LEAF)
    assert stems(qbank, "status:retired") == set()


def test_what_is_missing_is_retired_where_the_questions_name_their_document(qbank: Run, bring: Bring) -> None:
    bring("a.ndjson", LEAF, ROOT)
    assert "1 of them retired" in bring("a.ndjson", LEAF, options=("--retire-missing",))
    assert stems(qbank, "status:retired") == {ROOT["stem"]}
    qbank("undo")
    assert stems(qbank, "status:retired") == set()


def test_a_file_speaks_only_for_what_it_brought_of_a_document_other_files_name(
    qbank: Run, bring: Bring
) -> None:
    bring("a.ndjson", LEAF, ROOT)
    bring("b.ndjson", BARK)
    assert "gone" not in bring("b.ndjson", BARK, options=("--retire-missing",))
    bring("a.ndjson", LEAF, options=("--retire-missing",))
    assert stems(qbank, "status:retired") == {ROOT["stem"]}


def test_each_document_that_a_file_names_is_looked_at(qbank: Run, bring: Bring) -> None:
    other = asked("What is a cell?", "E"), asked("What is a wall?", "E")
    bring("a.ndjson", LEAF, ROOT, *other)
    bring("a.ndjson", LEAF, other[0], options=("--retire-missing",))
    assert stems(qbank, "status:retired") == {ROOT["stem"], other[1]["stem"]}


def test_a_renamed_file_is_known_by_what_most_of_its_questions_say(qbank: Run, bring: Bring) -> None:
    bring("a.ndjson", LEAF, ROOT, BARK)
    bring("later.ndjson", LEAF, BARK, options=("--retire-missing",))
    assert stems(qbank, "status:retired") == {ROOT["stem"]}


def test_nothing_to_compare_with_is_said_where_what_is_missing_is_to_be_retired(
    qbank: Run, bring: Bring
) -> None:
    bring("a.ndjson", LEAF, ROOT)
    assert "nothing is retired" in bring("other.ndjson", BARK, options=("--retire-missing",))
    assert stems(qbank, "status:retired") == set()


def test_an_export_that_names_a_document_speaks_for_no_more_than_it_holds(qbank: Run, bring: Bring) -> None:
    bring("a.ndjson", LEAF, ROOT)
    export = qbank("question", "export", "leaves", "--to", "ndjson")[1].splitlines()
    bring("part.ndjson", *map(json.loads, export), options=("--retire-missing",))
    assert stems(qbank, "status:retired") == set()


def test_the_imports_of_a_document_that_questions_name_are_counted(qbank: Run, bring: Bring) -> None:
    bring("a.ndjson", LEAF)
    bring("b.ndjson", ROOT)
    [listed] = qbank("document", "list", "--format", "ndjson")[1].splitlines()
    assert json.loads(listed)["imports"] == 2
    shown = json.loads(qbank("document", "show", "D", "--format", "json")[1])
    assert {each["file_name"] for each in shown["imports"]} == {"a.ndjson", "b.ndjson"}
    assert "what is known of 2 imports" in qbank("document", "delete", "D", "--dry-run")[2]
