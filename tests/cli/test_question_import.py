"""What an import does to a bank, and what it says of files that nobody should have written."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
GOOD = {"type": "essay", "stem": "A good one?"}
CHOICE: dict[str, Any] = {
    "type": "single_choice",
    "stem": "Which?",
    "options": [{"text": "this", "fraction": 1}, {"text": "that"}],
}
PASSAGE = "7c0f3a52-4a0e-4c59-9d1b-2b9d5f0e6a41"


def line(document: Any) -> bytes:
    return json.dumps({"kind": "question", **document}).encode() + b"\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of lines, or of documents, and give its path."""

    def written(*lines: Any, name: str = "own.ndjson") -> str:
        path = tmp_path / name
        path.write_bytes(b"".join(each if isinstance(each, bytes) else line(each) for each in lines))
        return str(path)

    return written


def listed(qbank: Run, *words: str) -> list[dict[str, Any]]:
    return [
        json.loads(each) for each in qbank("question", "list", *words, "--format", "ndjson")[1].splitlines()
    ]


def values(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(statement)]


def test_what_came_in_is_not_brought_in_again(qbank: Run, bank_path: Path) -> None:
    assert "110 new" in qbank("question", "import", str(EXAMPLES))[2]
    changes = values(bank_path, "SELECT number FROM changes")
    code, out, said = qbank("question", "import", str(EXAMPLES))
    assert (code, out) == (ExitCode.OK, "")
    assert said == "questions.ndjson: 110 known already\n"
    assert values(bank_path, "SELECT number FROM changes") == changes


def test_known_questions_in_the_trash_are_said_to_be_there(qbank: Run, write: Write) -> None:
    file = write(GOOD, CHOICE)
    qbank("question", "import", file)
    qbank("question", "delete", "--all", "--yes")
    code, _, said = qbank("question", "import", file)
    assert code == ExitCode.OK
    assert "2 known already" in said
    assert "2 of them are in the trash" in said


def test_where_many_are_left_out_the_others_are_counted(qbank: Run, write: Write) -> None:
    said = qbank("question", "import", write(*[GOOD] * 30))[2]
    assert "29 left out as duplicates" in said
    assert said.count("the same as question 1 of the file") == 5
    assert "  … and 24 more; --report FILE has them all\n" in said


def test_twins_are_told_and_left_out_unless_asked_for(qbank: Run, write: Write) -> None:
    qbank("question", "import", write(CHOICE))
    turned = {**CHOICE, "stem": " Which? ", "options": CHOICE["options"][::-1]}
    twins = write(turned, GOOD, GOOD, name="other.ndjson")
    code, _, said = qbank("question", "import", twins)
    assert code == ExitCode.OK
    assert "1 new" in said
    assert "2 left out as duplicates" in said
    assert "line 1: the bank has this question already (" in said
    assert "line 3: the same as question 2 of the file" in said
    assert "3 new" in qbank("question", "import", twins, "--on-duplicate", "add", "--document", "D")[2]
    assert qbank("question", "count")[1] == "5\n"


def test_merging_a_twin_fills_what_is_unknown(qbank: Run, write: Write) -> None:
    qbank("question", "import", write({**CHOICE, "difficulty": "easy", "tags": ["a"]}))
    twin = write({**CHOICE, "difficulty": "hard", "rating": 4, "tags": ["A", "b"]}, name="other.ndjson")
    assert "1 changed" in qbank("question", "import", twin, "--on-duplicate", "merge")[2]
    [merged] = listed(qbank)
    assert (merged["difficulty"], merged["rating"], merged["tags"]) == ("easy", 4.0, ["a", "b"])
    assert qbank("question", "count", "tag:b")[1] == "1\n"
    assert qbank("db", "check")[0] == ExitCode.OK


def test_merging_a_twin_that_says_nothing_new_leaves_numbers_as_they_were_written(
    qbank: Run, tmp_path: Path
) -> None:
    line = (
        '{"type": "essay", "stem": "Why?", "tags": ["a"], "fields": {"x": 1.50, "y": 2.000000000000000001}}'
    )
    file = tmp_path / "x.ndjson"
    file.write_text(line)
    qbank("question", "import", str(file))
    file.write_text(line.replace('"x": 1.50, ', ""))
    said = qbank("question", "import", str(file), "--on-duplicate", "merge", "--document", "Other")[2]
    assert "changed" not in said
    file.write_text(line.replace('"x": 1.50', '"z": 3.0'))
    said = qbank("question", "import", str(file), "--on-duplicate", "merge", "--document", "Third")[2]
    assert "1 changed" in said
    [exported] = qbank("question", "list", "--format", "ndjson")[1].splitlines()
    assert '"fields":{"x":1.50,"y":2.000000000000000001,"z":3.0}' in exported


def test_two_questions_of_one_id_are_not_both_kept_and_that_is_said(qbank: Run, write: Write) -> None:
    code, _, said = qbank("question", "import", write({**GOOD, "id": PASSAGE}, {**CHOICE, "id": PASSAGE}))
    assert code == ExitCode.OK
    assert "1 new" in said
    assert "line 2:" in said
    assert qbank("question", "count")[1] == "1\n"


def test_two_questions_of_one_external_id_are_known_again_each(qbank: Run, write: Write) -> None:
    file = write({**GOOD, "external_id": "e"}, {**CHOICE, "external_id": "e"})
    assert "2 new" in qbank("question", "import", file)[2]
    assert "2 known already" in qbank("question", "import", file)[2]


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_passage_is_tied_wherever_it_stands(qbank: Run, write: Write, order: str) -> None:
    passage = {"id": PASSAGE, "type": "description", "stem": "On foxes."}
    asked = {**GOOD, "stimulus": PASSAGE}
    qbank("question", "import", write(*((passage, asked) if order == "before" else (asked, passage))))
    assert [each["stimulus"] for each in listed(qbank, "type:essay")] == [PASSAGE]


def test_a_passage_that_is_nowhere_stops_the_import(qbank: Run, write: Write) -> None:
    code, _, said = qbank("question", "import", write({**GOOD, "stimulus": PASSAGE}))
    assert code == ExitCode.BAD_DATA
    assert PASSAGE in said
    assert qbank("question", "count")[1] == "0\n"


def test_pictures_are_kept_and_linked(qbank: Run, write: Write, bank_path: Path) -> None:
    digest = sha256(b"GIF89a").hexdigest()
    media = {"kind": "media", "sha256": digest, "mime": "image/gif", "data": "R0lGODlh"}
    shown = {**GOOD, "stem": f"![](qbank://media/{digest})", "format": "markdown"}
    assert qbank("question", "import", write(media, shown))[0] == ExitCode.OK
    assert values(bank_path, "SELECT sha256 FROM question_media") == [digest]
    assert qbank("question", "count", "has:image")[1] == "1\n"
    code, _, said = qbank("question", "import", write({**media, "data": "AAAA"}, GOOD))
    assert code == ExitCode.BAD_DATA
    assert "its bytes have another hash" in said


def test_places_come_from_the_file_from_into_or_from_category(qbank: Run, write: Write) -> None:
    file = write({**GOOD, "category": "A/B"}, CHOICE)
    assert "1 without a category: it is in Unsorted" in qbank("question", "import", file)[2]
    for options, wanted in (
        (["--into", "X/Y"], {"X/Y/A/B", "X/Y/Unsorted"}),
        (["--category", "Z"], {"Z"}),
        ([], {"A/B", "Unsorted"}),
    ):
        qbank("undo")
        assert qbank("question", "import", file, *options)[0] == ExitCode.OK
        assert {each["category"] for each in listed(qbank)} == wanted


def test_a_categorys_defaults_fill_what_the_file_leaves_open(qbank: Run, write: Write) -> None:
    qbank("category", "add", "A/B")
    qbank("category", "set", "A", "difficulty=hard", "points=2", "tags=exam", "status=review", "language=en")
    said = {**GOOD, "category": "A/B", "tags": ["own"]}
    file = write(said, {**CHOICE, **said, "type": "single_choice", "difficulty": "easy", "status": "draft"})
    qbank("question", "import", file)
    first, second = listed(qbank)
    assert [first[name] for name in ("difficulty", "points", "status", "language")] == [
        "hard",
        2.0,
        "review",
        "en",
    ]
    assert first["tags"] == ["own", "exam"]
    assert (second["difficulty"], second["status"]) == ("easy", "draft")
    assert qbank("question", "count", "tag:exam")[1] == "2\n"
    assert "2 known already" in qbank("question", "import", file)[2]
    assert qbank("db", "check")[0] == ExitCode.OK


def test_status_is_for_those_that_say_none(qbank: Run, write: Write) -> None:
    keyless = {**CHOICE, "options": [{"text": "this"}, {"text": "that"}]}
    file = write(keyless, {**GOOD, "status": "review"})
    assert qbank("question", "import", file, "--status", "draft")[0] == ExitCode.OK
    assert [each["status"] for each in listed(qbank)] == ["draft", "review"]


def test_what_cannot_be_read_stops_it_or_is_skipped_and_is_reported(
    qbank: Run, write: Write, tmp_path: Path
) -> None:
    file, report = write(GOOD, {"type": "riddle", "stem": "Why?"}, CHOICE), tmp_path / "report.ndjson"
    code, out, said = qbank("question", "import", file, "--report", str(report))
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert "own.ndjson:2: type: Invalid enum value 'riddle'" in said
    assert "1 of 3 questions cannot be read; nothing was imported" in said
    assert [json.loads(each)["verdict"] for each in report.read_text().splitlines()] == ["failed"]
    assert qbank("question", "count")[1] == "0\n"
    code, _, said = qbank("question", "import", file, "--report", str(report), "--on-error", "skip")
    assert code == ExitCode.PARTLY
    assert "2 new, 1 not readable" in said
    told = {each["line"]: each for each in map(json.loads, report.read_text().splitlines())}
    assert {number: each["verdict"] for number, each in told.items()} == {1: "new", 2: "failed", 3: "new"}
    assert told[1]["id"] == listed(qbank)[0]["id"]
    assert told[2]["reason"].startswith("Invalid enum value 'riddle'")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_a_dry_run_shows_what_would_be_and_changes_nothing(qbank: Run, write: Write, bank_path: Path) -> None:
    before = bank_path.read_bytes()
    code, out, said = qbank("question", "import", write({**CHOICE, "category": "A/B"}), "--dry-run")
    assert (code, out) == (ExitCode.OK, "")
    assert "would make 2 categories: A, A/B" in said
    assert "Which?" in said
    assert said.endswith("dry run: nothing was changed\n")
    assert bank_path.read_bytes() == before


def test_a_dry_run_makes_no_bank(qbank: Run, write: Write, tmp_path: Path) -> None:
    there = tmp_path / "no" / "bank.db"
    code, _, said = qbank("--db", str(there), "question", "import", write(GOOD), "--dry-run")
    assert code == ExitCode.OK
    assert "1 new" in said
    assert not there.parent.exists()


def test_several_files_are_one_change(qbank: Run, write: Write) -> None:
    one, other = write(GOOD), write(CHOICE, name="other.ndjson")
    assert qbank("question", "import", one, other)[0] == ExitCode.OK
    assert qbank("undo")[0] == ExitCode.OK
    assert qbank("question", "count")[1] == "0\n"


def test_a_bad_file_keeps_the_good_one_out_too(qbank: Run, write: Write) -> None:
    one, other = write(GOOD), write(b"{", name="other.ndjson")
    assert qbank("question", "import", one, other, "--from", "ndjson")[0] == ExitCode.BAD_DATA
    assert qbank("question", "count")[1] == "0\n"


def test_stdin_is_a_file_too(qbank: Run) -> None:
    assert "stdin: 1 new" in qbank("question", "import", "-", stdin=line(GOOD))[2]


def test_a_file_name_in_another_encoding_is_no_bug(qbank: Run, tmp_path: Path) -> None:
    name = b"caf\xe9.ndjson".decode("utf-8", "surrogateescape")
    (tmp_path / name).write_bytes(line(GOOD))
    assert qbank("question", "import", str(tmp_path / name))[0] == ExitCode.OK
    assert qbank("question", "count", "caf\udce9")[0] in (ExitCode.OK, ExitCode.USAGE)
    assert qbank("question", "list", "document:caf*")[0] == ExitCode.OK


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just some words", "of no format that qbank knows"),
        (b"<problem><multiplechoiceresponse/></problem>", "Open edX OLX"),
        (b"[]", "empty list"),
    ],
)
def test_a_file_without_a_question_says_so(qbank: Run, write: Write, content: bytes, words: str) -> None:
    code, out, said = qbank("question", "import", write(content, name="x.txt"))
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert words in said


def test_a_file_that_is_not_there_and_a_folder_are_told(qbank: Run, tmp_path: Path) -> None:
    assert qbank("question", "import", str(tmp_path / "no.json"))[0] == ExitCode.NOT_FOUND
    assert qbank("question", "import", str(tmp_path))[0] == ExitCode.USAGE
    assert qbank("question", "import", "-", "--from", "nonsense", stdin=b"x")[0] == ExitCode.USAGE
    assert qbank("question", "import", "-", "--map", "stem", stdin=b"x")[0] == ExitCode.USAGE


BAD: dict[str, tuple[bytes, str, str]] = {
    "deep nesting": (
        b'{"kind":"question","type":"essay","stem":"x","fields":{"a":'
        + b"[" * 100_000
        + b"]" * 100_000
        + b"}}",
        "",
        "nested too deeply",
    ),
    "a huge number": (b'{"kind":"question","type":"essay","stem":"x","points":1e999}', "", "too large"),
    "a number of 5000 digits": (
        b'{"kind":"question","type":"essay","stem":"x","points":' + b"9" * 5000 + b"}",
        "",
        "too large",
    ),
    "a tiny number": (
        b'{"kind":"question","type":"essay","stem":"x","fields":{"v":1e-99999999999999999999}}',
        "",
        "too small",
    ),
    "a number that fills the memory when written out": (
        b'{"kind":"question","type":"numerical","stem":"x","options":[{"value":"1e999999999"}]}',
        "options[0]",
        "too large",
    ),
    "NaN": (b'{"kind":"question","type":"essay","stem":"x","points":NaN}', "", "NaN is no number JSON knows"),
    "a key twice": (
        b'{"kind":"question","type":"essay","stem":"x","stem":"y"}',
        "",
        "the key 'stem' stands twice",
    ),
    "a lone surrogate": (
        b'{"kind":"question","type":"essay","stem":"a\\ud800b"}',
        "stem",
        "a lone surrogate",
    ),
    "a lone surrogate in the author": (
        b'{"kind":"question","type":"essay","stem":"x","author":"\\udc80"}',
        "author",
        "a lone surrogate",
    ),
    "a lone surrogate in the document": (
        b'{"kind":"question","type":"essay","stem":"x","document":"\\udc80"}',
        "document",
        "a lone surrogate",
    ),
    "NUL": (b'{"kind":"question","type":"essay","stem":"a\\u0000b"}', "stem", "NUL"),
    "NUL in an own field": (
        b'{"kind":"question","type":"essay","stem":"x","fields":{"a":["\\u0000"]}}',
        "fields.a[0]",
        "NUL",
    ),
    "NUL in the category": (
        b'{"kind":"question","type":"essay","stem":"x","category":"A\\u0000B"}',
        "category",
        "NUL",
    ),
    "a category that cannot be one": (
        b'{"kind":"question","type":"essay","stem":"x","category":"A\\u0007B"}',
        "category",
        "control character",
    ),
    "a truncated line": (b'{"kind":"question","type":"essay","stem":"x', "", "no JSON"),
    "a wrong type": (b'{"kind":"question","type":"essay","stem":5}', "stem", "Expected `str`, got `int`"),
    "an unknown type": (b'{"kind":"question","type":"riddle","stem":"x"}', "type", "Invalid enum value"),
    "an unknown kind": (b'{"kind":"riddle","stem":"x"}', "kind", "unknown kind 'riddle'"),
    "no key": (
        line({**CHOICE, "options": [{"text": "a"}, {"text": "b"}], "status": "ready"}).strip(),
        "options",
        "no choice earns points",
    ),
    "an id that is no UUID": (line({**GOOD, "id": "q1"}).strip(), "id", "is no UUID"),
    "a slip inside an option": (
        line({**CHOICE, "options": [{"text": "a", "fractoin": 1}, {"text": "b"}]}).strip(),
        "options[0]",
        "unknown field `fractoin`",
    ),
    "a category record of no name": (b'{"kind":"category","path":"/"}', "path", "names no category"),
    "a category record of no colour": (b'{"kind":"category","path":"A","color":"red"}', "color", "no colour"),
    "a default that is none": (
        b'{"kind":"category","path":"A","preferences":{"points":"many"}}',
        "preferences.points",
        "no number",
    ),
    "a document without a title": (b'{"kind":"document","title":" "}', "title", "empty"),
    "a picture that is no base64": (
        b'{"kind":"media","sha256":"ab","mime":"image/png","data":"?"}',
        "data",
        "base64",
    ),
    "no object": (b"5", "", "Expected an object"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_by_line_path_and_reason_and_the_good_is_kept(
    qbank: Run, write: Write, name: str
) -> None:
    bad, path, reason = BAD[name]
    file = write(GOOD, bad + b"\n", CHOICE)
    code, out, said = qbank("question", "import", file, "--from", "ndjson")
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert f"own.ndjson:2: {path}" in said
    assert reason in said
    assert "nothing was imported" in said
    assert qbank("question", "count")[1] == "0\n"
    code, _, said = qbank("question", "import", file, "--from", "ndjson", "--on-error", "skip")
    assert code == ExitCode.PARTLY
    assert "2 new, 1 not readable" in said
    assert qbank("question", "count")[1] == "2\n"


@pytest.mark.parametrize("name", ["a key twice", "NaN", "a wrong type", "no key", "NUL"])
def test_bad_input_in_an_array_is_told_by_its_place(qbank: Run, write: Write, name: str) -> None:
    bad, path, reason = BAD[name]
    file = write(b"[\n" + line(GOOD).strip() + b",\n" + bad + b",\n" + line(CHOICE) + b"]", name="own.json")
    code, _, said = qbank("question", "import", file, "--on-error", "skip")
    assert code == ExitCode.PARTLY
    assert f"own.json:3: [1]{'.' if path else ''}{path}" in said
    assert reason in said


def test_an_array_that_is_cut_off_says_where(qbank: Run, write: Write) -> None:
    file = write(b"[\n" + line(GOOD).strip() + b',\n{"kind": "question", "st', name="own.json")
    code, _, said = qbank("question", "import", file, "--on-error", "skip")
    assert code == ExitCode.BAD_DATA
    assert "own.json, line 3, at [1]: the file is cut off" in said


ACCENTS = {**GOOD, "stem": "Où est l’école?"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_whatever_it_is_encoded_in_the_text_is_the_same(qbank: Run, write: Write, encoding: str) -> None:
    text = json.dumps({"kind": "question", **ACCENTS}, ensure_ascii=False)
    code, _, said = qbank("question", "import", write(text.encode(encoding)))
    assert code == ExitCode.OK, said
    assert listed(qbank)[0]["stem"] == ACCENTS["stem"]
    assert ("Windows-1252" in said) == (encoding == "cp1252")


def test_a_table_whose_key_is_no_choice_says_which_row(qbank: Run, write: Write) -> None:
    rows = "question,A,B,answer\nWhy?,so,not so,A\nWho?,me,you,E\n"
    code, _, said = qbank("question", "import", write(rows.encode(), name="t.csv"))
    assert code == ExitCode.OK
    assert "t.csv:3" in said
    assert "the key 'E' is none of the 2 choices: read as a draft" in said
    assert qbank("question", "count", "status:draft")[1] == "1\n"


def test_where_no_question_can_be_read_skipping_is_not_advised(qbank: Run) -> None:
    bad = '{"kind":"question","type":"essay","stem":""}\n'
    code, _, said = qbank("question", "import", "-", stdin=bad * 2)
    assert code == ExitCode.BAD_DATA
    assert "2 of 2 questions cannot be read" in said
    assert "--on-error skip" not in said
    assert "hint: it was read as qbank's own NDJSON: correct what is said above" in said
    assert "--map" not in said
    code, _, said = qbank("convert", "-", "-", "--to", "gift", stdin=bad)
    assert (code, "1 of 1 question cannot be read" in said, "--on-error" in said) == (65, True, False)
    code, _, said = qbank("question", "import", "-", stdin="question,A,B,answer\nWhy?,so,,A\n")
    assert (code, "hint: it was read as CSV: say with --map stem=KEY" in said) == (65, True)
    assert "--on-error skip" in qbank("question", "import", "-", stdin=bad.encode() + line(GOOD))[2]


def test_a_bank_there_is_none_of_is_refused_before_a_file_is_read(qbank: Run) -> None:
    code, _, said = qbank("question", "import", "--bank", "nope", "no such file.json")
    assert code == ExitCode.NOT_FOUND
    assert "there is no bank named 'nope'" in said
    assert "`qbank bank new nope`" in said


def test_of_several_files_the_one_that_cannot_be_read_is_named(qbank: Run, write: Write) -> None:
    other = write(b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', name="other.xml")
    said = qbank("question", "import", write(GOOD), other)[2]
    assert said.startswith("qbank: error: other.xml is QTI 2, which qbank does not read yet\n")


def test_what_keeps_a_question_out_is_told_among_many_warnings_and_its_line_in_the_end(
    qbank: Run, write: Write
) -> None:
    rows = [
        b"question,A,B,answer\n",
        *(b"What is it?,x,y,z%d\n" % number for number in range(60)),
        b",x,y,A\n",
    ]
    code, _, said = qbank("question", "import", write(*rows, name="t.csv"))
    assert code == ExitCode.BAD_DATA
    assert "t.csv:62: question: the row has no question text\n" in said
    assert "qbank: warning: t.csv: 42 more warnings\n" in said
    assert "hint: correct them (t.csv:62), or bring in the rest with --on-error skip\n" in said
    assert said.count("qbank: warning: ") == 20
