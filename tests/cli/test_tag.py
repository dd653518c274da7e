"""`qbank tag`: tags counted, renamed, merged and taken away on all questions, as one change each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

pytestmark = pytest.mark.both_engines

Run = Callable[..., tuple[int, str, str]]
TAGS = [
    ["Redox", "cell", "Éclair"],
    ["redox", "Cell/wall"],
    ["Redox", "cell/wall/thin", "x y"],
    ["cellar", "oxidation"],
    [],
]


@pytest.fixture
def five(qbank: Run, tmp_path: Path) -> None:
    """Five essays, q0 to q4."""
    file = tmp_path / "five.ndjson"
    lines: list[dict[str, Any]] = [
        {"kind": "question", "type": "essay", "stem": f"{n}?", "external_id": f"q{n}", "tags": each}
        for n, each in enumerate(TAGS)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert qbank("question", "import", str(file), "--category", "Chem")[0] == ExitCode.OK


def tags(qbank: Run) -> list[list[str]]:
    out = qbank("question", "list", "--format", "ndjson")[1]
    return [json.loads(line)["tags"] for line in out.splitlines()]


@pytest.mark.usefixtures("five")
def test_tags_are_listed_as_most_questions_spell_them(qbank: Run) -> None:
    assert qbank("tag", "list")[1].splitlines() == [
        "tag\tquestions\totherwise",
        "cell\t1\t0",
        "Cell/wall\t1\t0",
        "cell/wall/thin\t1\t0",
        "cellar\t1\t0",
        "Éclair\t1\t0",
        "oxidation\t1\t0",
        "Redox\t3\t1",
        "x y\t1\t0",
    ]
    assert qbank("tag", "list", "CELL/", "--format", "csv")[1].split() == [
        "tag,questions,otherwise",
        "Cell/wall,1,0",
        "cell/wall/thin,1,0",
    ]
    first = json.loads(qbank("tag", "list", "ecl", "--format", "ndjson")[1])
    assert first == {"kind": "tag", "tag": "Éclair", "questions": 1, "otherwise": 0}
    assert "no tag begins with 'q'" in qbank("tag", "list", "q")[2]
    assert qbank("tag", "list", "--format", "ids")[0] == ExitCode.USAGE


@pytest.mark.usefixtures("five")
def test_what_is_in_the_trash_is_not_counted(qbank: Run) -> None:
    qbank("question", "delete", "ext:q3", "--yes")
    assert "oxidation" not in qbank("tag", "list")[1]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("words", "after"),
    [
        (
            ["rename", "REDOX", "redox"],
            [["redox", "cell", "Éclair"], TAGS[1], ["redox", *TAGS[2][1:]], *TAGS[3:]],
        ),
        (
            ["rename", "cell", "Zelle / a"],
            [
                ["Redox", "Zelle / a", "Éclair"],
                ["redox", "Zelle / a/wall"],
                ["Redox", "Zelle / a/wall/thin", "x y"],
                *TAGS[3:],
            ],
        ),
        (["rename", "cell/wall", "x"], [TAGS[0], ["redox", "x"], ["Redox", "x/thin", "x y"], *TAGS[3:]]),
        (["merge", "oxidation", "redox", "Redox"], [*TAGS[:3], ["cellar", "Redox"], []]),
        (
            ["merge", "cell", "x y", "oxidation", "eclair"],
            [
                ["Redox", "eclair"],
                ["redox", "eclair/wall"],
                ["Redox", "eclair/wall/thin", "eclair"],
                ["cellar", "eclair"],
                [],
            ],
        ),
        (
            ["merge", "cell", "cell/wall"],
            [["Redox", "cell/wall", "Éclair"], *TAGS[1:]],
        ),
        (
            ["delete", "cell", "REDOX"],
            [["Éclair"], [], ["x y"], *TAGS[3:]],
        ),
        (["delete", "cell", "--alone"], [["Redox", "Éclair"], *TAGS[1:]]),
    ],
)
def test_each_is_seen_first_done_as_one_change_and_taken_back(
    qbank: Run, words: list[str], after: list[list[str]]
) -> None:
    before = qbank("question", "export", "--all")[1]
    dry = qbank("tag", *words, "--dry-run")
    assert dry[0] == ExitCode.OK
    assert "would change" in dry[2]
    assert qbank("tag", *words)[0] == ExitCode.USAGE
    assert qbank("question", "export", "--all")[1] == before
    code, out, said = qbank("tag", *words, "--yes")
    assert (code, out) == (ExitCode.OK, "")
    assert "`qbank undo` takes that back" in said
    assert tags(qbank) == after
    assert qbank("db", "check")[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "export", "--all")[1] == before
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["rename", "oxidation", "redox"],
            ExitCode.CONFLICT,
            "hint: to make one of the two: qbank tag merge oxidation",
        ),
        (["rename", "x y", "cell/wall"], ExitCode.CONFLICT, "qbank tag merge 'x y' cell/wall"),
        (["rename", "cell/wall", "cell"], ExitCode.CONFLICT, "there is a tag 'cell' already"),
        (["rename", "redoxx", "a"], ExitCode.NOT_FOUND, "hint: did you mean Redox?"),
        (["merge", "qqq", "redox"], ExitCode.NOT_FOUND, "hint: see them with `qbank tag list`"),
        (["delete", "cell/wal", "--alone"], ExitCode.NOT_FOUND, "there is no tag 'cell/wal'"),
        (["merge", "redox"], ExitCode.USAGE, "merging takes two tags or more"),
        (["rename", "redox", " "], ExitCode.USAGE, "the tag is empty"),
        (["rename", "redox", "a/"], ExitCode.USAGE, "'a/' begins or ends with a slash"),
        (["delete", " "], ExitCode.USAGE, "the tag is empty"),
        (["delete", "a\x1b"], ExitCode.USAGE, "control character"),
    ],
)
def test_what_cannot_be_done_says_why(qbank: Run, words: list[str], code: ExitCode, said: str) -> None:
    before = qbank("question", "export", "--all")[1]
    got, out, told = qbank("tag", *words, "--yes")
    assert (got, out) == (code, "")
    assert said in told
    assert qbank("question", "export", "--all")[1] == before


def test_a_tag_like_the_one_named_is_offered_as_it_is_written(qbank: Run) -> None:
    qbank("question", "add", "Why?", "--type", "essay", "--tag", "Grammar")
    said = qbank("tag", "rename", "Gramar", "Syntax", "--yes")[2]
    assert said.endswith("hint: did you mean Grammar?\n")


@pytest.mark.usefixtures("five")
def test_a_rename_that_changes_nothing_says_so(qbank: Run) -> None:
    assert "nothing was changed" in qbank("tag", "rename", "cell", "cell", "--dry-run")[2]
    assert "0 questions changed; 1 is so already" in qbank("tag", "rename", "cellar", "cellar", "--yes")[2]


@pytest.mark.usefixtures("five")
def test_defaults_and_rules_of_categories_follow_a_tag_and_are_taken_back_with_it(qbank: Run) -> None:
    qbank("category", "set", "Chem", "tags=cell,exam", "allowed_tags=CELL,Redox,x", "required_tags=redox")
    before = qbank("question", "export", "--all")[1]
    said = qbank("tag", "rename", "cell", "zelle", "--yes")[2]
    assert "the defaults and rules of Chem follow" in said
    shown = qbank("category", "show", "Chem")[1]
    assert "default tags\tzelle,exam" in shown
    assert "rule allowed_tags\tzelle,Redox,x" in shown
    qbank("undo")
    assert qbank("question", "export", "--all")[1] == before
    assert qbank("tag", "merge", "redox", "x", "--yes")[0] == ExitCode.OK
    assert "rule allowed_tags\tCELL,x" in qbank("category", "show", "Chem")[1]
    qbank("undo")
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_tags_that_a_category_asks_for_cannot_be_taken_away(qbank: Run) -> None:
    qbank("category", "set", "Chem", "required_tags=redox")
    code, _, said = qbank("tag", "delete", "redox", "--yes")
    assert code == ExitCode.BAD_DATA
    assert "3 questions would break a rule" in said
    assert "'redox' is missing: Chem requires it" in said
    assert tags(qbank) == TAGS


@pytest.mark.usefixtures("five")
def test_a_tag_is_found_with_those_below_it_or_alone(qbank: Run) -> None:
    found = {
        "tag:cell": "3",
        "tag:=CELL": "1",
        "tag:cell/wall": "2",
        "tag:=cell/wall": "1",
        "-tag:=cell": "4",
        "tag:=cell,=cellar": "2",
        "tag:=eclair": "1",
    }
    assert {query: qbank("question", "count", query)[1].strip() for query in found} == found
    assert qbank("question", "count", "tag:=")[0] == ExitCode.USAGE


@pytest.mark.usefixtures("five")
def test_the_tags_of_a_category_are_kept_by_add_edit_and_set(qbank: Run) -> None:
    qbank("category", "set", "Chem", "allowed_tags=redox,cell", "required_tags=redox")
    refused = [
        (("question", "add", "New?", "-c", "Chem", "--tag", "cell"), "'redox' is missing"),
        (("question", "add", "New?", "-c", "Chem/Below", "--tag", "redox,x"), "'x' is not allowed in Chem"),
        (("question", "set", "ext:q0", "--add-tag", "x", "--yes"), "'x' is not allowed in Chem"),
        (("question", "set", "ext:q0", "--remove-tag", "REDOX", "--dry-run"), "'redox' is missing"),
        (("question", "set", "ext:q0", "--tags", "cell", "--yes"), "'redox' is missing"),
        (("question", "edit", "ext:q3", "--stem", "New?"), "'redox' is missing"),
    ]
    for words, reason in refused:
        code, out, said = qbank(*words)
        assert (code, out) == (ExitCode.BAD_DATA, ""), words
        assert reason in said, words
    assert tags(qbank) == TAGS
    taken = [
        ("question", "add", "New?", "-c", "Chem", "--tag", "Redox/x"),
        ("question", "add", "Draft?", "-c", "Chem", "--status", "draft"),
        ("question", "edit", "ext:q0", "--stem", "New?"),
        ("question", "set", "ext:q3", "--difficulty", "hard", "--yes"),
        ("question", "set", "ext:q3", "--add-tag", "redox/easy", "--yes"),
        ("question", "set", "ext:q0", "--remove-tag", "eclair", "--yes"),
    ]
    for words in taken:
        assert qbank(*words)[0] == ExitCode.OK, words


@pytest.mark.usefixtures("five")
def test_questions_that_come_into_a_category_keep_its_rules(qbank: Run) -> None:
    qbank("category", "add", "Strict")
    qbank("category", "set", "Strict", "allowed_tags=redox,cell")
    code, _, said = qbank("question", "set", "--all", "--category", "Strict", "--yes")
    assert code == ExitCode.BAD_DATA
    assert "3 questions would break a rule" in said
    assert "'Éclair' is not allowed in Strict" in said
    assert qbank("question", "set", "ext:q1,q4", "--category", "Strict", "--yes")[0] == ExitCode.OK
    assert qbank("question", "edit", "ext:q0", "--category", "Strict/New")[0] == ExitCode.BAD_DATA


@pytest.mark.usefixtures("five")
def test_a_file_of_values_and_a_copy_keep_the_rules_of_a_category(qbank: Run, tmp_path: Path) -> None:
    qbank("category", "add", "Strict")
    qbank("category", "set", "Strict", "allowed_tags=redox,cell", "required_tags=redox")
    file = tmp_path / "values.csv"
    file.write_text("ext,category,add_tags\nq0,Strict,\nq1,Strict,\nq3,,new\nq4,Strict,redox/x\n")
    words = ("question", "update", str(file), "--key", "ext", "--yes")
    code, _, said = qbank(*words)
    assert code == ExitCode.BAD_DATA
    assert "values.csv:2: tags: 'Éclair' is not allowed in Strict: its tags are redox, cell" in said
    assert qbank(*words, "--on-error", "skip")[0] == ExitCode.PARTLY
    assert qbank("question", "count", "category:Strict")[1] == "2\n"
    assert qbank("question", "copy", "ext:q0", "--category", "Strict")[0] == ExitCode.BAD_DATA
    assert qbank("question", "copy", "ext:q1", "--category", "Strict")[0] == ExitCode.OK
