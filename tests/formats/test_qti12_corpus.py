"""The reader against files that other people wrote; they are not part of the project and may be absent."""

import csv
import os
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats import qti12
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, Unreadable

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
PACKAGES, QUESTIONS, DOCUMENTS = 18, 0.98, 0.85

pytestmark = pytest.mark.skipif(
    not (CORPUS / "manifest.csv").is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)


def rows(format: str) -> list[dict[str, str]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] == format]


def read(row: dict[str, str]) -> tuple[list[QuestionDocument], list[Diagnostic]]:
    with (CORPUS / row["file"]).open("rb") as file:
        source = Source(row["file"], file)
        items = list(qti12.read(source, ReadOptions()))
        for copy in source.copies:
            copy.close()
    found = [one.value for one in items if isinstance(one, Found)]
    questions = [one for one in found if isinstance(one, QuestionDocument)]
    return questions, [one for one in items if isinstance(one, Diagnostic)]


def missed(row: dict[str, str], share: float) -> str | None:
    try:
        questions, _ = read(row)
    except Unreadable as refusal:
        return f"refused: {refusal.reason}"
    expected = int(row["question_count"])
    return None if share * expected <= len(questions) <= expected else f"{len(questions)} of {expected}"


def misses(format: str, share: float) -> tuple[int, dict[str, str]]:
    files = rows(format)
    found = {row["file"]: why for row in files if (why := missed(row, share))}
    sys.stdout.write(f"{len(files) - len(found)} of {len(files)} {format} files; the others: {found}\n")
    return len(files), found


def test_packages_are_read_with_the_manifests_count() -> None:
    count, found = misses("qti12_zip", QUESTIONS)
    assert count - len(found) >= PACKAGES, found


def test_documents_are_read_with_the_manifests_count() -> None:
    count, found = misses("qti12_xml", 1.0)
    assert count - len(found) >= DOCUMENTS * count, found


def test_broken_files_are_told() -> None:
    for row in rows("qti12_xml"):
        if not missed(row, 1.0):
            continue
        _, said = read(row)
        assert [one for one in said if one.severity is Severity.ERROR], row["file"]


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _expected(item: etree._Element) -> list[int] | None:
    """Work the right places out where one plain condition gives all points; None where it is not so plain."""
    said = [each for each in item.iter("{*}response_label") if "".join(map(str, each.itertext())).strip()]
    labels = [each.get("ident") for each in said]
    full = []
    for rule in item.iter("{*}respcondition"):
        scores = [each.text for each in rule.iter("{*}setvar")]
        if scores != ["100"]:
            continue
        negated = [test.text for each in rule.iter("{*}not") for test in each.iter("{*}varequal")]
        full.append([test.text for test in rule.iter("{*}varequal") if test.text not in negated])
    if len(full) != 1 or any(label is None for label in labels):
        return None
    return sorted(labels.index(value) for value in full[0] if value in labels)


def _documents(path: Path) -> list[bytes]:
    if not zipfile.is_zipfile(path):
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".qti"))]
        return [package.read(name) for name in names if b"questestinterop" in package.read(name)]


def test_no_key_differs_from_the_plain_condition() -> None:
    compared = 0
    for row in [*rows("qti12_zip"), *rows("qti12_xml")]:
        by_id: dict[str, list[int]] = {}
        for data in _documents(CORPUS / row["file"]):
            for item in etree.fromstring(data, etree.XMLParser(recover=True)).iter("{*}item"):
                if (expected := _expected(item)) is not None and item.get("ident"):
                    by_id[str(item.get("ident"))] = expected
        for question in read(row)[0] if by_id else ():
            expected = by_id.get(question.external_id or "")
            chosen = question.type in (
                QuestionType.SINGLE_CHOICE, QuestionType.MULTIPLE_CHOICE, QuestionType.TRUE_FALSE,
            )  # fmt: skip
            if chosen and expected:
                assert [at for at, one in enumerate(question.options) if one.fraction > 0] == expected, (
                    question
                )
                compared += 1
    sys.stdout.write(f"{compared} keys compared\n")
    assert compared > 500
