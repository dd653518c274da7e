"""Aiken against files that other people wrote and what Moodle 4.5.6 reads in them; they may be absent."""

import gzip
import html
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qbank.domain.question import QuestionDocument
from qbank.domain.validation import checked
from qbank.formats import aiken
from qbank.formats.base import Diagnostic, Found, ReadOptions, Source, WriteOptions

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
ORACLE = CORPUS / "oracle" / "moodle456_aiken_corpus.ndjson.gz"

pytestmark = pytest.mark.skipif(
    not ORACLE.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)

Question = tuple[str, list[tuple[str, float]]]


def files() -> Iterator[tuple[str, dict[str, Any]]]:
    with gzip.open(ORACLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            parsed = json.loads(line)
            yield parsed["file"].removeprefix("corpus/"), parsed


def read(data: bytes) -> tuple[list[QuestionDocument], list[Diagnostic]]:
    items = list(aiken.read(Source("t.txt", io.BytesIO(data)), ReadOptions()))
    values = [each.value for each in items if isinstance(each, Found)]
    questions = [checked(each) for each in values if isinstance(each, QuestionDocument)]
    return questions, [each for each in items if isinstance(each, Diagnostic)]


def of_moodle(parsed: dict[str, Any]) -> list[Question]:
    return [
        (
            html.unescape(each["questiontext"]),
            [
                (html.unescape(text["text"]), share)
                for text, share in zip(each["answer"], each["fraction"], strict=True)
            ],
        )
        for each in parsed["questions"]
    ]


def of_ours(questions: list[QuestionDocument]) -> list[Question]:
    return [(each.stem, [(choice.text, choice.fraction) for choice in each.options]) for each in questions]


def test_what_moodle_reads_is_read_the_same_and_what_it_refuses_is_told() -> None:
    count = 0
    for name, parsed in files():
        ours, said = read((CORPUS / name).read_bytes())
        theirs = of_moodle(parsed)
        count += len(theirs)
        if parsed["errors"]:
            assert said, name
            assert [each for each in theirs if each not in of_ours(ours)] == [], name
        else:
            assert (of_ours(ours), said) == (theirs, []), name
    sys.stdout.write(f"{count} questions as Moodle reads them\n")
    assert count


def test_the_rest_of_what_moodle_refuses_is_recovered() -> None:
    for name, parsed in files():
        if parsed["errors"]:
            ours, _ = read((CORPUS / name).read_bytes())
            assert len(ours) > len(parsed["questions"]), name


def test_what_is_read_is_written_and_reads_back_the_same() -> None:
    for name, parsed in files():
        if not parsed["errors"]:
            questions, _ = read((CORPUS / name).read_bytes())
            stream = io.BytesIO()
            assert list(aiken.write(questions, stream, lambda _: None, WriteOptions())) == [], name
            assert read(stream.getvalue()) == (questions, []), name
