"""`qbank question export` to any format: what is lost is said, what comes back otherwise is not kept."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.exits import ExitCode
from qbank.services import file_writing
from qbank.services.reading_back import Problem

Run = Callable[..., tuple[int, str, str]]
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"


@pytest.fixture
def filled(qbank: Run) -> Run:
    assert qbank("question", "import", str(EXAMPLES))[0] == ExitCode.OK
    return qbank


@pytest.mark.usefixtures("flashcards")
def test_what_a_format_cannot_hold_is_said_for_the_first_questions_and_counted_for_all(
    filled: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out.cards"
    code, printed, said = filled("question", "export", "--all", "-o", str(out))
    assert (code, printed) == (ExitCode.PARTLY, "")
    lines = said.splitlines()
    assert len([line for line in lines if line.startswith("question ")]) == 20
    assert "… and 90 questions more" in lines
    assert f"wrote 6 questions to {out}; 104 could not be written" in lines
    assert any(
        line.startswith("qbank: warning: not kept in 110 of 110 questions: not written 104") for line in lines
    )
    assert out.read_text(encoding="utf-8").startswith("#flashcards\n")


@pytest.mark.usefixtures("flashcards")
def test_a_quiet_export_still_warns_of_what_is_lost(filled: Run) -> None:
    code, printed, said = filled("-q", "question", "export", "type:short_answer", "--to", "flashcards")
    assert (code, printed.count("\n")) == (ExitCode.OK, 7)
    assert said.startswith("qbank: warning: not kept in 6 of 6 questions: ")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("flashcards")
def test_the_report_lists_every_loss(filled: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.ndjson"
    filled("question", "export", "--all", "--to", "flashcards", "--report", str(report))
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert len([line for line in lines if line["code"] == "not_written"]) == 104
    assert {tuple(line) for line in lines} == {("code", "message", "number", "question")}


@pytest.mark.usefixtures("flashcards")
def test_strict_writes_nothing_and_reports_what_would_be_lost(filled: Run, tmp_path: Path) -> None:
    out, report = tmp_path / "out.cards", tmp_path / "report.ndjson"
    words = ("question", "export", "type:short_answer", "--strict", "--report", str(report))
    code, printed, said = filled(*words, "-o", str(out))
    assert (code, printed) == (ExitCode.NEGATIVE, "")
    assert "nothing was written" in said
    assert report.read_text(encoding="utf-8").count("\n") > 6
    assert not out.exists()
    assert filled(*words, "--to", "flashcards")[:2] == (ExitCode.NEGATIVE, "")


def test_strict_writes_what_loses_nothing(filled: Run) -> None:
    for format in ("ndjson", "markdown"):
        code, out, _ = filled("question", "export", "type:essay", "--to", format, "--strict")
        assert (code, "Question" in out or '"question"' in out) == (ExitCode.OK, True)


@pytest.mark.usefixtures("flashcards")
def test_nothing_that_can_be_written_is_an_error(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.cards"
    code, _, said = filled("question", "export", "type:essay", "-o", str(out))
    assert code == ExitCode.BAD_DATA
    assert "none of the 4 questions can be written as flashcard text" in said
    assert not out.exists()


@pytest.mark.usefixtures("flashcards")
def test_what_does_not_come_back_as_it_was_is_not_kept(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_writing, "problems", lambda *asked: [Problem(1, "ab" * 18, "stem was lost")])
    out = tmp_path / "out.cards"
    code, _, said = filled("question", "export", "type:short_answer", "-o", str(out))
    assert code == ExitCode.BAD_DATA
    assert "qbank: warning: question 1 (abababab): stem was lost" in said
    assert not out.exists()
    again = filled("question", "export", "type:short_answer", "-o", str(out), "--no-verify")
    assert again[0] == ExitCode.OK
    assert out.exists()


@pytest.mark.usefixtures("flashcards")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "flashcards", "--option", "tag=no"), "the format flashcards has no option 'tag'"),
        (("--to", "flashcards", "--option", "tags=maybe"), "tags = 'maybe' is none of yes, no"),
        (("--to", "html", "--verify"), "html is not read, so nothing can be compared"),
        (("--to", "ndjson", "--option", "x=y"), "the format ndjson has no options"),
        (("--to", "gfit"), "no format is called 'gfit'"),
        (("--to", "json-shapes"), "qbank does not write JSON"),
        (("-o", "x.docx"), "qbank does not write .docx files"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_the_bank_is_read(
    qbank: Run, words: tuple[str, ...], told: str
) -> None:
    code, printed, said = qbank("--db", "/nowhere/at/all.db", "question", "export", "--all", *words)
    assert (code, printed) == (ExitCode.USAGE, "")
    assert f"qbank: error: {told}\n" in said


@pytest.mark.usefixtures("flashcards")
def test_an_option_of_a_format_reaches_it(filled: Run) -> None:
    words = ("question", "export", "type:short_answer", "--to", "flashcards")
    with_tags, without = filled(*words)[1], filled(*words, "--option", "tags=no")[1]
    assert "\tperiodic table\n" in with_tags
    assert "periodic table" not in without
    assert filled(*words, "--option", "tags=yes")[1] == with_tags


def test_a_page_with_pictures_has_them_beside_it_and_is_not_written_over_another(
    filled: Run, tmp_path: Path
) -> None:
    out = tmp_path / "exam.md"
    words = ("question", "export", "type:hotspot", "-o", str(out), "--title", "Mid term")
    assert filled(*words, "--option", "key=end")[0] == ExitCode.OK
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Mid term\n")
    assert text.count("](exam_files/") == 2
    assert len(list((tmp_path / "exam_files").iterdir())) == 2
    assert filled(*words)[0] == ExitCode.CANNOT_CREATE
    assert filled(*words, "--force")[0] == ExitCode.OK
    assert len(list((tmp_path / "exam_files").iterdir())) == 2


def test_a_page_in_a_pipe_holds_its_pictures(filled: Run) -> None:
    code, page, said = filled("question", "export", "type:hotspot", "--to", "html")
    assert (code, page.count("data:image/svg+xml;base64,")) == (ExitCode.OK, 2)
    assert said == "wrote 2 questions on stdout\n"


def test_a_passage_goes_with_its_questions(filled: Run) -> None:
    page = filled("question", "export", "type:numerical", "Foxes", "--to", "markdown")[1]
    assert page.index("On some treeless northern islands") < page.index("By what factor")


def test_qbanks_own_formats_are_verified_when_that_is_asked_for(filled: Run) -> None:
    code, out, said = filled("question", "export", "--all", "--verify", "--to", "json")
    assert (code, said) == (ExitCode.OK, "wrote 110 questions on stdout\n")
    assert sum(each["kind"] == "question" for each in json.loads(out)) == 110


def test_a_report_of_what_loses_nothing_is_empty(filled: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.ndjson"
    assert filled("question", "export", "--all", "--report", str(report))[0] == ExitCode.OK
    assert report.read_bytes() == b""


def test_retired_questions_are_left_out_of_any_format(qbank: Run) -> None:
    qbank("question", "add", "Old?", "--status", "retired")
    qbank("question", "add", "New?")
    _, page, said = qbank("question", "export", "type:essay", "--to", "markdown")
    assert "New?" in page
    assert "Old?" not in page
    assert "left out 1 retired question" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
@pytest.mark.parametrize("option", ["-o", "--report"])
def test_a_pipe_can_stand_for_the_file_and_for_the_report(filled: Run, tmp_path: Path, option: str) -> None:
    pipe = tmp_path / "pipe"
    found: list[bytes] = []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    reader.start()
    other = ("-o", str(tmp_path / "x.gift")) if option == "--report" else ("--to", "gift")
    _, out, said = filled("question", "export", "--all", option, str(pipe), *other)
    reader.join(10)
    assert (out, pipe.is_fifo()) == ("", True), said
    assert len(found[0]) > 100
    assert sorted(path.name for path in tmp_path.iterdir() if "pipe" in path.name) == ["pipe"]


@pytest.mark.parametrize(
    "words", [("question", "export", "--all", "--to", "xlsx"), ("formats", "template", "xlsx")]
)
def test_a_workbook_is_not_shown_on_a_terminal(
    filled: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("qbank.cli.output.is_terminal", lambda: True)
    code, out, said = filled(*words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert "qbank: error: stdout is a terminal, and this is no text\nhint: name a file with -o" in said


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_folder_is_no_file_to_be_replaced(filled: Run, tmp_path: Path, force: tuple[str, ...]) -> None:
    code, _, said = filled("question", "export", "--all", "--to", "gift", "-o", str(tmp_path), *force)
    assert code == ExitCode.CANNOT_CREATE
    assert f"qbank: error: {tmp_path} is a folder\nhint: name a file in it: {tmp_path / 'NAME'}\n" in said
