"""An import keeps the rules of the bank; what a bank exported comes back as it was."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Bring = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bring(qbank: Run, tmp_path: Path) -> Bring:
    """Import records, and essays given by what else is said of them."""

    def imported(*lines: dict[str, Any], options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        file = tmp_path / "file.ndjson"
        known = {"kind": "question", "type": "essay"}
        whole = [line if "kind" in line else {**known, **line} for line in lines]
        file.write_text("".join(json.dumps(line) + "\n" for line in whole), encoding="utf-8")
        return qbank("question", "import", str(file), *options)

    return imported


@pytest.fixture
def rules(qbank: Run) -> None:
    """Below Chem a question has the tag exam and may have a; everywhere it says its week, a number."""
    qbank("category", "add", "Chem")
    qbank("category", "set", "Chem", "allowed_tags=a,exam", "required_tags=exam")
    qbank("field", "define", "week", "--type", "integer", "--required")


GOOD = {"stem": "One", "category": "Chem/Redox", "tags": ["a/b", "exam"], "fields": {"Week": "3"}}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"tags": ["exam", "x"]}, "tags: 'x' is not allowed in Chem: its tags are a, exam"),
    ({"tags": ["a"]}, "tags: 'exam' is missing: Chem requires it"),
    ({"fields": {"week": "soon"}}, "fields.week: 'soon' is no whole number"),
    ({"fields": {}}, "fields.week: it is required, and the question does not say it"),
]


def told(file: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted((line["verdict"], line["line"], line["path"], line["reason"]) for line in lines)


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(("part", "reason"), BAD)
def test_one_question_that_breaks_a_rule_stops_the_import_with_its_reason(
    qbank: Run, bring: Bring, part: dict[str, Any], reason: str
) -> None:
    code, out, said = bring(GOOD, {**GOOD, "stem": "Two", **part})
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert f"qbank: warning: file.ndjson:2: {reason}\n" in said
    assert "1 question would break a rule of the bank; nothing was imported" in said
    assert qbank("question", "count")[1] == "0\n"


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_the_rest_comes_in_where_such_questions_are_skipped(
    qbank: Run, bring: Bring, tmp_path: Path, dry: tuple[str, ...]
) -> None:
    report = tmp_path / "report.ndjson"
    lines = [{**GOOD, "stem": f"Bad {number}", **part} for number, (part, _) in enumerate(BAD)]
    options = ("--on-error", "skip", "--report", str(report), *dry)
    code, _, said = bring(GOOD, *lines, options=options)
    assert code == ExitCode.PARTLY
    assert "file.ndjson: 1 new, 4 refused by the rules of the bank" in said
    assert [verdict for verdict, *_ in told(report)] == ["failed"] * 4 + ["new"]
    assert told(report)[0][1:] == (2, "tags", "'x' is not allowed in Chem: its tags are a, exam")
    assert qbank("question", "count")[1] == ("0\n" if dry else "1\n")
    if not dry:
        assert json.loads(qbank("question", "list", "--format", "ndjson")[1])["fields"] == {"week": 3}
        assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("rules")
def test_where_all_are_refused_nothing_is_imported(qbank: Run, bring: Bring) -> None:
    assert bring({**GOOD, "tags": []}, options=("--on-error", "skip"))[0] == ExitCode.BAD_DATA
    assert qbank("category", "list", "--columns", "path", "--no-header")[1] == "Chem\n"


@pytest.mark.usefixtures("rules")
def test_a_draft_may_lack_what_is_required_and_defaults_count(qbank: Run, bring: Bring) -> None:
    draft = {"stem": "Draft", "category": "Chem", "status": "draft"}
    assert bring(draft)[0] == ExitCode.OK
    assert bring({**draft, "stem": "Wrong", "tags": ["x"]})[0] == ExitCode.BAD_DATA
    qbank("category", "set", "Chem", "tags=exam")
    assert bring({**GOOD, "stem": "By default", "tags": []})[0] == ExitCode.OK
    qbank("category", "set", "Chem", "status=draft")
    assert bring({"stem": "Draft by default", "category": "Chem/New"})[0] == ExitCode.OK
    assert bring({**GOOD, "stem": "Elsewhere", "tags": ["x"], "category": "Other"})[0] == ExitCode.OK
    assert (
        bring({**GOOD, "stem": "Put there", "tags": ["x"]}, options=("--category", "Other"))[0] == ExitCode.OK
    )
    assert (
        bring({**GOOD, "stem": "Below", "tags": ["x"], "category": "Y"}, options=("--into", "Chem"))[0] == 65
    )


@pytest.mark.usefixtures("rules")
def test_a_twin_of_a_refused_question_takes_its_place(qbank: Run, bring: Bring, tmp_path: Path) -> None:
    report = tmp_path / "report.ndjson"
    bad = {**GOOD, "tags": ["x"]}
    options = ("--on-error", "skip", "--report", str(report))
    assert bring(bad, bad, GOOD, GOOD, options=options)[0] == ExitCode.PARTLY
    assert [(verdict, line) for verdict, line, *_ in told(report)] == [
        ("duplicate", 4),
        ("failed", 1),
        ("failed", 2),
        ("new", 3),
    ]
    assert told(report)[0][3] == "the same as question 3 of the file"


@pytest.mark.usefixtures("rules")
def test_what_takes_the_place_of_a_known_question_keeps_the_rules(qbank: Run, bring: Bring) -> None:
    known = {**GOOD, "external_id": "q1"}
    assert bring(known)[0] == ExitCode.OK
    before = qbank("question", "export", "--all")[1]
    worse = {**known, "stem": "Changed", "tags": ["x"]}
    assert bring(worse)[0] == ExitCode.OK
    assert "left as it is" in bring(worse)[2]
    code, _, said = bring(worse, options=("--on-conflict", "theirs"))
    assert code == ExitCode.BAD_DATA
    assert "'x' is not allowed in Chem" in said
    assert qbank("question", "export", "--all")[1] == before
    better = {**known, "stem": "Changed", "fields": {"WEEK": "4"}}
    assert bring(better, options=("--on-conflict", "theirs"))[0] == ExitCode.OK
    assert qbank("question", "list", "--columns", "stem,field.week", "--no-header")[1] == "Changed\t4\n"
    assert "1 known already" in bring(better)[2]


@pytest.mark.usefixtures("rules")
def test_a_twin_that_is_merged_need_not_say_everything(qbank: Run, bring: Bring) -> None:
    bring(GOOD)
    twin = {"stem": "One", "category": "Chem", "tags": ["a/c"], "fields": {"WEEK": 3, "other": 1}}
    assert bring(twin, options=("--on-duplicate", "merge", "--document", "Other"))[0] == ExitCode.OK
    listed = qbank("question", "list", "--columns", "tags,field.week,field.other", "--no-header")[1]
    assert listed == "a/b, exam, a/c\t3\t1\n"
    wrong = {**twin, "tags": ["x"], "fields": {}}
    assert bring(wrong, options=("--on-duplicate", "merge", "--document", "Third"))[0] == ExitCode.BAD_DATA


@pytest.mark.usefixtures("rules")
def test_a_bank_comes_back_as_it_was_though_some_broke_its_rules_before_they_were(
    qbank: Run, bring: Bring, bank_path: Path, template_bank: Path, tmp_path: Path
) -> None:
    qbank("field", "delete", "week")
    qbank("category", "unset", "Chem", "allowed_tags", "required_tags")
    bring({**GOOD, "tags": ["x"]}, {**GOOD, "stem": "Two", "fields": {"week": "soon"}})
    qbank("category", "set", "Chem", "allowed_tags=a", "required_tags=exam")
    qbank("field", "define", "week", "--type", "integer", "--required", "--anyway", "--yes")
    before = qbank("question", "export", "--all")[1]
    assert before.count('"kind":"field"') == 1
    file = tmp_path / "bank.ndjson"
    file.write_text(before, encoding="utf-8")
    shutil.copy(template_bank, bank_path)
    assert qbank("question", "import", str(file))[0] == ExitCode.OK
    assert qbank("question", "export", "--all")[1] == before
    assert bring({**GOOD, "stem": "New", "tags": []})[0] == ExitCode.BAD_DATA
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("field", "list", "--no-header")[1] == ""


@pytest.mark.usefixtures("rules")
def test_a_definition_that_is_there_is_kept_and_one_that_does_not_fit_is_not_brought(
    qbank: Run, bring: Bring
) -> None:
    assert bring({**GOOD, "fields": {"week": 3, "level": "high"}})[0] == ExitCode.OK
    week = {"kind": "field", "name": "WEEK", "type": "text"}
    level = {"kind": "field", "name": "level", "type": "integer"}
    day = {"kind": "field", "name": "day", "type": "date"}
    new = {**GOOD, "stem": "New", "fields": {"week": 4, "day": "2026-03-01"}}
    code, _, said = bring(week, level, day, new)
    assert code == ExitCode.OK, said
    assert "the field 'level' was not defined" in said
    assert (
        qbank("field", "list", "--columns", "name,type", "--no-header")[1]
        == "day\tdate\nlevel\t\nweek\tinteger\n"
    )
    assert bring({**new, "stem": "Newer", "fields": {"week": 4, "day": "x"}})[0] == ExitCode.BAD_DATA


def test_only_the_definitions_of_what_is_exported_go_along(qbank: Run, bring: Bring) -> None:
    for name in ("week", "level", "unused"):
        qbank("field", "define", name)
    bring({"stem": "a", "fields": {"week": "1"}}, {"stem": "b", "fields": {"level": "2"}})
    lines = qbank("question", "export", "text:a")[1].splitlines()
    assert [each["name"] for line in lines if (each := json.loads(line))["kind"] == "field"] == ["week"]
    assert qbank("question", "export", "--all")[1].count('"kind":"field"') == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"name": "x", "type": "choice"}, "the choice 'x' has no values"),
        ({"name": 'a"b'}, 'holds "'),
        ({"name": "x", "type": "colour"}, "Invalid enum value 'colour'"),
        ({"name": "x", "id": "X"}, "is no UUID"),
    ],
)
def test_a_definition_that_cannot_be_is_refused_by_its_line(
    bring: Bring, line: dict[str, Any], said: str
) -> None:
    known = {"kind": "field"}
    code, _, told = bring({"stem": "One"}, {**known, **line})
    assert code == ExitCode.BAD_DATA
    assert "file.ndjson:2" in told
    assert said in told
