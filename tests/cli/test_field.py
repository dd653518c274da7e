"""`qbank field`: own fields listed, defined, renamed, taken away, and kept by everything that writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

pytestmark = pytest.mark.both_engines

Run = Callable[..., tuple[int, str, str]]
FIVE: list[dict[str, Any]] = [
    {"week": "3", "topic": "redox"},
    {"Week": 4, "topic": "Redox"},
    {"week": "soon", "done": True},
    {"done": False, "list": [1, 2]},
    {},
]


def bring(
    qbank: Run, folder: Path, *lines: dict[str, Any], options: tuple[str, ...] = ()
) -> tuple[int, str, str]:
    file = folder / "file.ndjson"
    known = {"kind": "question", "type": "essay"}
    file.write_text("".join(json.dumps({**known, **line}) + "\n" for line in lines), encoding="utf-8")
    return qbank("question", "import", str(file), *options)


@pytest.fixture
def five(qbank: Run, tmp_path: Path) -> None:
    """Five essays, q0 to q4, the last a draft."""
    file = tmp_path / "five.ndjson"
    known = {"kind": "question", "type": "essay"}
    lines: list[dict[str, Any]] = [
        {**known, "stem": f"Question {number}?", "external_id": f"q{number}", "fields": each}
        for number, each in enumerate(FIVE)
    ]
    lines[-1]["status"] = "draft"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert qbank("question", "import", str(file))[0] == ExitCode.OK


def fields(qbank: Run) -> list[dict[str, Any]]:
    out = qbank("question", "list", "--format", "ndjson")[1]
    return [json.loads(line)["fields"] for line in out.splitlines()]


@pytest.mark.usefixtures("five")
def test_fields_are_listed_with_their_questions_and_distinct_values(qbank: Run) -> None:
    qbank("field", "define", "level", "--values", "A1,B2")
    assert qbank("field", "list")[1].splitlines() == [
        "name\tquestions\tdistinct\ttype\tvalues\trequired\tdescription",
        "done\t2\t2\t\t\t\t",
        "level\t0\t0\tchoice\tA1, B2\tno\t",
        "list\t1\t1\t\t\t\t",
        "topic\t2\t2\t\t\t\t",
        "Week\t1\t1\t\t\t\t",
        "week\t2\t2\t\t\t\t",
    ]
    first = json.loads(qbank("field", "list", "--format", "ndjson")[1].splitlines()[1])
    assert (first["kind"], first["name"], first["values"]) == ("field", "level", ["A1", "B2"])
    assert qbank("field", "list", "--format", "ids")[0] == ExitCode.USAGE


def test_a_bank_without_fields_says_how_to_begin(qbank: Run) -> None:
    code, out, said = qbank("field", "list")
    assert (code, len(out.splitlines())) == (ExitCode.OK, 1)
    assert "--field topic=redox" in said


@pytest.mark.usefixtures("five")
def test_what_does_not_fit_is_told_with_a_query_that_finds_it(qbank: Run) -> None:
    code, out, said = qbank("field", "define", "week", "--type", "integer", "--required")
    assert (code, out) == (ExitCode.CONFLICT, "")
    assert "'soon' is no whole number" in said
    assert "qbank: error: 2 questions would not fit; 'week' was not defined" in said
    assert qbank("question", "count", "field.week:none", "-status:draft", "OR", "field.week:soon")[1] == "3\n"
    assert "field.week:none -status:draft" in said
    assert "field.week:soon" in said
    assert "or define it all the same with --anyway" in said
    assert "week" in qbank("field", "list")[1]
    assert fields(qbank) == FIVE


@pytest.mark.usefixtures("five")
def test_a_definition_puts_what_fits_into_its_form_and_one_undo_takes_that_back(
    qbank: Run, bank_path: Path
) -> None:
    before = qbank("question", "export", "--all")[1]
    asked = qbank("field", "define", "Week", "--type", "integer", "--anyway")
    assert asked[0] == ExitCode.USAGE
    assert "define Week and change 1 question: that needs a yes" in asked[2]
    dry = qbank("field", "define", "Week", "--type", "integer", "--anyway", "--dry-run")
    assert dry[2].endswith("dry run: nothing was changed\n")
    assert fields(qbank) == FIVE
    assert qbank("field", "define", "Week", "--type", "integer", "--anyway", "--yes")[0] == ExitCode.OK
    assert fields(qbank) == [{"Week": 3, "topic": "redox"}, *FIVE[1:]]
    assert qbank("db", "check")[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_defining_again_changes_what_is_said_and_leaves_the_rest(qbank: Run) -> None:
    qbank("field", "define", "level", "--values", "A1,B2", "--description", "CEFR")
    before = qbank("question", "export", "--all")[1]
    said = qbank("field", "define", "LEVEL", "--required", "--anyway")[2]
    assert "defined level: required choice of A1, B2" in said
    assert '"description":"CEFR"' in qbank("question", "export", "--all")[1]
    assert "it is so already" in qbank("field", "define", "level", "--required", "--anyway")[2]
    qbank("undo")
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_a_field_is_renamed_with_its_definition(qbank: Run) -> None:
    qbank("field", "define", "topic", "--values", "redox,acid", "--yes")
    before = qbank("question", "export", "--all")[1]
    dry = qbank("field", "rename", "topic", "subject", "--dry-run")[2]
    assert "field: topic → subject" in dry
    assert qbank("field", "rename", "topic", "subject", "--yes")[0] == ExitCode.OK
    assert fields(qbank)[0] == {"week": "3", "subject": "redox"}
    assert "subject\t2\t1\tchoice\tredox, acid" in qbank("field", "list")[1]
    assert qbank("question", "add", "Why?", "--field", "subject=salt")[0] == ExitCode.BAD_DATA
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rename", "topic", "done"], ExitCode.CONFLICT, "there is a field 'done' already"),
        (["rename", "topic", "DONE"], ExitCode.CONFLICT, "there is a field 'done' already"),
        (["rename", "topik", "x"], ExitCode.NOT_FOUND, "hint: did you mean topic?"),
        (["rename", "topic", "a=b"], ExitCode.USAGE, "the name 'a=b' holds ="),
        (["delete", "xyz"], ExitCode.NOT_FOUND, "hint: see them with `qbank field list`"),
        (["delete", "topic", "--keep-values"], ExitCode.NOT_FOUND, "the field 'topic' is not defined"),
        (["define", "x", "--type", "choice"], ExitCode.USAGE, "the choice 'x' has no values"),
        (["define", "x", "--type", "colour"], ExitCode.USAGE, "colour"),
        (["define", "x", "--values", " ,"], ExitCode.USAGE, "--values is given nothing"),
    ],
)
def test_what_cannot_be_done_says_why(qbank: Run, words: list[str], code: ExitCode, said: str) -> None:
    before = qbank("question", "export", "--all")[1]
    got, out, told = qbank("field", *words, "--yes")
    assert (got, out) == (code, "")
    assert said in told
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_two_spellings_of_a_name_become_one_unless_a_question_has_both(qbank: Run) -> None:
    assert qbank("field", "rename", "Week", "week", "--yes")[0] == ExitCode.OK
    assert [each.get("week") for each in fields(qbank)] == ["3", 4, "soon", None, None]
    assert qbank("question", "set", "ext:q0", "--field", "WEEK=9", "--yes")[0] == ExitCode.OK
    code, _, said = qbank("field", "rename", "WEEK", "week", "--yes")
    assert code == ExitCode.CONFLICT
    assert "a question has both fields" in said


@pytest.mark.usefixtures("five")
def test_a_field_goes_with_its_values_or_its_definition_alone(qbank: Run) -> None:
    qbank("field", "define", "topic", "--values", "redox,acid", "--yes")
    before = qbank("question", "export", "--all")[1]
    assert "would go" in qbank("field", "delete", "topic", "--keep-values", "--dry-run")[2]
    assert qbank("field", "delete", "topic", "--keep-values")[0] == ExitCode.OK
    assert qbank("question", "count", "field.topic:any")[1] == "2\n"
    assert '"kind":"field"' not in qbank("question", "export", "--all")[1]
    qbank("undo")
    assert qbank("field", "delete", "topic", "--yes")[0] == ExitCode.OK
    assert qbank("question", "count", "field.topic:any")[1] == "0\n"
    assert "topic" not in qbank("field", "list")[1]
    qbank("undo")
    assert qbank("question", "export", "--all")[1] == before


def test_a_definition_nobody_uses_is_renamed_and_goes_without_a_question(qbank: Run) -> None:
    qbank("field", "define", "week", "--type", "integer")
    assert "term is now" not in qbank("field", "rename", "week", "term")[2]
    assert qbank("field", "list", "--columns", "name", "--no-header")[1] == "term\n"
    assert qbank("field", "delete", "term")[0] == ExitCode.OK
    assert qbank("field", "list", "--no-header")[1] == ""
    assert [qbank("undo")[0] for _ in range(3)] == [ExitCode.OK] * 3
    assert qbank("undo")[0] == ExitCode.NEGATIVE


def test_an_undo_never_makes_two_definitions_of_one_name(qbank: Run) -> None:
    qbank("field", "define", "week", "--type", "integer")
    qbank("field", "delete", "week")
    qbank("field", "define", "Week", "--type", "date")
    code, _, said = qbank("undo", "2")
    assert code == ExitCode.CONFLICT
    assert "Traceback" not in said
    assert qbank("field", "list", "--columns", "name,type", "--no-header")[1] == "Week\tdate\n"


@pytest.mark.usefixtures("five")
def test_truth_values_are_found_counted_and_sorted_by_their_words(qbank: Run) -> None:
    assert qbank("question", "count", "field.done:true")[1] == "1\n"
    assert qbank("question", "count", "field.done:false")[1] == "1\n"
    assert qbank("stats", "--by", "field.done")[1].splitlines()[1:] == ["false\t1", "true\t1", "\t3"]
    listed = qbank("question", "list", "--sort", "-field.done", "--columns", "external_id", "--no-header")[1]
    assert listed.split() == ["q2", "q3", "q0", "q1", "q4"]
    assert qbank("question", "list", "--sort", "field.")[0] == ExitCode.USAGE


@pytest.mark.usefixtures("five")
def test_a_field_is_set_and_taken_away_on_many_questions(qbank: Run) -> None:
    before = qbank("question", "export", "--all")[1]
    words = ["--field", "topic=acid", "--field", "Learning goal=recall", "--unset-field", "done"]
    dry = qbank("question", "set", "--all", *words, "--dry-run")[2]
    assert "5 questions would change" in dry
    assert "field.topic: redox → acid, field.Learning goal: none → recall" in dry
    assert qbank("question", "set", "--all", *words, "--yes")[0] == ExitCode.OK
    assert fields(qbank)[2] == {"week": "soon", "topic": "acid", "Learning goal": "recall"}
    assert "5 are so already" in qbank("question", "set", "--all", *words, "--yes")[2]
    assert qbank("question", "count", 'field."learning goal":recall')[1] == "0\n"
    assert qbank("question", "count", 'field."Learning goal":RECALL')[1] == "5\n"
    assert qbank("db", "check")[0] == ExitCode.OK
    qbank("undo")
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_numbers_of_other_fields_keep_their_digits(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "exact.ndjson"
    file.write_text('{"kind":"question","type":"essay","stem":"x","external_id":"x","fields":{"p":1.50}}\n')
    qbank("question", "import", str(file))
    qbank("question", "set", "ext:x", "--field", "a=b", "--yes")
    assert '"fields":{"p":1.50,"a":"b"}' in qbank("question", "export", "ext:x")[1]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--field", "topic"], "--field 'topic' is no NAME=VALUE"),
        (["--field", "=x"], "--field '=x' is no NAME=VALUE"),
        (
            ["--field", "week="],
            "--field 'week=' is given nothing\nhint: to take it away: --field week=none",
        ),
        (["--field", "my goal= "], "--field 'my goal=none', or --unset-field 'my goal' of `question set`"),
        (["--field", "a=b", "--unset-field", "a"], "the field 'a' is told twice"),
        (["--field", 'a"b=c'], "is no name of a field"),
        (["--unset-field", " "], "the name of the field is empty"),
    ],
)
def test_a_field_that_cannot_be_told_is_refused(qbank: Run, words: list[str], said: str) -> None:
    code, _, told = qbank("question", "set", "--all", "--yes", *words)
    assert code == ExitCode.USAGE
    assert said in told


@pytest.mark.usefixtures("five")
def test_a_field_is_given_something_by_add_and_edit_too(qbank: Run) -> None:
    before = qbank("question", "export", "--all")[1]
    (found,) = qbank("question", "list", "ext:q1", "--format", "ids")[1].split()
    for words in (("edit", found), ("add", "Why?", "--type", "essay")):
        code, _, said = qbank("question", *words, "--field", "week=")
        assert (code, "is given nothing" in said) == (ExitCode.USAGE, True)
    assert qbank("question", "export", "--all")[1] == before


@pytest.mark.usefixtures("five")
def test_none_clears_a_field_and_a_name_from_a_query_is_understood(qbank: Run) -> None:
    qbank("question", "set", "ext:q0", "--field", "field.topic=None", "--yes")
    assert fields(qbank)[0] == {"week": "3"}
    (found,) = qbank("question", "list", "ext:q1", "--format", "ids")[1].split()
    qbank("question", "edit", found, "--field", "topic=none")
    assert fields(qbank)[1] == {"Week": 4}


@pytest.fixture
def defined(qbank: Run) -> None:
    """A required choice, and a number of the week."""
    assert qbank("field", "define", "Level", "--values", "A1,B2", "--required")[0] == ExitCode.OK
    assert qbank("field", "define", "week", "--type", "integer")[0] == ExitCode.OK


@pytest.mark.usefixtures("defined")
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "fields.Level: it is required"),
        (["--field", "level=C"], "fields.Level: 'C' is none of A1, B2"),
        (["--field", "level=a1", "--field", "WEEK=x"], "fields.week: 'x' is no whole number"),
    ],
)
def test_adding_keeps_the_definitions(qbank: Run, words: list[str], reason: str) -> None:
    code, out, said = qbank("question", "add", "Why?", *words)
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert reason in said
    assert qbank("question", "count")[1] == "0\n"


@pytest.mark.usefixtures("defined")
def test_editing_and_setting_keep_the_definitions(qbank: Run) -> None:
    made = qbank("question", "add", "Why?", "--field", "level=a1", "--field", "WEEK=3")[1].strip()
    assert fields(qbank) == [{"Level": "A1", "week": 3}]
    refused = [
        (("question", "edit", made, "--field", "Level=none"), ExitCode.BAD_DATA),
        (("question", "edit", made, "--field", "week=x"), ExitCode.BAD_DATA),
        (("question", "set", "--all", "--yes", "--field", "week=x"), ExitCode.USAGE),
        (("question", "set", "--all", "--yes", "--unset-field", "LEVEL"), ExitCode.BAD_DATA),
        (("question", "set", "--all", "--field", "level=none", "--dry-run"), ExitCode.BAD_DATA),
    ]
    for words, code in refused:
        assert qbank(*words)[0] == code, words
    assert fields(qbank) == [{"Level": "A1", "week": 3}]
    assert qbank("question", "set", "--all", "--yes", "--field", "LEVEL=b2", "--unset-field", "Week")[0] == 0
    assert fields(qbank) == [{"Level": "B2"}]


@pytest.mark.usefixtures("defined")
def test_a_draft_may_lack_what_is_required_until_it_is_more_than_one(qbank: Run) -> None:
    assert qbank("question", "add", "Why?", "--status", "draft")[0] == ExitCode.OK
    assert qbank("question", "set", "--all", "--yes", "--status", "ready")[0] == ExitCode.BAD_DATA
    assert qbank("question", "set", "--all", "--yes", "--status", "ready", "--field", "level=A1")[0] == 0
    assert qbank("question", "list", "--columns", "status,field.Level", "--no-header")[1] == "ready\tA1\n"


@pytest.mark.usefixtures("five")
def test_an_old_value_that_does_not_fit_hinders_nobody_elsewhere(qbank: Run) -> None:
    qbank("field", "define", "week", "--type", "integer", "--anyway", "--yes")
    (found,) = qbank("question", "list", "ext:q2", "--format", "ids")[1].split()
    assert qbank("question", "edit", found, "--stem", "Another?")[0] == ExitCode.OK
    assert qbank("question", "set", "--all", "--yes", "--field", "topic=x", "-d", "hard")[0] == ExitCode.OK
    assert qbank("question", "edit", found, "--field", "week=later")[0] == ExitCode.BAD_DATA


@pytest.mark.usefixtures("five")
def test_a_file_of_values_keeps_the_definitions(qbank: Run, tmp_path: Path) -> None:
    qbank("field", "define", "week", "--type", "integer", "--anyway", "--yes")
    qbank("field", "define", "topic", "--values", "redox,acid", "--yes")
    before = qbank("question", "export", "--all")[1]
    file = tmp_path / "values.csv"
    file.write_text("ext,field.WEEK,field.topic\nq0,9,ACID\nq1,4,redox\nq2,later,\nq3,,salt\n")
    words = ("question", "update", str(file), "--key", "ext", "--yes")
    code, _, said = qbank(*words)
    assert code == ExitCode.BAD_DATA
    assert "values.csv:4: fields.week: 'later' is no whole number" in said
    assert "values.csv:5: fields.topic: 'salt' is none of redox, acid" in said
    assert qbank("question", "export", "--all")[1] == before
    assert qbank(*words, "--on-error", "skip")[0] == ExitCode.PARTLY
    assert fields(qbank)[:2] == [{"week": 9, "topic": "acid"}, {"week": 4, "topic": "redox"}]
    versions = qbank("question", "list", "ext:q0,q1", "--columns", "version", "--no-header")[1]
    assert versions.split() == ["3", "3"]
    assert qbank("db", "check")[0] == ExitCode.OK


@pytest.mark.usefixtures("defined")
def test_a_file_of_values_may_not_take_what_is_required_away(qbank: Run, tmp_path: Path) -> None:
    qbank("question", "add", "Why?", "--external-id", "x", "--field", "level=A1")
    qbank("question", "add", "Draft?", "--external-id", "d", "--status", "draft")
    file = tmp_path / "values.csv"
    for text, code in (
        ("ext,field.Level\nx,none\n", ExitCode.BAD_DATA),
        ("ext,status\nd,ready\n", ExitCode.BAD_DATA),
        ("ext,status,field.level\nd,ready,b2\n", ExitCode.OK),
        ("ext,status,field.level\nx,draft,none\n", ExitCode.OK),
    ):
        file.write_text(text)
        assert qbank("question", "update", str(file), "--key", "ext", "--yes")[0] == code, text


@pytest.mark.usefixtures("defined")
def test_questions_typed_as_text_keep_the_definitions(qbank: Run) -> None:
    text = "Why?\n\n* a\n- b\n"
    assert qbank("question", "add", "-", stdin=text)[0] == ExitCode.BAD_DATA
    assert qbank("question", "count")[1] == "0\n"
