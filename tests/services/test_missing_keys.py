"""A question that lacks its key stays a draft, whoever would make it more."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

Run = Callable[..., tuple[int, str, str]]

KEYLESS: list[dict[str, Any]] = [
    {"type": "single_choice", "options": [{"text": "a"}, {"text": "b"}]},
    {"type": "true_false", "options": [{"text": "True"}, {"text": "False"}]},
    {"type": "short_answer", "options": []},
    {"type": "numerical", "options": [{"fraction": 1.0}]},
    {"type": "matching", "options": [{"left": "", "right": "x"}]},
    {"type": "hotspot", "options": [{"shape": "point", "coordinates": [1, 2]}]},
    {
        "type": "cloze",
        "stem": "[[a]] [[b]]",
        "options": [
            {"name": "a", "kind": "short", "answers": [{"text": "x"}]},
            {"name": "b", "kind": "short", "answers": []},
        ],
    },
]
KEYED: list[dict[str, Any]] = [
    {"type": "single_choice", "options": [{"text": "a", "fraction": 1.0}, {"text": "b"}]},
    {"type": "single_choice", "options": [{"text": "", "fraction": 1.0}, {"text": "b"}]},
    {"type": "essay"},
    {"type": "numerical", "options": [{"value": 2}]},
]


@pytest.fixture
def drafts(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "drafts.ndjson"
    lines = [
        {"stem": f"Which {place}?", **each, "status": "draft", "category": name}
        for name, questions in (("No", KEYLESS), ("Yes", KEYED))
        for place, each in enumerate(questions)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "import", str(file))[0] == 0
    assert qbank("question", "count", "category:No")[1] == f"{len(KEYLESS)}\n"


def test_set_leaves_them_out_and_says_which(qbank: Run, drafts: None) -> None:
    code, _, said = qbank("question", "set", "--all", "--yes", "--status", "ready")
    assert code == 3
    assert f"{len(KEYLESS)} questions stay drafts for want of a key" in said
    assert "no choice earns points" in said
    assert "gap 'b' accepts nothing" in said or "more" in said
    assert qbank("question", "count", "status:draft")[1] == f"{len(KEYLESS)}\n"
    assert qbank("question", "count", "status:ready")[1] == f"{len(KEYED)}\n"


@pytest.mark.parametrize("status", ["review", "ready", "retired"])
def test_where_all_lack_it_nothing_is_done_and_that_is_an_error(
    qbank: Run, drafts: None, status: str
) -> None:
    code, _, said = qbank(
        "question", "set", "category:No", "--yes", "--status", status, "--difficulty", "hard"
    )
    assert code == 65
    assert "nothing was changed" in said
    assert qbank("question", "count", "difficulty:hard")[1] == "0\n"


def test_what_else_is_set_of_a_draft_is_set(qbank: Run, drafts: None) -> None:
    words = ("question", "set", "category:No", "--yes", "--status", "draft", "--difficulty", "hard")
    assert qbank(*words)[0] == 0
    assert qbank("question", "count", "difficulty:hard")[1] == f"{len(KEYLESS)}\n"


def test_an_update_refuses_their_rows(qbank: Run, drafts: None, tmp_path: Path) -> None:
    ids = qbank("question", "list", "--format", "ids")[1].split()
    file = tmp_path / "values.csv"
    file.write_text("id,status\n" + "".join(f"{id_},ready\n" for id_ in ids))
    code, _, said = qbank("question", "update", str(file), "--yes")
    assert code == 65
    assert "it can be a draft only: no key" in said
    assert qbank("question", "update", str(file), "--yes", "--on-error", "skip")[0] == 3
    assert qbank("question", "count", "status:ready")[1] == f"{len(KEYED)}\n"


def test_an_edit_refuses_one_and_so_does_an_import_of_a_line_that_says_ready(
    qbank: Run, drafts: None, tmp_path: Path
) -> None:
    one = qbank("question", "list", "type:short_answer", "--format", "ids")[1].strip()
    assert qbank("question", "edit", one, "--status", "ready")[0] == 65
    file = tmp_path / "more.ndjson"
    file.write_text('{"type": "short_answer", "stem": "New?", "options": [], "status": "ready"}\n')
    code, _, said = qbank("question", "import", str(file))
    assert code == 65
    assert "no key: no accepted answer; a draft alone may lack it, and its status is ready" in said


@pytest.mark.parametrize("asked", [[], ["--status", "ready"]])
def test_an_import_of_one_that_says_no_status_makes_a_draft_and_says_so(
    qbank: Run, tmp_path: Path, asked: list[str]
) -> None:
    file = tmp_path / "more.ndjson"
    file.write_text('{"type": "essay", "stem": "Why?"}\n{"type": "short_answer", "stem": "New?"}\n')
    code, _, said = qbank("question", "import", str(file), *asked)
    assert code == 0
    assert "more.ndjson:2: no key: no accepted answer: read as a draft" in said
    assert qbank("question", "count", "status:draft")[1] == qbank("question", "count", "status:ready")[1]


def test_a_category_whose_new_questions_are_ready_still_gets_them_as_drafts(
    qbank: Run, tmp_path: Path
) -> None:
    file = tmp_path / "more.ndjson"
    file.write_text(
        '{"kind": "category", "path": "A", "preferences": {"status": "ready"}}\n'
        '{"type": "short_answer", "stem": "New?", "category": "A"}\n'
    )
    assert qbank("question", "import", str(file))[0] == 0
    assert qbank("question", "count", "status:draft")[1] == "1\n"


def test_a_key_given_here_is_kept_when_the_file_without_it_comes_again(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("question,A,B,answer\nOne?,x,y,A\nTwo?,x,y,\n")
    assert qbank("question", "import", str(file))[0] == 0
    one = qbank("question", "list", "status:draft", "--format", "ids")[1].strip()
    options = '[{"id": "a", "text": "x", "fraction": 1}, {"id": "b", "text": "y"}]'
    assert qbank("question", "edit", one, "--options", options, "--status", "ready")[0] == 0
    assert qbank("question", "import", str(file))[0] == 0
    assert qbank("question", "count", "status:ready")[1] == "2\n"


@pytest.mark.parametrize("status", ["", "ready"])
def test_a_file_without_a_key_is_converted_unless_it_says_ready(
    qbank: Run, tmp_path: Path, status: str
) -> None:
    file, made = tmp_path / "some.csv", tmp_path / "made.ndjson"
    file.write_text(f"question,A,B,answer,status\nOne?,x,y,A,\nTwo?,x,y,C,{status}\n")
    code, _, said = qbank("convert", str(file), str(made))
    assert code == (65 if status else 0)
    assert "the key 'C' is none of the 2 choices" in said
    assert made.exists() is not bool(status)


def test_an_undo_does_not_bring_a_status_back_for_which_the_key_is_gone(qbank: Run) -> None:
    made = qbank("question", "add", "Which?", "--answer", "x")[1].strip()
    qbank("question", "set", "--all", "--yes", "--status", "draft")
    qbank("question", "edit", made, "--options", "[]")
    code, _, said = qbank("undo", "2", "--yes")
    assert code == 5
    assert "status" in said
    assert qbank("question", "count", "status:draft")[1] == "1\n"
    assert qbank("undo")[0] == qbank("undo")[0] == 0
    assert qbank("question", "count", "status:ready")[1] == "1\n"


def test_a_file_of_values_may_name_any_number_of_them(qbank: Run, tmp_path: Path) -> None:
    keyless = {"type": "short_answer", "options": [], "status": "draft"}
    lines = [{**keyless, "stem": f"Which {place}?", "external_id": str(place)} for place in range(1200)]
    qbank("question", "import", "-", stdin="".join(json.dumps(line) + "\n" for line in lines))
    most = 0

    def note(_conn: Any, _cursor: Any, _statement: str, parameters: Any, _context: Any, many: bool) -> None:
        nonlocal most
        most = max(most, 0 if many else len(parameters))

    file = tmp_path / "values.csv"
    file.write_text("external_id,status\n" + "".join(f"{place},ready\n" for place in range(1200)))
    event.listen(Engine, "before_cursor_execute", note)
    try:
        code, _, said = qbank("question", "update", str(file), "--key", "ext", "--yes")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert (code, "1,200 of 1,200 rows cannot be used" in said) == (65, True)
    assert most < 100
