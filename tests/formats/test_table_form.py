"""qbank's own table comes back as it was written."""

import io
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.errors import QbankError
from qbank.formats import tables, xlsx
from qbank.formats.base import Diagnostic, Found, Loss, ReadOptions, Severity, Source, WriteOptions
from qbank.formats.comparing import differences

Plain = dict[str, Any]
ODD = "\u2028\x85\x1b\x07\u202e\U0001f9ec\u0301\ufeff\\\"'\t\n\r<&$[]{};|,=+-@_x000D_ "
_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")
any_text = st.text(_characters | st.sampled_from(ODD), max_size=12)
texts = any_text.filter(lambda text: bool(text.strip())) | st.sampled_from(
    ["A", "b) Paris", "=1+1", "'=1", '"quoted"', "[html] x", "TRUE", "1,5", "http://x", "None", "none"]
)
_lines = texts.map(lambda text: " ".join(text.split())).filter(bool)
_names = st.from_regex(r"[A-Za-zÄé][A-Za-z0-9 ü/]{0,8}[a-zß]", fullmatch=True)
_numbers = st.decimals(-(10**6), 10**6, places=3) | st.sampled_from(
    [Decimal("1.50"), Decimal("0.0"), Decimal("1E+5"), Decimal("1E-7"), Decimal("-3"), Decimal("6.022E+23")]
)
_rich = texts | st.builds(
    lambda text, markup: {"text": text, "format": markup}, texts, st.sampled_from(["html", "plain", "latex"])
)
_share = st.sampled_from([0.0, 1.0, -0.25, 0.33333, 0.5])


def _with(**more: SearchStrategy[Any]) -> SearchStrategy[Plain]:
    return st.fixed_dictionaries({}, optional=dict(more))


def _joined(*parts: SearchStrategy[Plain]) -> SearchStrategy[Plain]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def _element(**needed: SearchStrategy[Any]) -> SearchStrategy[Plain]:
    return _joined(st.fixed_dictionaries(needed), _with(feedback=_rich))


def _keyed(element: SearchStrategy[Plain], least: int, most: int) -> SearchStrategy[list[Plain]]:
    return st.lists(element, min_size=least, max_size=most).map(
        lambda found: [{**found[0], "fraction": 1.0}, *found[1:]]
    )


_choice = _joined(_element(text=_rich, fraction=_share), _with(fixed=st.just(True)))
_answer = _joined(
    _element(text=texts, fraction=_share),
    _with(match=st.sampled_from(["regex", "wildcard"]), case_sensitive=st.just(True)),
)
_value = _joined(
    _element(value=_numbers, fraction=_share),
    _with(tolerance=_numbers.map(abs), tolerance_kind=st.sampled_from(["relative", "digits"])),
)
_range = st.tuples(_numbers, _numbers).map(lambda ends: {"low": min(ends), "high": max(ends)})
_OPTIONS: dict[QuestionType, SearchStrategy[list[Plain]]] = {
    QuestionType.SINGLE_CHOICE: _keyed(_choice, 2, 4),
    QuestionType.MULTIPLE_CHOICE: _keyed(_choice, 2, 30),
    QuestionType.TRUE_FALSE: _keyed(_choice, 2, 2),
    QuestionType.SHORT_ANSWER: _keyed(_answer, 1, 3),
    QuestionType.NUMERICAL: _keyed(_value | _range, 1, 3),
    QuestionType.MATCHING: st.lists(_element(left=_rich, right=_rich), min_size=1, max_size=3),
    QuestionType.ORDERING: st.lists(_element(text=_rich), min_size=2, max_size=4),
}
_about = _with(
    title=_lines,
    format=st.sampled_from(["plain", "markdown", "html", "moodle", "latex"]),
    explanation=_rich,
    category=_names,
    document=_names,
    tags=st.lists(_lines, max_size=3),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
    rating=st.floats(0, 5),
    points=st.floats(0, 1e9),
    status=st.sampled_from(["draft", "review", "ready", "retired"]),
    language=_lines,
    author=_lines,
    licence=_lines,
    external_id=_lines,
    fields=st.dictionaries(_names, _lines, max_size=3),
    details=_with(
        hints=st.lists(st.fixed_dictionaries({"text": _rich}), max_size=3),
        feedback=st.fixed_dictionaries({"correct": _rich}, optional={"incorrect": _rich}),
        scoring=st.fixed_dictionaries({"penalty": st.floats(0, 1)}),
        shuffle=st.booleans(),
        time_limit=st.floats(0, 1e6),
        solution=_rich,
        units=st.lists(st.fixed_dictionaries({"name": _names, "factor": st.floats(0.001, 1000)}), max_size=2),
    ),
)


def _of_type(type: QuestionType) -> SearchStrategy[QuestionDocument]:
    fixed: dict[str, SearchStrategy[Any]] = {"type": st.just(type.value), "stem": texts}
    if type in _OPTIONS:
        fixed["options"] = _OPTIONS[type]
    plain = _joined(st.fixed_dictionaries(fixed), _about)
    return plain.map(_document)


def _document(plain: Plain) -> QuestionDocument:
    return checked(msgspec.convert(plain, QuestionDocument, strict=False))


TYPES = (*_OPTIONS, QuestionType.ESSAY, QuestionType.UPLOAD, QuestionType.DESCRIPTION)
DOCUMENTS = st.lists(st.sampled_from(TYPES).flatmap(_of_type), min_size=1, max_size=5)


def written(documents: list[QuestionDocument], format: str = "csv", **told: str) -> tuple[bytes, list[Loss]]:
    stream = io.BytesIO()
    options = WriteOptions(
        told={name.replace("_", "-"): value for name, value in told.items()}, format=format
    )
    module = xlsx if format == "xlsx" else tables
    lost = list(module.write(documents, stream, lambda digest: None, options))
    return stream.getvalue(), lost


def read(data: bytes, format: str = "csv") -> tuple[list[QuestionDocument], list[Diagnostic]]:
    source = Source("t", io.BytesIO(data))
    items = list((xlsx if format == "xlsx" else tables).read(source, ReadOptions()))
    for copy in source.copies:
        copy.close()
    found = [item.value for item in items if isinstance(item, Found)]
    said = [item for item in items if isinstance(item, Diagnostic) and item.severity is not Severity.NOTE]
    return [checked(one) for one in found if isinstance(one, QuestionDocument)], said


@pytest.mark.parametrize(("format", "safe"), [("csv", "no"), ("csv", "yes"), ("tsv", "yes"), ("xlsx", "no")])
@given(documents=DOCUMENTS)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read_back_as_it_was(
    documents: list[QuestionDocument], format: str, safe: str
) -> None:
    data, lost = written(documents, format, excel_safe=safe)
    back, said = read(data, format)
    assert said == []
    assert len(back) == len(documents)
    for number, (before, after) in enumerate(zip(documents, back, strict=True), start=1):
        codes = frozenset(loss.code for loss in lost if loss.number == number)
        assert list(differences(before, after, tables.CARRIES, codes)) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("single_choice,x,y,m,,A", "match A"),
        ("essay,x,,,,", "option A"),
        ("description,,,,,x", "answer"),
        ("ordering,x,y,,,B", "answer"),
        ("matching,x,y,m,,A", "answer"),
        ("true_false,,,,f,true", "feedback A"),
    ],
)
def test_a_cell_that_a_row_has_no_use_for_is_named_and_not_dropped(row: str, column: str) -> None:
    header = "stem,type,option A,option B,match A,feedback A,answer"
    found, said = read(f"{header}\nWhich?,{row}\nWhat?,short_answer,,,,,x\n".encode())
    assert [question.stem for question in found] == ["What?"]
    assert [(each.severity, each.place.path) for each in said] == [(Severity.ERROR, column)]


@pytest.mark.parametrize(
    ("cell", "fixed"),
    [
        ("F", [5]),
        ("f", [5]),
        ("false", []),
        ("no", []),
        ("true", [0, 1, 2, 3, 4, 5]),
        ("T", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_letter_of_an_option_is_no_word_of_truth(cell: str, fixed: list[int]) -> None:
    header = "stem,type,option A,option B,option C,option D,option E,option F,answer,fixed"
    found, said = read(f"{header}\nWhich?,single_choice,u,v,w,x,y,z,A,{cell}\n".encode())
    assert said == []
    assert [place for place, option in enumerate(found[0].options) if getattr(option, "fixed", None)] == fixed


ID = "013f8b95-5c97-40b2-a3c9-d5b54431ba0a"
EXPORTED = "id,type,stem,option A,option B,answer"


@pytest.mark.parametrize("name", ["comment", "Topic", "level", "keywords", "question", "feedback", "key"])
def test_an_exported_table_stays_qbanks_own_with_any_column_beside(name: str) -> None:
    found, said = read(f"{EXPORTED},{name}\n{ID},single_choice,Which?,x,y,A,2\n".encode())
    assert said == []
    assert (found[0].id, found[0].fields) == (ID, {name: "2"})


@pytest.mark.parametrize("name", ["choices", "option 3", "wrong answers", "credit"])
def test_a_table_whose_choices_stand_elsewhere_is_not_qbanks_for_its_ids(name: str) -> None:
    found, _ = read(f"{EXPORTED},{name}\n{ID},single_choice,Which?,x,y,A,z\n".encode())
    assert all(question.id is None for question in found)


def test_an_exported_table_with_a_column_twice_is_refused_by_its_name() -> None:
    with pytest.raises(QbankError, match="the table has the column 'answer' twice"):
        read(f"{EXPORTED},answer\n{ID},single_choice,Which?,x,y,A,B\n".encode())
