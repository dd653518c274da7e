"""The reader against files that other people wrote; they are not part of the project and may be absent."""

import csv
import html
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.text import text_of
from qbank.formats import json_shapes
from qbank.formats.base import Diagnostic, Found, ReadOptions, Source, Undecided, Unreadable

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FLOOR = 0.9
LETTERS = "ABCDEFGH"

pytestmark = pytest.mark.skipif(
    not (CORPUS / "manifest.csv").is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)


def rows() -> list[dict[str, str]]:
    if not (CORPUS / "manifest.csv").is_file():
        return []
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] == "json"]


def read(path: Path) -> tuple[list[QuestionDocument], list[Diagnostic]]:
    """Give the questions of a file, passages apart, and what was said of them."""
    with path.open("rb") as file:
        items = list(json_shapes.read(Source(path.name, file, path), ReadOptions()))
    found = [one.value for one in items if isinstance(one, Found)]
    questions = [one for one in found if isinstance(one, QuestionDocument)]
    asked = [one for one in questions if one.type is not QuestionType.DESCRIPTION]
    return asked, [one for one in items if isinstance(one, Diagnostic)]


def missed(row: dict[str, str]) -> str | None:
    """Say why a file is not read with the manifest's count, None where it is."""
    try:
        questions, _ = read(CORPUS / row["file"])
    except (Undecided, Unreadable) as refusal:
        return f"refused: {refusal.reason}"
    return None if len(questions) == int(row["question_count"]) else f"{len(questions)} questions"


def test_nine_files_in_ten_are_read_with_the_manifests_count() -> None:
    holding = [row for row in rows() if int(row["question_count"])]
    misses = {
        row["file"]: f"{why}, expected {row['question_count']}" for row in holding if (why := missed(row))
    }
    sys.stdout.write(f"{len(holding) - len(misses)} of {len(holding)} files; the others: {misses}\n")
    assert len(holding) - len(misses) >= FLOOR * len(holding), misses


def test_a_file_that_is_known_to_be_bad_is_read_with_a_warning() -> None:
    for row in rows():
        if row["expect_error"] == "yes":
            _, said = read(CORPUS / row["file"])
            assert [one for one in said if one.code not in ("mapping", "left_aside")], row["file"]


def _records(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8-sig")
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    while isinstance(data, dict) and (lists := [one for one in data.values() if isinstance(one, list)]):
        data = max(lists, key=len)
    return data if isinstance(data, list) else [data]


def _expected(record: dict[str, Any]) -> list[int] | None:
    """Work the right positions out by keys that leave no doubt; None for other records."""
    nested = record.get("question")
    if isinstance(nested, dict) and "answerKey" in record:
        return [[one["label"] for one in nested["choices"]].index(record["answerKey"])]
    key = next(
        (record[name] for name in ("answer", "correct_answer", "correctAnswer") if name in record), None
    )
    options = record.get("options") or record.get("candidates")
    if isinstance(options, dict):
        return sorted(list(options).index(one) for one in (key if isinstance(key, list) else [key]))
    if isinstance(options, list) and isinstance(key, str) and options.count(key) == 1:
        return [options.index(key)]
    if isinstance(record.get("incorrect_answers"), list):
        return [0]
    return None


def test_no_key_differs_from_the_plain_meaning_of_the_file() -> None:
    compared = 0
    for row in rows():
        path = CORPUS / row["file"]
        records = _records(path)
        if missed(row) or len(records) != int(row["question_count"]) or not isinstance(records[0], dict):
            continue
        for record, question in zip(records, read(path)[0], strict=True):
            expected = _expected(record)
            if expected is None or question.type is QuestionType.TRUE_FALSE:
                continue
            assert [at for at, one in enumerate(question.options) if one.fraction > 0] == expected, record
            compared += 1
    assert compared > 1000


def test_indices_are_counted_from_0_where_the_file_proves_it() -> None:
    compared = 0
    for row in rows():
        path = CORPUS / row["file"]
        records = [one for one in _records(path) if isinstance(one, dict)]
        name = next((name for name in ("answer", "correctAnswer") if records and name in records[0]), "")
        indexed = [
            one for one in records if type(one.get(name)) is int and isinstance(one.get("options"), list)
        ]
        if not indexed or 0 not in [one[name] for one in indexed]:
            continue
        right = {id(one): one[name] for one in indexed}
        for record, question in zip(records, read(path)[0], strict=True):
            if id(record) in right:
                assert question.options[right[id(record)]].fraction == 1, record
                compared += 1
    assert compared > 100


def test_trivia_answers_are_the_files_own_words() -> None:
    for row in rows():
        records = [one for one in _records(CORPUS / row["file"]) if isinstance(one, dict)]
        if not records or "incorrect_answers" not in records[0]:
            continue
        for record, question in zip(records, read(CORPUS / row["file"])[0], strict=True):
            right = [text_of(one.text) for one in question.options if one.fraction > 0]
            assert right == [html.unescape(record["correct_answer"]).strip()]
            assert question.stem == html.unescape(record["question"]).strip()
