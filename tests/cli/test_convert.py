"""`qbank convert`: files to a file, with the same care as by way of a bank, and without one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"
CARDS = "#flashcards\na\t1\tx\nb\t2\na\t1\tx\n"
BAD = "#flashcards\na\t1\nno card\nb\t2\n"

pytestmark = pytest.mark.usefixtures("flashcards")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.cards").write_text(CARDS)
    Path("bad.cards").write_text(BAD)
    return tmp_path


def questions(text: str) -> list[dict[str, object]]:
    return [each for each in json.loads(text) if each["kind"] == "question"]


def test_a_file_becomes_one_of_another_format_and_back_without_a_bank(qbank: Run, bank_path: Path) -> None:
    bank_path.unlink()
    assert qbank("convert", "a.cards", "b.json")[0] == ExitCode.OK
    code, out, said = qbank("convert", "b.json", "-", "--to", "flashcards")
    assert (code, out, said) == (ExitCode.OK, CARDS, "wrote 3 questions on stdout\n")
    assert not bank_path.exists()


def test_twins_stay_and_several_files_follow_each_other(qbank: Run) -> None:
    _, out, _ = qbank("convert", "a.cards", "a.cards", "-", "--to", "json")
    assert [each["stem"] for each in questions(out)] == ["a", "b", "a", "a", "b", "a"]


def test_stdin_is_read_and_recognised(qbank: Run) -> None:
    code, out, _ = qbank("convert", "-", "-", "--to", "json", stdin=CARDS)
    assert (code, len(questions(out))) == (ExitCode.OK, 3)


def test_qbanks_own_file_keeps_its_records_and_pictures(qbank: Run) -> None:
    qbank("convert", str(EXAMPLES), "x.ndjson")
    before, after = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in (EXAMPLES, Path("x.ndjson"))
    )
    for kind in ("category", "document", "media", "question"):
        assert len([each for each in after if each["kind"] == kind]) == len(
            [each for each in before if each["kind"] == kind]
        )


def test_categories_are_placed_as_told(qbank: Run) -> None:
    essay = '{"kind":"question","type":"essay","stem":'
    told = f'{essay}"a","category":"A/B"}}\n{essay}"b"}}\n'
    for words, paths in ((("--into", "X"), ["X/A/B", None]), (("--category", "Y"), ["Y", "Y"])):
        out = qbank("convert", "-", "-", "--to", "json", *words, stdin=told)[1]
        assert [each["category"] for each in questions(out)] == paths


def test_a_question_that_cannot_be_read_stops_all_unless_it_is_to_be_skipped(qbank: Run) -> None:
    code, out, said = qbank("convert", "bad.cards", "-", "--to", "json")
    assert (code, out) == (ExitCode.BAD_DATA, "")
    assert "bad.cards:3: a card has a front, a tab and an answer" in said
    assert "1 of 3 questions cannot be read; nothing was written" in said
    code, out, _ = qbank("convert", "bad.cards", "-", "--to", "json", "--on-error", "skip")
    assert (code, len(questions(out))) == (ExitCode.PARTLY, 2)


def test_a_question_that_breaks_a_rule_is_not_read(qbank: Run) -> None:
    code, _, said = qbank(
        "convert", "-", "-", "--to", "json", stdin='{"kind":"question","type":"essay","stem":" "}'
    )
    assert code == ExitCode.BAD_DATA
    assert "the question has no text" in said


def test_the_report_lists_what_is_not_read_and_what_is_not_kept(qbank: Run) -> None:
    Path("own.ndjson").write_text(
        '{"kind":"question","type":"short_answer","stem":"a","title":"T","options":[{"text":"b"}]}\n'
    )
    words = ("bad.cards", "own.ndjson", "out.cards", "--on-error", "skip", "--report", "r.ndjson")
    assert qbank("convert", *words)[0] == ExitCode.PARTLY
    told = [json.loads(line) for line in Path("r.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [(each["code"], each.get("line")) for each in told] == [("not_read", 3), ("title", None)]
    assert told[0]["file"] == "bad.cards"


def test_the_report_is_written_where_nothing_else_is(qbank: Run) -> None:
    assert qbank("convert", "bad.cards", "out.json", "--report", "r.ndjson")[0] == ExitCode.BAD_DATA
    assert json.loads(Path("r.ndjson").read_text(encoding="utf-8"))["code"] == "not_read"
    assert not Path("out.json").exists()
    assert not Path("r.ndjson.part").exists()


def test_strict_refuses_to_lose(qbank: Run) -> None:
    told = '{"kind":"question","type":"short_answer","stem":"a","title":"T","options":[{"text":"b"}]}\n'
    assert qbank("convert", "-", "o.cards", "--strict", stdin=told)[0] == ExitCode.NEGATIVE
    assert not Path("o.cards").exists()


def test_a_table_is_mapped_and_its_keys_read_as_told(qbank: Run) -> None:
    table = "frage,a,b,key\nOne?,x,y,1\nTwo?,x,y,0\n"
    words = ("--map", "stem=frage", "--map", "answer=key", "--answers", "0-based")
    code, out, said = qbank("convert", "-", "-", "--to", "json", *words, stdin=table)
    assert code == ExitCode.OK, said
    assert [each["stem"] for each in questions(out)] == ["One?", "Two?"]


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("a.cards",), "one file is not enough to convert", ExitCode.USAGE),
        (("a.cards", "-"), "what is to be written?", ExitCode.USAGE),
        (("a.cards", "out"), "what is to be written?", ExitCode.USAGE),
        (("a.cards", "out.docx"), "qbank does not write .docx files", ExitCode.USAGE),
        (
            ("a.cards", "a.cards", "--force"),
            "a.cards is to be read, and cannot be written too",
            ExitCode.USAGE,
        ),
        (("a.cards", "bad.cards"), "bad.cards is there already", ExitCode.CANNOT_CREATE),
        (("a.cards", "no/out.json"), "there is no folder no", ExitCode.CANNOT_CREATE),
        (("gone.cards", "out.json"), "there is no file gone.cards", ExitCode.NOT_FOUND),
        (("a.cards", "out.json", "--from", "aikn"), "no format is called 'aikn'", ExitCode.USAGE),
        (
            ("a.cards", "out.json", "--from", "html"),
            "html is written for people, and cannot be read",
            ExitCode.USAGE,
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing_behind(
    qbank: Run, here: Path, words: tuple[str, ...], told: str, code: ExitCode
) -> None:
    before = {path: path.read_bytes() for path in here.glob("*.*")}
    got, out, said = qbank("convert", *words)
    assert (got, out) == (code, "")
    assert said.startswith(f"qbank: error: {told}\n")
    assert {path: path.read_bytes() for path in here.glob("*.*")} == before


def test_an_empty_file_is_said(qbank: Run) -> None:
    Path("e.cards").write_text("#flashcards\n")
    code, _, said = qbank("convert", "a.cards", "e.cards", "out.json")
    assert code == ExitCode.BAD_DATA
    assert "e.cards holds no question that can be read; nothing was written" in said
