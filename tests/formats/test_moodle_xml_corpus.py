"""The reader and writer against files that other people wrote; they are no part of the project."""

import csv
import io
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.domain.records import MediaDocument
from qbank.domain.text import text_of
from qbank.domain.validation import checked
from qbank.formats import moodle_xml
from qbank.formats.base import Diagnostic, Found, ReadOptions, Source, WriteOptions

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FILES, QUESTIONS = 0.98, 0.99
KEYED = (QuestionType.SINGLE_CHOICE, QuestionType.MULTIPLE_CHOICE, QuestionType.SHORT_ANSWER)

pytestmark = pytest.mark.skipif(
    not (CORPUS / "manifest.csv").is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)


class Content(NamedTuple):
    """What a file was read as."""

    questions: list[QuestionDocument]
    media: dict[str, MediaDocument]
    said: list[Diagnostic]


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["format"] == "moodle_xml")


def read(data: bytes) -> Content:
    items = list(moodle_xml.read(Source("x.xml", io.BytesIO(data)), ReadOptions()))
    found = [item.value for item in items if isinstance(item, Found)]
    return Content(
        [checked(value) for value in found if isinstance(value, QuestionDocument)],
        {value.sha256: value for value in found if isinstance(value, MediaDocument)},
        [item for item in items if isinstance(item, Diagnostic)],
    )


@cache
def content(name: str) -> Content:
    return read((CORPUS / name).read_bytes())


def test_nearly_all_files_and_questions_are_read_as_the_manifest_counts_them() -> None:
    counts = {
        row["file"]: (len(content(row["file"]).questions), int(row["question_count"])) for row in rows()
    }
    missed = {name: pair for name, pair in counts.items() if pair[0] != pair[1]}
    expected = sum(pair[1] for pair in counts.values())
    found = sum(min(pair) for pair in counts.values())
    told = f"{len(counts) - len(missed)} of {len(counts)} files, {found} of {expected} questions: {missed}\n"
    sys.stdout.write(told)
    assert len(counts) - len(missed) >= FILES * len(counts), told
    assert found >= QUESTIONS * expected, told


def test_a_file_that_is_known_to_be_bad_is_read_with_a_warning() -> None:
    bad = [row["file"] for row in rows() if row["expect_error"] == "yes"]
    assert bad
    assert [name for name in bad if not content(name).said] == []


def _top(root: etree._Element) -> list[etree._Element]:
    """List the questions of a file, those within another one left out."""
    found = [one for one in root.iter("question") if one.get("type") not in (None, "category")]
    return [one for one in found if next(one.iterancestors("question"), None) is None]


def _right(element: etree._Element) -> list[str]:
    """Work out from a question's XML what earns points, by its plain meaning."""
    return [
        "".join((one.findtext("text") or "").split())
        for one in element.findall("answer")
        if float(one.get("fraction", "0")) > 0
    ]


def test_no_key_differs_from_the_plain_meaning_of_the_file() -> None:
    compared = 0
    for row in rows():
        elements = _top(etree.fromstring((CORPUS / row["file"]).read_bytes()))
        questions = content(row["file"]).questions
        assert len(elements) == len(questions), row["file"]
        for element, question in zip(elements, questions, strict=True):
            if question.type is QuestionType.TRUE_FALSE:
                key = [text_of(one.text).lower() for one in question.options if one.fraction > 0]
                assert [one.lower() for one in _right(element)] == key
                compared += 1
            elif question.type in KEYED:
                key = [text_of(one.text) for one in question.options if one.fraction > 0]
                plain = [
                    re.sub(r"qbank://media/\w+|@@PLUGINFILE@@/[^\"]+", "", "".join(one.split()))
                    for one in key
                ]
                assert [re.sub(r"@@PLUGINFILE@@/[^\"]+", "", one) for one in _right(element)] == plain
                compared += 1
    assert compared > 850


def test_what_was_read_and_written_reads_the_same() -> None:
    differing = []
    for row in rows():
        before = content(row["file"])
        stream = io.BytesIO()
        losses = list(moodle_xml.write(before.questions, stream, before.media.get, WriteOptions()))
        lossy = {loss.number for loss in losses}
        after = read(stream.getvalue())
        assert len(after.questions) == len(before.questions), row["file"]
        assert after.media == before.media, row["file"]
        for number, pair in enumerate(zip(before.questions, after.questions, strict=True), start=1):
            if pair[0] != pair[1]:
                differing.append((row["file"], number, number in lossy))
    assert [one for one in differing if not one[2]] == []
    assert len(differing) <= 2, differing


def test_what_is_not_modelled_is_written_byte_for_byte() -> None:
    kept = 0
    for row in rows():
        source = content(row["file"])
        whole = [one for one in source.questions if one.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC)]
        stream = io.BytesIO()
        list(moodle_xml.write(whole, stream, source.media.get, WriteOptions()))
        for one in whole:
            xml = one.extensions["moodle-xml"]["source"].encode()
            assert xml in stream.getvalue()
            assert xml in (CORPUS / row["file"]).read_bytes()
            kept += 1
    assert kept > 50
