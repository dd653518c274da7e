"""What is exported comes back the same, byte for byte."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.cli.exits import ExitCode
from qbank.cli.process import start
from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType

Run = Callable[..., tuple[int, str, str]]
Document = dict[str, Any]
ODD = "\u2028\u2029\x85\x1b\x07\x1c\u202e\u200f\U0001f9ec\u0301\ufeff\\\"'\t\n\r<&$[]{}"
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a bank an example: shrinking takes minutes
EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"

_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from(ODD)
_any_text = st.text(_characters, max_size=12)
_texts = _any_text.filter(lambda text: bool(text.strip()))
_names = st.from_regex(r"[A-Za-zÄé][A-Za-z0-9 ü/]{0,8}[a-zß]", fullmatch=True)
_numbers = st.decimals(-(10**6), 10**6, places=3) | st.sampled_from(
    [Decimal("1.50"), Decimal("0.0"), Decimal("1E+5"), Decimal("1E-7"), Decimal("-3"), Decimal("6.022E+23")]
)
_json = st.recursive(
    st.none() | st.booleans() | _any_text | st.integers(-(2**70), 2**70) | _numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_any_text, inner, max_size=3),
    max_leaves=6,
)
_rich = _texts | st.builds(
    lambda text, markup: {"text": text, "format": markup}, _texts, st.sampled_from(["html", "plain"])
)
_share = st.sampled_from([0.0, 1.0, -0.25, 0.33333, 0.5])


def _with(**more: SearchStrategy[Any]) -> SearchStrategy[Document]:
    return st.fixed_dictionaries({}, optional=dict(more))


def _joined(*parts: SearchStrategy[Document]) -> SearchStrategy[Document]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def _line(document: Document) -> bytes:
    """Write a document with its kind first: that is what tells qbank's own JSON from other people's."""
    return jsontext.encode({"kind": "question", **document}) + b"\n"


def _element(**needed: SearchStrategy[Any]) -> SearchStrategy[Document]:
    return _joined(st.fixed_dictionaries(needed), _with(feedback=_rich))


def _keyed(element: SearchStrategy[Document], least: int, most: int) -> SearchStrategy[list[Document]]:
    return st.lists(element, min_size=least, max_size=most).map(
        lambda found: [{**found[0], "fraction": 1.0}, *found[1:]]
    )


_choice = _joined(_element(text=_rich, fraction=_share), _with(fixed=st.just(True)))
_answer = _joined(
    _element(text=_any_text),
    _with(match=st.sampled_from(["regex", "wildcard"]), case_sensitive=st.just(True)),
)
_number = _joined(
    _element(value=_numbers), _with(tolerance=_numbers.map(abs), tolerance_kind=st.just("relative"))
)
_gap = _keyed(_choice, 1, 3).map(lambda choices: {"name": "g", "kind": "choice", "choices": choices})
_area = _element(shape=st.just("circle"), coordinates=st.lists(st.floats(0, 1e4), min_size=3, max_size=3))
_OPTIONS: dict[QuestionType, SearchStrategy[list[Document]]] = {
    QuestionType.SINGLE_CHOICE: _keyed(_choice, 2, 4),
    QuestionType.MULTIPLE_CHOICE: _keyed(_choice, 2, 4),
    QuestionType.TRUE_FALSE: _keyed(_choice, 2, 2),
    QuestionType.SHORT_ANSWER: _keyed(_answer, 1, 3),
    QuestionType.NUMERICAL: _keyed(_number, 1, 3),
    QuestionType.MATCHING: st.lists(_element(left=_rich, right=_rich), min_size=1, max_size=3),
    QuestionType.ORDERING: st.lists(_element(text=_rich), min_size=2, max_size=4),
    QuestionType.CLOZE: st.lists(_gap, min_size=1, max_size=1),
    QuestionType.HOTSPOT: _keyed(_area, 1, 2),
}
_about = _with(
    title=_texts,
    format=st.sampled_from(["plain", "markdown", "html", "moodle", "latex"]),
    explanation=_rich,
    category=_names,
    document=_names,
    tags=st.lists(_any_text, max_size=3),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
    rating=st.floats(0, 5),
    points=st.floats(0, 1e9) | st.just(Decimal("1.50")),
    status=st.sampled_from(["draft", "review", "ready", "retired"]),
    language=_texts,
    author=_texts,
    licence=_texts,
    external_id=_texts,
    fields=st.dictionaries(_any_text, _json, max_size=3),
    details=_with(
        hints=st.lists(st.fixed_dictionaries({"text": _rich}), max_size=2),
        feedback=st.fixed_dictionaries({"correct": _rich}),
        scoring=st.fixed_dictionaries({"penalty": st.floats(0, 1)}),
        shuffle=st.booleans(),
        units=st.lists(st.fixed_dictionaries({"name": _texts, "factor": st.floats(0.001, 1000)}), max_size=2),
    ),
)


def _of_type(type: QuestionType) -> SearchStrategy[Document]:
    kept = type in (QuestionType.OPAQUE, QuestionType.DYNAMIC)
    stems = _any_text if kept else _texts
    if type is QuestionType.CLOZE:
        stems = _texts.map(lambda text: text.replace("[[", "").replace("]]", "") + " [[g]]")
    fixed: dict[str, SearchStrategy[Any]] = {
        "kind": st.just("question"),
        "type": st.just(type.value),
        "stem": stems,
    }
    if type in _OPTIONS:
        fixed["options"] = _OPTIONS[type]
    extensions = st.dictionaries(_any_text, _json, min_size=int(kept), max_size=2)
    return _joined(
        st.fixed_dictionaries(fixed),
        _about,
        _with() if not kept else st.fixed_dictionaries({"extensions": extensions}),
    )


DOCUMENTS = st.lists(st.sampled_from(list(QuestionType)).flatmap(_of_type), min_size=1, max_size=6)


def _again(
    folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch, name: str, file: Path, suffix: str
) -> Path:
    """Import a file into an empty bank, and export that bank."""
    bank, out = folder / f"{name}.db", folder / f"{name}{suffix}"
    shutil.copy(template, bank)
    monkeypatch.setenv("QBANK_DB", str(bank))
    monkeypatch.setenv("QBANK_CONFIG", str(folder / "config.toml"))
    assert start(["--quiet", "question", "import", str(file), "--on-duplicate", "add"]) == ExitCode.OK
    assert start(["--quiet", "question", "export", "--all", "-o", str(out)]) == ExitCode.OK
    return out


@given(DOCUMENTS, st.sampled_from([".ndjson", ".json"]))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_an_export_read_into_an_empty_bank_is_exported_the_same(
    template_bank: Path, monkeypatch: pytest.MonkeyPatch, documents: list[Document], suffix: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "own.ndjson"
        file.write_bytes(b"".join(map(_line, documents)))
        first = _again(folder, template_bank, monkeypatch, "first", file, suffix)
        assert first.read_bytes().count(b'"kind":"question"') == len(documents)
        second = _again(folder, template_bank, monkeypatch, "second", first, suffix)
        assert second.read_bytes() == first.read_bytes()
        assert start(["--quiet", "db", "check"]) == ExitCode.OK


def _files(qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    assert qbank("question", "export", "--all", "-o", str(first))[0] == ExitCode.OK
    other = tmp_path / "other.db"
    shutil.copy(template, other)
    monkeypatch.setenv("QBANK_DB", str(other))
    assert qbank("question", "import", str(first))[0] == ExitCode.OK
    assert qbank("question", "export", "--all", "-o", str(second))[0] == ExitCode.OK
    return first, second


def test_a_bank_that_was_lived_in_comes_back_the_same(
    qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template_bank: Path
) -> None:
    qbank("question", "import", str(EXAMPLES))
    qbank("question", "set", "type:numerical", "--yes", "--rating", "4.5", "--add-tag", "É")
    qbank("category", "set", "Biology", "points=2.5", "tags=a,b")
    qbank("question", "delete", "difficulty:hard", "--yes")
    first, second = _files(qbank, tmp_path, monkeypatch, template_bank)
    assert first.read_bytes() == second.read_bytes()


def test_a_passage_in_the_trash_goes_with_the_questions_that_need_it(
    qbank: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template_bank: Path
) -> None:
    qbank("question", "import", str(EXAMPLES))
    qbank("question", "delete", "type:description", "--yes")
    first, second = _files(qbank, tmp_path, monkeypatch, template_bank)
    assert first.read_bytes() == second.read_bytes()
    assert b'"type":"description"' in first.read_bytes()


def test_part_of_a_bank_brings_all_that_it_needs_and_nothing_else(qbank: Run) -> None:
    qbank("question", "import", str(EXAMPLES))
    lines = [json.loads(line) for line in qbank("question", "export", "type:hotspot")[1].splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds == sorted(kinds, key=["bank", "category", "document", "media", "question"].index)
    asked = [line for line in lines if line["kind"] == "question"]
    assert {line["type"] for line in asked} == {"hotspot"}
    paths = {line["path"] for line in lines if line["kind"] == "category"}
    needed = {
        "/".join(q["category"].split("/")[: n + 1])
        for q in asked
        for n in range(q["category"].count("/") + 1)
    }
    assert paths == needed
    assert {line["title"] for line in lines if line["kind"] == "document"} == {
        q["document"] for q in asked if q["document"]
    }


def test_retired_questions_are_left_out_of_a_query_and_that_is_said(qbank: Run) -> None:
    qbank("question", "add", "Old?", "--status", "retired")
    qbank("question", "add", "New?")
    code, out, said = qbank("question", "export", "type:essay")
    assert (code, out.count('"kind":"question"')) == (ExitCode.OK, 1)
    assert "left out 1 retired question" in said
    for words in (["--all"], ["status:any"], ["status:retired"]):
        assert '"Old?"' in qbank("question", "export", *words)[1]


def test_a_file_that_is_there_is_replaced_by_force_only(qbank: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("mine")
    assert qbank("question", "export", "--all", "-o", str(file))[0] == ExitCode.CANNOT_CREATE
    assert file.read_text() == "mine"
    assert qbank("question", "export", "--all", "--force", "-o", str(file))[0] == ExitCode.OK
    assert json.loads(file.read_text()) == [{"kind": "bank", "format": "qbank", "version": 1}]
    assert [path.name for path in tmp_path.iterdir() if "x.json" in path.name] == ["x.json"]
    assert qbank("question", "export", "--all", "-o", str(tmp_path / "no" / "x"))[0] == ExitCode.CANNOT_CREATE


def test_list_prints_the_same_lines_as_an_export(qbank: Run) -> None:
    qbank("question", "import", str(EXAMPLES))
    exported = qbank("question", "export", "--all")[1].splitlines()
    listed = qbank("question", "list", "--format", "ndjson")[1].splitlines()
    assert listed == [line for line in exported if line.startswith('{"kind":"question"')]
    assert json.loads(qbank("question", "list", "--format", "json")[1]) == [
        json.loads(line) for line in listed
    ]


def test_an_edit_keeps_the_digits_of_what_it_does_not_touch(
    qbank: Run, bank_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.ndjson"
    file.write_text(
        '{"kind":"question","type":"essay","stem":"x","external_id":"e","fields":{"v":1.50,"big":12345678901234567890123}}\n'
    )
    qbank("question", "import", str(file))
    assert qbank("question", "edit", "ext:e", "--difficulty", "hard")[0] == ExitCode.OK
    with closing(sqlite3.connect(bank_path)) as connection:
        found = connection.execute("SELECT fields FROM questions").fetchone()[0]
    assert found == '{"v":1.50,"big":12345678901234567890123}'
