"""GIFT against files that other people wrote and what Moodle 4.5.6 reads in them; they may be absent."""

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, format_of, text_of
from qbank.domain.validation import checked
from qbank.formats import gift
from qbank.formats.base import Diagnostic, Found, ReadOptions, Severity, Source, WriteOptions
from qbank.formats.wildcards import pattern

CORPUS = Path(os.environ.get("QBANK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
ORACLE = CORPUS / "oracle" / "moodle456_gift_corpus.ndjson.gz"
FLOOR = 0.99

pytestmark = pytest.mark.skipif(
    not ORACLE.is_file(),
    reason="the corpus is not here: QBANK_CORPUS names the folder that holds its manifest.csv",
)

MARKUPS = {0: TextFormat.MOODLE, 1: TextFormat.HTML, 2: TextFormat.PLAIN, 4: TextFormat.MARKDOWN}
TYPES = {
    "multichoice": QuestionType.SINGLE_CHOICE,
    "shortanswer": QuestionType.SHORT_ANSWER,
    "truefalse": QuestionType.TRUE_FALSE,
    "match": QuestionType.MATCHING,
    "numerical": QuestionType.NUMERICAL,
    "description": QuestionType.DESCRIPTION,
    "essay": QuestionType.ESSAY,
    "ordering": QuestionType.ORDERING,
}


class Compared(NamedTuple):
    """A file of the corpus: what Moodle finds in it, and what qbank does."""

    name: str
    refused: bool
    theirs: list[dict[str, Any]]
    ours: list[QuestionDocument]
    errors: list[Diagnostic]


def files() -> Iterator[Compared]:
    with gzip.open(ORACLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            parsed = json.loads(line)
            name = parsed["file"].removeprefix("corpus/")
            ours, errors = read((CORPUS / name).read_bytes())
            theirs = [each for each in parsed["questions"] if each["qtype"] != "category"]
            yield Compared(name, bool(parsed["errors"]), theirs, ours, errors)


def read(data: bytes) -> tuple[list[QuestionDocument], list[Diagnostic]]:
    source = Source("t.gift", io.BytesIO(data))
    items = list(gift.read(source, ReadOptions()))
    for copy in source.copies:
        copy.close()
    values = [each.value for each in items if isinstance(each, Found)]
    said = [each for each in items if isinstance(each, Diagnostic)]
    questions = [checked(each) for each in values if isinstance(each, QuestionDocument)]
    return questions, [each for each in said if each.severity is Severity.ERROR]


def said(text: Any) -> tuple[str, str]:
    return (text["text"], MARKUPS[int(text["format"])]) if text["text"] else ("", "")


def of_moodle(question: dict[str, Any]) -> list[Any]:
    kind = TYPES[question["qtype"]]
    if kind is QuestionType.SINGLE_CHOICE and not question["single"]:
        kind = QuestionType.MULTIPLE_CHOICE
    markup = MARKUPS[int(question["questiontextformat"])]
    general = {"text": question["generalfeedback"], "format": question["generalfeedbackformat"]}
    head = [kind, question["questiontext"], markup, said(general), question["idnumber"], question["tags"]]
    return [*head, *moodle_answers(question)]


def moodle_answers(question: dict[str, Any]) -> list[Any]:
    kind = question["qtype"]
    if kind == "truefalse":
        return [
            bool(int(question["correctanswer"])),
            said(question["feedbacktrue"]),
            said(question["feedbackfalse"]),
        ]
    if kind == "match":
        lefts = [said(text) for text in question["subquestions"]]
        return list(zip(lefts, question["subanswers"], strict=True))
    shares = [round(float(share), 7) for share in question.get("fraction", [])]
    feedback = [said(text) for text in question.get("feedback", [])]
    answers = question.get("answer", [])
    if kind == "multichoice":
        found = list(zip([said(text) for text in answers], shares, feedback, strict=True))
        # Moodle leaves choices that say nothing out when it saves the question.
        return [each for each in found if each[0][0] or each[2][0]]
    if kind == "numerical":
        answers = [
            ("*", 0.0) if value == "*" else (float(value), float(width or 0))
            for value, width in zip(answers, question["tolerance"], strict=True)
        ]
    return list(zip(answers, shares, feedback, strict=True))


def of_ours(document: QuestionDocument) -> list[Any]:
    stands_in = document.extensions.get("gift", {}).get("stem_stands_in")
    stem = "" if stands_in == document.stem else document.stem
    general = shown(document.explanation, document)
    head = [document.type, stem, document.format, general, document.external_id or "", document.tags]
    return [*head, *our_answers(document)]


def shown(text: Text | None, document: QuestionDocument) -> tuple[str, str]:
    return (text_of(text), format_of(text, document.format)) if text_of(text) else ("", "")


def our_answers(document: QuestionDocument) -> list[Any]:
    options = document.options
    if document.type is QuestionType.TRUE_FALSE:
        return [options[0].fraction == 1, *(shown(choice.feedback, document) for choice in options)]
    if document.type is QuestionType.MATCHING:
        return [(shown(pair.left, document), pair.right) for pair in options]
    if document.type is QuestionType.ORDERING:
        return []
    return [
        (answer(each, document), round(each.fraction, 7), shown(each.feedback, document)) for each in options
    ]


def answer(option: Any, document: QuestionDocument) -> Any:
    if isinstance(option, AcceptedNumber):
        if option.low is not None and option.high is not None:
            middle = (float(option.low) + float(option.high)) / 2
            return middle, float(option.high) - middle
        return ("*", 0.0) if option.value is None else (float(option.value), float(option.tolerance or 0))
    if document.type is QuestionType.SHORT_ANSWER:
        return option.text if option.match == "wildcard" else pattern(option.text)
    return shown(option.text, document)


def test_every_file_moodle_reads_clean_is_read_clean_and_holds_what_moodle_finds() -> None:
    equal = total = 0
    unclean, miscounted, others = [], [], []
    for file in files():
        if not file.refused and file.errors:
            unclean.append((file.name, file.errors))
        if len(file.theirs) != len(file.ours):
            miscounted.append((file.name, len(file.theirs), len(file.ours)))
        for theirs, ours in zip(file.theirs, file.ours, strict=False):
            total += 1
            titled = ours.title is None or ours.title == theirs["name"]
            if titled and of_moodle(theirs) == of_ours(ours):
                equal += 1
            else:
                others.append((file.name, of_moodle(theirs), of_ours(ours)))
    sys.stdout.write(f"{equal} of {total} questions as Moodle reads them; the others: {others}\n")
    assert (unclean, miscounted) == ([], [])
    assert equal >= FLOOR * total


def test_a_file_moodle_refuses_gives_diagnostics_with_lines_and_its_good_questions() -> None:
    refused = [file for file in files() if file.refused]
    assert refused
    for file in refused:
        assert file.errors and all(each.place.line for each in file.errors), file.name
        assert len(file.ours) == len(file.theirs), file.name


def test_what_is_read_is_written_and_reads_back_the_same() -> None:
    for file in files():
        stream = io.BytesIO()
        lost = list(gift.write(file.ours, stream, lambda _: None, WriteOptions()))
        assert {loss.code for loss in lost} <= {"status", "empty_choice"}, file.name
        assert read(stream.getvalue())[0] == file.ours, file.name
