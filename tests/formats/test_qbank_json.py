"""qbank's own JSON as a file that questions are written to without a bank."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument, MediaDocument, SourceDocument
from qbank.domain.validation import checked
from qbank.formats import qbank_json
from qbank.formats.base import Diagnostic, Found, ReadOptions, Source, WriteOptions

EXAMPLES = Path(__file__).parents[2] / "examples" / "questions.ndjson"


def values(data: bytes) -> list[object]:
    items = list(qbank_json.read(Source("x", io.BytesIO(data)), ReadOptions()))
    assert all(isinstance(item, Found) for item in items)
    return [item.value for item in items if isinstance(item, Found)]


@pytest.mark.parametrize("format", ["ndjson", "json"])
def test_what_is_written_is_read_back_the_same_with_its_records_and_pictures(format: str) -> None:
    found = values(EXAMPLES.read_bytes())
    questions = [checked(each) for each in found if isinstance(each, QuestionDocument)]
    records = [each for each in found if isinstance(each, CategoryDocument | SourceDocument)]
    media = {each.sha256: each for each in found if isinstance(each, MediaDocument)}
    stream = io.BytesIO()
    options = WriteOptions(format=format, records=records)
    assert list(qbank_json.write(questions, stream, media.get, options)) == []
    again = values(stream.getvalue())
    assert [each for each in again if isinstance(each, QuestionDocument)] == questions
    assert [each for each in again if isinstance(each, CategoryDocument | SourceDocument)] == records
    assert {each.sha256: each for each in again if isinstance(each, MediaDocument)} == media
    assert len(again) == len(found)


def test_a_picture_that_is_not_kept_is_a_loss_once() -> None:
    stem = f"![x](qbank://media/{'ab' * 32})"
    questions = [QuestionDocument(type="essay", stem=stem) for _ in range(2)]  # type: ignore[arg-type]  # its word
    (loss,) = qbank_json.write(map(checked, questions), io.BytesIO(), lambda sha256: None, WriteOptions())
    assert (loss.code, loss.number) == ("media", 1)


@pytest.mark.parametrize("format", ["ndjson", "json"])
def test_no_questions_make_a_file_that_is_read_as_empty(format: str) -> None:
    stream = io.BytesIO()
    assert list(qbank_json.write([], stream, lambda sha256: None, WriteOptions(format=format))) == []
    assert len(values(stream.getvalue())) == 1


@pytest.mark.parametrize("blank", [b"", b" ", b"  "])
def test_options_are_typed_as_they_are_decoded_whatever_stands_between_key_and_value(blank: bytes) -> None:
    options = b'[{"text": "A", "fraction": 1}, {"text": "B"}]'
    line = b'{"type":%b"single_choice", "stem":%b"Why?", "options": ' + options + b"}"
    (found,) = qbank_json.read(Source("a.ndjson", io.BytesIO(line % (blank, blank))), ReadOptions())
    assert isinstance(found, Found)
    assert isinstance(found.value, QuestionDocument)
    assert [type(option) for option in found.value.options] == [Choice, Choice]


_KEYS = st.sampled_from(["stem", "title", "text", "fraction", "id", "fields", "a:b", "c\\u003ad", 'e\\"f'])
_TEXTS = st.sampled_from(['"x"', '"a: b"', '"a\\u003ab"', '"{\\":"', "1", "null", "[]", '["x:"]'])
_BLANKS = st.sampled_from(["", "", " ", "\t", "\r\n "])


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    pairs = draw(st.lists(st.tuples(_KEYS, _BLANKS, _BLANKS, inner), max_size=4))
    return "{" + ",".join([f'"{key}"{before}:{after}{value}' for key, before, after, value in pairs]) + "}"


_FLAT = _objects(_TEXTS)
_NESTED = _objects(_TEXTS | _FLAT | st.lists(_FLAT, max_size=3).map(lambda each: f"[{','.join(each)}]"))
_OPTIONS = st.lists(_FLAT, max_size=3).map(lambda each: f'"options":[{",".join(each)}]')


@given(_NESTED, _OPTIONS)
def test_a_key_that_stands_twice_is_never_missed_whatever_stands_before_its_colon(
    written: str, options: str
) -> None:
    line = f"{written[:-1]}{',' if len(written) > 2 else ''}{options}}}"
    repeated = []

    def pairs(each: list[tuple[str, object]]) -> dict[str, object]:
        repeated.append(len(dict(each)) < len(each))
        return dict(each)

    json.loads(line, object_pairs_hook=pairs)
    if any(repeated):
        assert not qbank_json._no_key_twice(line.encode())
    elif "\\u00" not in line:
        assert qbank_json._no_key_twice(line.encode())


@pytest.mark.parametrize("blank", ["", " ", "\t", "\n"])
def test_a_key_that_stands_twice_is_told_with_its_name(blank: str) -> None:
    line = f'{{"type":"essay","stem"{blank}:"a","stem":"b"}}'.encode()
    (found,) = qbank_json.read(Source("a.json", io.BytesIO(b"[" + line + b"]")), ReadOptions())
    assert isinstance(found, Diagnostic)
    assert (found.code, "'stem'" in found.message) == ("duplicate_key", True)
