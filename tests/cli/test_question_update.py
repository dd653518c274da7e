"""Each question its own value out of a file: seen first, done in a few statements, taken back by one undo."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlalchemy import Engine, event

from qbank.cli import stderr
from qbank.cli.exits import ExitCode
from qbank.cli.process import start

Run = Callable[..., tuple[int, str, str]]
Process = Callable[..., "CompletedProcess[bytes]"]


def _id(number: int) -> str:
    return f"{number}0000000-0000-4000-8000-{number:012d}"


FIELDS = {"topic": "none", "week": 4, "n": 1.50, "list": ["a", "b"], "deep": {"x": [1]}}


@pytest.fixture
def six(qbank: Run, tmp_path: Path) -> None:
    """Six essays: q1 to q6, the even ones hard and tagged, with whatever is hard to print and read back."""
    lines: list[dict[str, Any]] = [
        {"kind": "category", "path": "None"},
        {"kind": "document", "title": "Book, second edition"},
    ]
    for number in range(1, 7):
        even = number % 2 == 0
        lines.append({
            "kind": "question", "id": _id(number), "type": "essay", "stem": f"Question {number}?",
            "title": "Même titre" if number > 4 else f"Title {number}", "external_id": f"q{number}",
            "difficulty": "hard" if even else None, "tags": ["Even, really", "x"] if even else [],
            "points": 0.1 + number / 7, "author": "None" if even else "Ann  B",
            "category": "None" if even else "A/B",
            "document": "Book, second edition" if even else None,
            "fields": FIELDS if even else {},
        })  # fmt: skip
    file = tmp_path / "six.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert qbank("question", "import", str(file))[0] == ExitCode.OK


Update = Callable[..., tuple[int, str, str]]


@pytest.fixture
def update(qbank: Run, tmp_path: Path, six: None) -> Update:
    """Update the six from a text."""

    def run(text: str, *options: str, name: str = "f.csv") -> tuple[int, str, str]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return qbank("question", "update", str(tmp_path / name), *options)

    return run


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The statements that every engine is given meanwhile."""
    told: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield told
    event.remove(Engine, "before_cursor_execute", listen)


def column(qbank: Run, name: str, *query: str) -> list[str]:
    return qbank("question", "list", *query, "--columns", name, "--no-header")[1].split("\n")[:-1]


def whole(qbank: Run) -> str:
    return qbank("question", "export", "--all")[1]


def report_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


ALL = (
    "id,type,title,stem,category,document,tags,difficulty,rating,points,status,language,author,licence,"
    "external_id,field.topic,field.week,field.n,field.list,field.deep"
)


def test_a_listing_edited_as_a_spreadsheet_is_brought_back_by_its_ids(
    process: Process, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    assert process("question", "add", "What is new?", "--title", "New, isn't it").returncode == ExitCode.OK
    assert process("question", "add", "What is old?", "-d", "easy").returncode == ExitCode.OK
    listed = process("question", "list", "what", "--columns", "id,title,difficulty", "--format", "csv")
    head, *rows = listed.stdout.decode().splitlines()
    assert head == "id,title,difficulty"
    edited = [row.rpartition(",")[0] + level for row, level in zip(rows, (",hard", ",none"), strict=True)]
    file.write_text("\ufeff" + "\r\n".join([head, *edited]) + "\r\n", encoding="utf-8")
    done = process("question", "update", "f.csv", "--yes")
    assert done.returncode == ExitCode.OK, done.stderr
    assert done.stderr.decode().startswith(
        "left alone: title\n"
        "  texts come in with: qbank question import FILE --on-conflict theirs\n"
        "2 questions changed\n"
    )
    levels = process("question", "list", "--columns", "title,difficulty", "--no-header").stdout.decode()
    assert levels == "New, isn't it\thard\n\t\n"
    assert process("undo").returncode == ExitCode.OK
    again = process("question", "list", "what", "--columns", "id,title,difficulty", "--format", "csv")
    assert again.stdout == listed.stdout


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("words", [
    ["--format", "csv"], ["--format", "tsv"], ["--format", "ndjson"], ["--format", "json"],
    *(["--format", each, "--columns", ALL] for each in ("csv", "tsv", "ndjson")),
])  # fmt: skip
def test_a_listing_brought_back_as_it_is_changes_nothing(qbank: Run, words: list[str]) -> None:
    listed = qbank("question", "list", "difficulty:hard", *words)[1]
    code, out, said = qbank("question", "update", "-", "--yes", "--expect", "3", stdin=listed)
    assert (code, out) == (ExitCode.OK, ""), said
    assert "0 questions changed; 3 are so already" in said
    assert set(column(qbank, "version")) == {"1"}


def test_a_few_statements_change_the_rows_however_many(
    qbank: Run, update: Update, statements: list[str]
) -> None:
    counts = []
    for number in (2, 6):
        statements.clear()
        pairs = "".join(f"q{each},{('easy', 'medium')[each % 2]}\n" for each in range(1, number + 1))
        assert update(f"external_id,difficulty\n{pairs}", "--key", "ext", "--yes")[0] == ExitCode.OK
        counts.append(len(statements))
        assert qbank("undo")[0] == ExitCode.OK
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "cell", "query", "before"),
    [
        ("difficulty", "E", "difficulty:easy", 0),
        ("difficulty", "none", "difficulty:none", 3),
        ("rating", '"4,5"', "rating:4.5", 0),
        ("points", "2", "points:2", 0),
        ("points", "none", "points:none", 0),
        ("status", "rev", "status:review", 0),
        ("category", "a/b", "category:=A/B", 3),
        ("document", '"book, second edition"', 'document:"Book, second edition"', 3),
        ("document", "none", "document:none", 0),
        ("author", "Zoë", "author:zoe", 0),
        ("licence", "CC0-1.0", "licence:any", 0),
        ("language", "pt-BR", "language:pt-br", 0),
        ("tags", '"a,b c"', 'tag:"b c"', 0),
        ("tags", "none", "tag:none", 3),
        ("add_tags", "new", "tag:new", 0),
        ("remove_tags", "X", "tag:x", 3),
        ("field.topic", "redox", "field.topic:redox", 0),
    ],
)
def test_each_field_is_a_column_and_is_taken_back(
    qbank: Run, update: Update, name: str, cell: str, query: str, before: int
) -> None:
    bank = whole(qbank)
    assert len(column(qbank, "id", query)) == before
    text = f"id,{name}\n" + "".join(f"{_id(number)[:8]},{cell}\n" for number in range(1, 7))
    code, _, said = update(text, "--yes")
    assert code == ExitCode.OK, said
    assert len(column(qbank, "id", query)) == (0 if name == "remove_tags" else 6)
    assert qbank("db", "check")[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert whole(qbank) == bank
    assert qbank("db", "check")[0] == ExitCode.OK


def test_only_what_a_row_says_changes_and_only_where_it_differs(qbank: Run, update: Update) -> None:
    text = "external_id,difficulty,rating,add_tags\nq1,,3,\nq2,hard,,x\nq3,easy,,new\nq4,none,none,\n"
    said = update(text, "--key", "ext", "--yes")[2]
    assert "3 questions changed; 1 is so already" in said
    assert "difficulty: none → easy, tags: none → new" in said
    assert column(qbank, "version") == ["2", "1", "2", "2", "1", "1"]
    assert column(qbank, "difficulty") == ["", "hard", "easy", "", "", "hard"]
    assert column(qbank, "rating") == ["3", "", "", "", "", ""]
    assert "updated difficulty, rating, tags of 3 questions from f.csv" in qbank("undo", "--dry-run")[2]


def test_own_fields_change_beside_each_other(qbank: Run, update: Update) -> None:
    lines = [
        {"id": _id(2), "fields": {"topic": "redox", "week": None}, "field.week": "5"},
        {"id": _id(1), "fields": {"new": [1.50]}},
    ]
    said = update("".join(json.dumps(line) + "\n" for line in lines), "--yes", name="f.ndjson")[2]
    assert "field.topic: none → redox, field.week: 4 → 5" in said
    ndjson = qbank("question", "list", "ext:q1,q2", "--format", "ndjson")[1].splitlines()
    assert [json.loads(line)["fields"] for line in ndjson] == [
        {"new": [1.5]},
        {"topic": "redox", "week": 5, "n": 1.5, "list": ["a", "b"], "deep": {"x": [1]}},
    ]


def test_tags_that_change_are_found_and_others_are_left(qbank: Run, update: Update) -> None:
    text = "id;tags;points\n" + f"{_id(1)[:4]};a/b, É;\n{_id(2)[:4]};;9\n"
    assert update(text, "--yes")[0] == ExitCode.OK
    assert column(qbank, "external_id", "tag:a") == ["q1"]
    assert column(qbank, "external_id", "tag:e") == ["q1"]
    assert column(qbank, "external_id", "tag:x", "points:9") == ["q2"]
    assert qbank("db", "check")[0] == ExitCode.OK


BAD = """external_id,difficulty
q1,easy
q2,hrd
q9,easy
q3,hard
Q3,easy
q3,easy
4-Mar,easy
q4,3.0
,easy
q5,easy,more
"""
BAD_LINES = {
    3: ("refused", "there is no difficulty 'hrd': it is one of easy, medium, hard"),
    4: ("unknown", "no question has the external_id 'q9'"),
    5: ("repeated", "means the same question as line 7"),
    6: ("unknown", "no question has the external_id 'Q3'"),
    7: ("repeated", "means the same question as line 5"),
    8: ("refused", "external_id '4-Mar' looks like what a spreadsheet makes of another value: a date"),
    9: ("refused", "difficulty '3.0' looks like what a spreadsheet makes of another value: a float"),
    10: ("refused", "the row has no external_id"),
    11: ("refused", "the row has 3 cells, the table 2 columns"),
}


def test_what_cannot_be_used_is_listed_with_its_line_and_nothing_changes(
    qbank: Run, update: Update, bank_path: Path, tmp_path: Path
) -> None:
    before = bank_path.read_bytes()
    for options in (["--yes"], ["--dry-run"], []):
        code, out, said = update(BAD, "--key", "ext", "--report", str(tmp_path / "r.ndjson"), *options)
        assert (code, out) == (ExitCode.BAD_DATA, "")
        for line, (_, reason) in BAD_LINES.items():
            assert any(each.startswith(f"qbank: warning: f.csv:{line}: ") and reason in each
                       for each in said.splitlines()), (line, said)  # fmt: skip
        assert "9 of 10 rows cannot be used (2 unknown, 2 repeated, 5 refused); nothing was changed" in said
        assert said.endswith("hint: correct them, or change the rest with --on-error skip\n")
        assert bank_path.read_bytes() == before
        assert [each["line"] for each in report_of(tmp_path / "r.ndjson")] == list(range(2, 12))


def test_the_rest_is_changed_where_that_is_asked_for(qbank: Run, update: Update, tmp_path: Path) -> None:
    report = tmp_path / "r.ndjson"
    words = ["--key", "ext", "--on-error", "skip", "--report", str(report)]
    assert update(BAD, *words, "--dry-run")[0] == ExitCode.PARTLY
    assert column(qbank, "external_id", "difficulty:easy") == []
    code, _, said = update(BAD, *words, "--yes")
    assert code == ExitCode.PARTLY
    assert said.count("qbank: warning: ") == 9
    assert said.endswith("changed 1 question; `qbank undo` takes that back\n")
    assert column(qbank, "external_id", "difficulty:easy") == ["q1"]
    told = report_of(report)
    assert told[0] == {"line": 2, "key": "q1", "id": _id(1), "outcome": "changed", "reason": None}
    for each in told[1:]:
        outcome, reason = BAD_LINES[each["line"]]
        assert each["outcome"] == outcome
        assert reason in each["reason"]
    assert qbank("undo")[0] == ExitCode.OK


def test_where_no_row_is_good_skipping_is_no_success(update: Update) -> None:
    code, _, said = update("external_id,difficulty\nq9,easy\n", "--key", "ext", "--on-error", "skip", "--yes")
    assert code == ExitCode.NOT_FOUND
    assert said.endswith("hint: correct them\n")
    assert update("external_id,rating\nq1,9\n", "--key", "ext", "--on-error", "skip")[0] == ExitCode.BAD_DATA


def test_keys_that_mean_none_or_several_are_not_found(qbank: Run, update: Update) -> None:
    assert qbank("question", "delete", "ext:q1", "--yes")[0] == ExitCode.OK
    code, _, said = update(
        "title,difficulty\nTITLE 1,easy\nmême TITRE,easy\nTitle 2,easy\n", "--key", "title"
    )
    assert code == ExitCode.NOT_FOUND
    assert "f.csv:2: the question with the title 'TITLE 1' is in the trash" in said
    assert f"f.csv:3: 2 questions have the title 'même TITRE': {_id(5)[:8]}, {_id(6)[:8]}" in said
    assert "2 of 3 rows cannot be used (1 unknown, 1 ambiguous)" in said


def test_a_query_says_among_which_questions_keys_are_looked_for(qbank: Run, update: Update) -> None:
    text = "title,rating\nMême titre,5\n"
    words = ["--key", "title", "--yes", "--in", "difficulty:hard"]
    assert update(text, *words, "--in", "tag:x")[0] == ExitCode.OK
    assert column(qbank, "external_id", "rating:5") == ["q6"]
    code, _, said = update(text + "Title 1,4\nTitle 9,4\n", *words)
    assert code == ExitCode.NOT_FOUND
    assert "f.csv:3: title 'Title 1' is not among the 3 questions meant" in said
    assert "f.csv:4: no question has the title 'Title 9'" in said
    assert update(text, "--key", "title", "--in", "difficulty:hrd")[0] == ExitCode.USAGE


def test_a_beginning_and_a_whole_id_of_one_question_are_a_repeat(update: Update) -> None:
    code, _, said = update(f"id,rating\n{_id(1)},1\n{_id(1)[:6]},1\n", "--yes")
    assert code == ExitCode.BAD_DATA
    assert f"f.csv:3: id '{_id(1)[:6]}' means the same question as line 2" in said


def test_no_more_than_twenty_problems_are_said_and_all_reported(update: Update, tmp_path: Path) -> None:
    text = "id,rating\n" + "".join(f"abcd{number:04d},1\n" for number in range(30))
    said = update(text, "--report", str(tmp_path / "r"))[2]
    assert said.count("qbank: warning: f.csv:") == 21
    assert "f.csv: 10 more rows cannot be used; --report FILE lists them all" in said
    assert len(report_of(tmp_path / "r")) == 30


def test_a_spreadsheet_of_somebody_else_is_read_with_a_few_words(qbank: Run, update: Update) -> None:
    text = "Nr;Frage;Stufe;Punkte\nq1;Was?;1;2,5\nq2;Wie?;x;\nq3;Wo?;3;4\n"
    words = ["--key", "ext", "--map", "ext=Nr", "--map", "difficulty=stufe", "--map", "points=4",
             "--value-map", "difficulty:1=easy,2=medium,3=hard,x=none"]  # fmt: skip
    code, _, said = update(text, *words, "--yes")
    assert code == ExitCode.OK
    assert said.startswith("left alone: Frage\n3 questions changed\n")
    assert column(qbank, "difficulty", "ext:q1,q2,q3") == ["easy", "", "hard"]
    assert column(qbank, "points", "ext:q1,q3") == ["2.5", "4"]


def test_what_is_not_said_clearly_is_refused(update: Update) -> None:
    for options, code, reason in (
        (["--map", "difficulty"], ExitCode.USAGE, "is no FIELD=COLUMN"),
        (["--map", "difficulty=Level"], ExitCode.USAGE, "the file has no such column"),
        (["--map", "dificulty=rating"], ExitCode.USAGE, "did you mean difficulty?"),
        (["--value-map", "difficulty:1=easy"], ExitCode.USAGE, "the file has no column for it"),
        (["--value-map", "difficulty=easy"], ExitCode.USAGE, "--value-map"),
        (["--key", "stem"], ExitCode.USAGE, "stem"),
        (["--key", "ext"], ExitCode.BAD_DATA, "no column 'external_id' names the questions"),
        (["--report", "no/such/folder"], ExitCode.CANNOT_CREATE, "cannot be written"),
    ):
        ended, out, said = update(f"id,rating\n{_id(1)},1\n", *options)
        assert (ended, out) == (code, ""), options
        assert reason in said
    ended, _, said = update(f"id,dificulty\n{_id(1)},easy\n")
    assert ended == ExitCode.BAD_DATA
    assert "did you mean difficulty?" in said


@pytest.mark.usefixtures("six")
def test_a_file_that_is_none_is_refused_and_an_empty_stdin_is_not(qbank: Run, tmp_path: Path) -> None:
    for name, data, code in (
        ("empty", b"", ExitCode.BAD_DATA),
        ("head", b"id,rating\n", ExitCode.BAD_DATA),
        ("damaged", "id,rating\né,1\n".encode() + b"\xff", ExitCode.BAD_DATA),
        ("cut", b'[{"id":', ExitCode.BAD_DATA),
    ):
        (tmp_path / name).write_bytes(data)
        ended, _, said = qbank("question", "update", str(tmp_path / name), "--yes")
        assert (ended, "error: " in said, "--from" in said) == (code, True, False), name
    assert qbank("question", "update", str(tmp_path / "nowhere"))[0] == ExitCode.NOT_FOUND
    for stdin in ("", "id,rating\n", "\n"):
        ended, out, said = qbank("question", "update", "-", stdin=stdin)
        assert (ended, out) == (ExitCode.OK, "")
        assert said.startswith("no question is meant")


def test_a_file_that_is_not_utf_8_says_so(qbank: Run, six: None, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(f"id,author\n{_id(1)},Zoé\n".encode("cp1252"))
    code, _, said = qbank("question", "update", str(tmp_path / "f.csv"), "--yes")
    assert code == ExitCode.OK
    assert "f.csv:2: not UTF-8" in said
    assert column(qbank, "author", "ext:q1") == ["Zoé"]


def test_another_number_than_expected_is_a_negative_answer(
    qbank: Run, update: Update, bank_path: Path
) -> None:
    before = bank_path.read_bytes()
    text = f"id,rating\n{_id(1)},1\n{_id(2)},2\n"
    for words in (["--yes"], ["--dry-run"]):
        code, _, said = update(text, "--expect", "3", *words)
        assert code == ExitCode.NEGATIVE
        assert "2 questions are meant, not 3; nothing was changed" in said
    assert bank_path.read_bytes() == before
    assert update(text, "--expect", "2", "--yes")[0] == ExitCode.OK


def test_without_a_terminal_it_needs_a_yes_and_leaves_no_report(update: Update, tmp_path: Path) -> None:
    code, _, said = update(f"id,rating\n{_id(1)},1\n", "--report", str(tmp_path / "r"))
    assert code == ExitCode.USAGE
    assert "hint: add --yes" in said
    assert not list(tmp_path.glob("r*"))


def test_a_bank_that_changed_meanwhile_is_asked_about_again(
    qbank: Run, update: Update, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def meanwhile() -> str:
        start(["--quiet", "question", "set", "ext:q1", "--rating", "1", "--yes"])
        return "y"

    answers: list[Callable[[], str]] = [meanwhile, lambda: "y"]
    asked: list[str] = []
    monkeypatch.setattr(stderr, "can_ask", lambda: True)

    def ask_line(prompt: str) -> str:
        asked.append(prompt)
        return answers.pop(0)()

    monkeypatch.setattr(stderr, "ask_line", ask_line)
    text = "id,rating\n" + "".join(f"{_id(number)},1\n" for number in range(1, 7))
    (tmp_path / "config.toml").write_text("confirm_above = 2\n")
    code, _, said = update(text, "--report", str(tmp_path / "r"))
    assert code == ExitCode.OK
    assert asked == ["change 6 questions? [y/N] ", "change 5 questions? [y/N] "]
    assert "changed by another program meanwhile" in said
    assert column(qbank, "rating") == ["1"] * 6
    assert [each["outcome"] for each in report_of(tmp_path / "r")] == ["same", *["changed"] * 5]


def test_a_change_of_what_is_not_there_makes_no_bank(qbank: Run, tmp_path: Path) -> None:
    there = tmp_path / "no" / "bank.db"
    words = ["--db", str(there), "question", "update", "-", "--yes"]
    assert qbank(*words, stdin="id,rating\nabcd,1\n")[0] == ExitCode.BAD_DATA
    assert not there.parent.exists()
