"""What Moodle 4.5.6 itself reads in the GIFT and Aiken files of the corpus; whether qbank reads the same."""

import gzip
import html
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.corpus_files import CORPUS, content
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.base import Diagnostic, Severity
from qbank.formats.wildcards import pattern

ORACLE = CORPUS / "oracle"

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
    said: list[Diagnostic]

    @property
    def errors(self) -> list[Diagnostic]:
        """What qbank could not read."""
        return [each for each in self.said if each.severity is Severity.ERROR]

    @property
    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """What each of Moodle's questions says, and what ours does, in values that can be compared."""
        plain = self.name.startswith("aiken/")
        for theirs, ours in zip(self.theirs, self.ours, strict=False):
            if plain:
                yield plainly_moodle(theirs), plainly_ours(ours)
            else:
                named = ours.title is None or ours.title == theirs["name"]
                yield of_moodle(theirs), of_ours(ours) if named else None

    @property
    def equal(self) -> int:
        """How many of Moodle's questions qbank reads the same; where it refuses, qbank may read more."""
        if not self.refused:
            return sum(theirs == ours for theirs, ours in self.pairs)
        plain = self.name.startswith("aiken/")
        found = [plainly_ours(each) if plain else of_ours(each) for each in self.ours]
        return sum((plainly_moodle(each) if plain else of_moodle(each)) in found for each in self.theirs)


def files(format: str) -> Iterator[Compared]:
    """Read every file that Moodle read as GIFT (`gift`) or as Aiken (`aiken`)."""
    with gzip.open(ORACLE / f"moodle456_{format}_corpus.ndjson.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            parsed = json.loads(line)
            name = parsed["file"].removeprefix("corpus/")
            ours = content(CORPUS / name, format)
            theirs = [each for each in parsed["questions"] if each["qtype"] != "category"]
            yield Compared(name, bool(parsed["errors"]), theirs, ours.questions, ours.said)


def said(text: Any) -> tuple[str, str]:
    return (text["text"], MARKUPS[int(text["format"])]) if text["text"] else ("", "")


def of_moodle(question: dict[str, Any]) -> list[Any]:
    """Give all that Moodle found in a question of GIFT."""
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
    """Give the same of a question that qbank read."""
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


def plainly_moodle(question: dict[str, Any]) -> list[Any]:
    """Give what Moodle found in a question of plain text, whose texts it escapes for HTML."""
    texts = [html.unescape(text["text"]) for text in question["answer"]]
    return [html.unescape(question["questiontext"]), texts, question["fraction"]]


def plainly_ours(document: QuestionDocument) -> list[Any]:
    """Give what qbank found in a question of plain text."""
    options = document.options
    return [document.stem, [choice.text for choice in options], [choice.fraction for choice in options]]
