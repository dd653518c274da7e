import csv
import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qbank.errors import Kind, QbankError
from qbank.formats.base import Source
from qbank.formats.recognise import HEAD, recognise
from qbank.formats.registry import FORMATS

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
NAMES = {
    "json": "json-shapes",
    "qti12_xml": "qti12",
    "qti12_zip": "qti12",
    "qti2_item": "qti2",
    "qti2_test": "qti2",
    "qti2_zip": "qti2",
    "qti3_item": "qti3",
    "qti3_test": "qti3",
    "qti3_zip": "qti3",
    "bb_tab": "blackboard-tab",
    "moodle_cloze_txt": "moodle-cloze",
    "opentriviaqa_txt": "open-trivia-text",
}


def seen(content: str | bytes, name: str = "file") -> str:
    data = content.encode() if isinstance(content, str) else content
    return recognise(Source(name, io.BytesIO(data)))


def refusal(content: str | bytes, name: str = "file") -> QbankError:
    with pytest.raises(QbankError) as caught:
        seen(content, name)
    assert caught.value.kind is Kind.BAD_DATA
    return caught.value


def zipped(*files: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in files:
            package.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"kind":"bank","format":"qbank","version":1}\n{"kind":"question"}\n', "ndjson"),
        ('{"kind":"question","type":"essay","stem":"?"}', "ndjson"),
        ('[\n {"kind": "bank", "format": "qbank"},\n {"kind": "question"}]', "json"),
        ('{\n  "kind": "question"\n}', "json"),
        ('{"version": 1, "kind": "bank"}\n', "ndjson"),
        ('{"question": "?", "kind": "mcq"}\n{"question": "!"}', "json-shapes"),
        ('[{"question": "?"}]', "json-shapes"),
        ('{"questions": [{"kind": "question"}]}', "json-shapes"),
        ("[]", "json-shapes"),
        ('<?xml version="1.0"?>\n<!-- x --><quiz><question/></quiz>', "moodle-xml"),
        ("<questestinterop/>", "qti12"),
        ('<imsqti:assessmentItem xmlns:imsqti="x"/>', "qti2"),
        ("<qti-assessment-test/>", "qti3"),
        ("<POOL><TITLE/></POOL>", "blackboard-pool"),
        ("<problem><p/></problem>", "olx"),
        ("<examview/>", "examview"),
        ("$CATEGORY: a/b\n\nQ {T}", "gift"),
        ("::t:: Who? {=a ~b}", "gift"),
        ("Who is in Grant's tomb? {=Grant ~Lee}", "gift"),
        ("Which?\nA. x\nB) y\nANSWER: A\n", "aiken"),
        ("It is {1:SHORTANSWER:=red} and {2:NUMERICAL:=5:1}.", "moodle-cloze"),
        ("MC\tWhich?\ta\tcorrect\tb\tincorrect\n", "blackboard-tab"),
        ("NewQuestion,MC,\nQuestionText,?,\n", "brightspace-csv"),
        ("#separator:tab\n#html:true\na\tb\n", "anki-text"),
        ("Question\n========\nWho?\n\nMeta-information\n================\n", "rexams"),
        ("\\documentclass[11pt]{exam}\n\\begin{questions}", "exam-tex"),
        ("\\usepackage[box]{automultiplechoice}", "amc-tex"),
        ("* Which?\n+ a\n- b\n", "amc-txt"),
        ("Quiz title: x\n\n1.  Which?\na) x\n*b) y\n", "text2qti"),
        ("@quiz title: x\n---\n@title: y\n@type: multiple choice\n", "md2qti"),
        ("\n#Q Which?\n^ a\nA a\nB b\n", "open-trivia-text"),
        (":TYPE:MC:1:0:C\n:TITLE:x\n:QUESTION:H\n?\n", "webct"),
        (">>Which?<<\n\n( ) a\n(x) b\n", "edx-markdown"),
        ("question,A,B,answer\n?,x,y,A\n", "csv"),
        ("Pergunta;Opção 1;Opção 2;Resposta Correta\n?;x;y;1\n", "csv"),
        ("question\tanswer\nWho?\tI\n", "tsv"),
        ("What is it?,a,b,A\nWhat is that?,a,b,B\nAnd that?,c,d,A\n", "csv"),
    ],
)
def test_the_content_tells_the_format_whatever_the_file_is_called(content: str, name: str) -> None:
    assert seen(content, "x.bin") == name
    assert name in FORMATS


def test_content_goes_before_the_suffix() -> None:
    assert seen("<quiz/>", "quiz.csv") == "moodle-xml"
    assert seen('{"question": 1}', "quiz.gift") == "json-shapes"


def test_the_suffix_decides_where_the_content_does_not() -> None:
    assert seen("just a description", "quiz.gift") == "gift"
    assert seen("a,b\nc,d\n", "cards.csv") == "csv"
    assert seen("a\tb\nc\td\n", "cards.csv") == "tsv"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252"]
)
def test_the_encoding_does_not_hide_the_format(encoding: str) -> None:
    assert seen("question,A,B,answer\nCafé?,x,y,A\n".encode(encoding)) == "csv"


def test_a_file_of_carriage_returns_has_lines() -> None:
    assert seen("Which?\rA. x\rB. y\rANSWER: A\r") == "aiken"


def test_the_stream_is_left_at_its_start() -> None:
    for content in (b"question,answer\n?,x\n" * 9000, zipped(("h5p.json", "{}")), b""):
        stream = io.BytesIO(content)
        try:
            recognise(Source("x", stream))
        except QbankError:
            assert content == b""
        assert stream.tell() == 0


@pytest.mark.parametrize("content", [b"", b"  \n\t\r\n ", "\ufeff\n".encode()])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert refusal(content, "quiz.csv").message == "quiz.csv is empty"


def test_prose_is_refused_with_its_beginning() -> None:
    error = refusal("\n\nDear colleagues,\nplease find the exam attached. {see below}\n", "letter.txt")
    assert "line 3 begins 'Dear colleagues," in error.message
    assert error.hint is not None
    assert "--from" in error.hint


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"<!DOCTYPE html><html><body>1+1?</body></html>", "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"abc\0def", "line 1 has the character U+0000"),
        (b"<?xml version='1.0'?><rss/>", "begins with <rss>"),
        (b"<manifest/>", "the manifest of a package"),
    ],
)
def test_what_is_no_question_file_is_refused_by_its_name(content: bytes, what: str) -> None:
    assert what in refusal(content).message


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ([("xl/workbook.xml", "")], "xlsx"),
        ([("collection.anki21b", ""), ("media", "")], "apkg"),
        ([("content/content.json", "{}"), ("h5p.json", "{}")], "h5p"),
        ([("imsmanifest.xml", '<resource type="imsqti_xmlv1p2"/>')], "qti12"),
        ([("quiz/imsmanifest.xml", '<resource type="imsqti_item_xmlv2p1"/>')], "qti2"),
        ([("imsmanifest.xml", '<resource type="imsqti_item_xmlv3p0"/>')], "qti3"),
        ([("imsmanifest.xml", "<manifest/>"), ("questiondb.xml", "")], "qti12"),
    ],
)
def test_a_package_is_told_by_its_list_of_files(files: list[tuple[str, str]], name: str) -> None:
    assert seen(zipped(*files), "x.dat") == name


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ("questestinterop", "qti12"),
        ("x:questestinterop", "qti12"),
        ("assessmentItem", "qti2"),
        ("qti-assessment-item", "qti3"),
    ],
)
def test_a_zip_without_a_manifest_is_told_by_its_documents(root: str, name: str) -> None:
    document = f"<?xml version='1.0'?>\n<!-- made by hand -->\n<{root} a='1'>"
    assert seen(zipped(("readme.txt", "hello"), ("a.xml", "<other/>"), ("b/quiz.xml", document))) == name


def test_a_lone_item_of_qti_is_told_by_what_is_in_it() -> None:
    assert seen("<item ident='1'><presentation><material/></presentation></item>") == "qti12"
    assert "no format" in refusal("<item><title>news</title></item>").message


def test_a_zip_of_something_else_is_refused_with_what_it_holds() -> None:
    error = refusal(zipped(("a.gift", ""), ("b.gift", "")), "all.zip")
    assert "holds 'a.gift', 'b.gift'" in error.message
    assert error.hint == "unpack it and import the files in it"
    assert "Word" in refusal(zipped(("word/document.xml", ""))).message


def test_a_zip_with_too_many_files_is_refused() -> None:
    assert "10001 files" in refusal(zipped(*((f"{number}", "") for number in range(10_001)))).message


def test_a_zip_whose_list_of_files_is_too_long_is_refused_unread() -> None:
    long_names = [("a" * 60_000 + str(number), "") for number in range(80)]
    assert "list of files is over 4 MiB" in refusal(zipped(*long_names)).message


PACKAGE = zipped(("imsmanifest.xml", '<resource type="imsqti_xmlv1p2"/>'), ("a.xml", "x" * 50))


@given(
    st.lists(st.tuples(st.integers(0, len(PACKAGE) - 1), st.integers(0, 255)), max_size=6),
    st.integers(4, 400),
)
def test_a_damaged_zip_is_recognised_or_refused(changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(PACKAGE)
    for place, byte in changes:
        damaged[place] = byte
    only_refuses(bytes(damaged[:length]))


def only_refuses(content: bytes) -> None:
    try:
        assert seen(content) in FORMATS
    except QbankError as error:
        assert error.kind is Kind.BAD_DATA
        assert "\n" not in error.message


@given(
    st.binary(max_size=300)
    | st.text(alphabet='<>{}[]":=~#,;\t\r\n|?!-aA1. \ufeff\0é', max_size=200).map(str.encode)
)
def test_any_bytes_are_recognised_or_refused(content: bytes) -> None:
    only_refuses(content)


@pytest.mark.parametrize(
    "unit", ["{=", "\n", "{\\", '"', "[", "<!--", "$", "{{", '{"a":1,', "::", "\\ex", "# "]
)
def test_a_long_repetition_is_settled_in_little_work(unit: str) -> None:
    only_refuses((unit * HEAD)[:HEAD].encode())


def test_the_corpus_is_recognised() -> None:
    if not (CORPUS / "manifest.csv").exists():
        pytest.skip("the corpus is not here: set QBANK_CORPUS to its folder")
    right: Counter[bool] = Counter()
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        for row in csv.DictReader(manifest):
            right[_recognised(CORPUS / row["file"]) == _expected(row)] += 1
    assert right[True] / right.total() >= 0.99


def _expected(row: dict[str, str]) -> str:
    if row["format"] == "blackboard_dat":
        return "blackboard-pool" if "pool" in row["file"] else "qti12"
    return NAMES.get(row["format"], row["format"].replace("_", "-"))


def _recognised(path: Path) -> str | None:
    with path.open("rb") as stream:
        try:
            return recognise(Source(path.name, stream, path))
        except QbankError:
            return None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"type": "essay", "stem": "Why?"}\n{"type": "essay", "stem": "How?"}\n', "ndjson"),
        ('{"stem":"?","type":"single_choice","options":[{"text":"a","fraction":1},{"text":"b"}]}', "ndjson"),
        ('[{"id": null, "type": "essay", "stem": "Why?"}]', "json"),
        ('{\n  "type": "essay",\n  "stem": "Why?"\n}', "json"),
        ('{"type": "essay", "question": "Why?"}', "json-shapes"),
        ('{"type": "mcq", "stem": "Why?"}', "json-shapes"),
        ('{"type": "single_choice", "stem": "?", "options": ["a", "b"], "answer": "a"}', "json-shapes"),
        (
            '{"type": "single_choice", "stem": "?", "options": [{"text": "a", "correct": true}]}',
            "json-shapes",
        ),
        ('{"type": "essay", "stem": "Why?', "json-shapes"),
    ],
)
def test_own_questions_that_do_not_say_their_kind_are_told_by_their_keys(content: str, name: str) -> None:
    assert seen(content) == name


TOML = '[project]\nname = "x"\ndynamic = ["version"]\n\n[tool.x]\nlist = [{ a = "b" }, {=x ~y}]\n'


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (TOML, "pyproject.toml", "TOML settings"),
        (TOML, "stdin", "settings (TOML or INI)"),
        ("; x\n[alembic]\nscript = {=here}\npath = os\n", "stdin", "settings (TOML or INI)"),
        ("a: {b=c}\n", "ci.yaml", "YAML"),
        ("import os\n\ndef f(a):\n    return {'=': a, '~': 1}  # {=a ~b}\n", "stdin", "a program's source"),
        ("#!/bin/sh\ncase {=a} in esac\n", "stdin", "a program's source"),
        ("#include <stdio.h>\nint main(void) {\n  int a[] = {=1};\n}\n", "stdin", "a program's source"),
        ("const a = {b=1};\nfunction f() {}\n", "stdin", "a program's source"),
        ("x {=1}", "quiz.js", "a program's source"),
    ],
)
def test_settings_and_programs_are_no_questions(content: str, name: str, what: str) -> None:
    error = refusal(content, name)
    assert error.message == f"{name} is no file of questions: it looks like {what}"
    assert "--from FORMAT" in (error.hint or "")


def test_questions_about_programs_are_questions() -> None:
    assert seen("::loop:: What does this print?\nimport os\ndef f()\\: pass {=1 ~2}") == "gift"
    assert seen("What does `import os` do? {=loads ~unloads}\n\nAnd `def f(x)`? {=a ~b}") == "gift"


def test_the_projects_own_sources_are_no_questions() -> None:
    root = Path(__file__).parents[2]
    settings = [root / "pyproject.toml", root / "alembic.ini"]
    for path in (*settings, *sorted((root / "qbank").rglob("*.py"))):
        if (data := path.read_bytes()).strip():
            assert "is no file of questions" in refusal(data, path.name).message, path
    for path in settings:
        assert "is no file of questions" in refusal(path.read_bytes(), "stdin").message, path
