"""Blackboard's tab-delimited text: a question a line, its type first, as help.blackboard.com describes it.

Questions of types that qbank does not model are kept as they are written.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind, Pair, Step
from qbank.domain.question import QuestionDocument, WrittenResponse
from qbank.formats.base import Diagnostic, Found, Item, Place, ReadOptions, Severity, Source, Unreadable
from qbank.formats.choice_labels import without_labels
from qbank.formats.encoding import decoded
from qbank.formats.json_coding import has_tags
from qbank.formats.table_rows import LONGEST_ROW, unquoted
from qbank.formats.truth_words import truths

NAME = "blackboard-tab"
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6});")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,3})?")
_PLACE = re.compile(r"\[([^\[\]]+)\]")
Q = QuestionType


class _Wrong(Exception):
    """A line that makes no question: the reason."""


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield a question a line, in order, at flat memory. Raises Unreadable for damaged text."""
    stream, told = decoded(source)
    if told:
        yield told
    text = io.TextIOWrapper(stream, encoding="utf-8", newline=None)
    line = count = 0
    try:
        while written := text.readline(LONGEST_ROW + 1):
            line += 1
            if len(written) > LONGEST_ROW:
                raise Unreadable("a line of more than 10 MiB", Place(line=line))
            if written.strip():
                count += 1
                yield _item(written.rstrip("\n"), Place(line=line, item=count))
    finally:
        text.detach()


def _item(line: str, place: Place) -> Item:
    kind, *fields = [unquoted(field.strip()) for field in line.split("\t")]
    try:
        return Found(_question(kind.upper(), fields, line), place)
    except _Wrong as wrong:
        return Diagnostic(Severity.ERROR, "line", str(wrong), place)


def _question(kind: str, fields: Sequence[str], line: str) -> QuestionDocument:
    if kind not in _MAKERS and kind not in _KEPT:
        raise _Wrong(f"{kind[:40]!r} is no type of question that Blackboard has")
    if not fields or not fields[0]:
        raise _Wrong("the line has no question text")
    stem, *rest = fields
    while rest and not rest[-1]:
        rest.pop()
    marked = any(has_tags(field) or _ENTITY.search(field) for field in fields)
    document = QuestionDocument(
        type=Q.OPAQUE, stem=stem, format=TextFormat.HTML if marked else TextFormat.PLAIN
    )
    if kind in _KEPT:
        document.extensions = {NAME: line}
    else:
        _MAKERS[kind](document, rest)
    return document


def _choices(document: QuestionDocument, fields: Sequence[str]) -> list[Choice]:
    texts, said = fields[::2], [field.lower() for field in fields[1::2]]
    if len(texts) < 2 or len(said) < len(texts):
        raise _Wrong("each answer is followed by correct or incorrect, and there are two or more")
    wrong = next((word for word in said if word not in ("correct", "incorrect")), None)
    if wrong is not None:
        raise _Wrong(f"{wrong[:40]!r} stands where correct or incorrect must")
    texts = without_labels(texts).texts if all(texts) else texts
    right = said.count("correct")
    return [
        Choice(text=text, fraction=1 / right if word == "correct" else 0.0)
        for text, word in zip(texts, said, strict=True)
    ]


def _multiple_choice(document: QuestionDocument, fields: Sequence[str]) -> None:
    document.options = _choices(document, fields)
    right = sum(option.fraction > 0 for option in document.options)
    document.type = Q.MULTIPLE_CHOICE if right > 1 else Q.SINGLE_CHOICE


def _multiple_answer(document: QuestionDocument, fields: Sequence[str]) -> None:
    document.options, document.type = _choices(document, fields), Q.MULTIPLE_CHOICE


def _true_false(document: QuestionDocument, fields: Sequence[str]) -> None:
    said = fields[0].lower() if fields else ""
    if said not in ("true", "false"):
        raise _Wrong(f"{said[:40]!r} stands where true or false must")
    document.type = Q.TRUE_FALSE
    document.options = truths(said == "true")


def _essay(document: QuestionDocument, fields: Sequence[str]) -> None:
    document.type = Q.ESSAY
    if fields:
        document.details.response = WrittenResponse(sample_answer=fields[0])


def _ordering(document: QuestionDocument, fields: Sequence[str]) -> None:
    document.type, document.options = Q.ORDERING, [Step(text=field) for field in fields if field]


def _matching(document: QuestionDocument, fields: Sequence[str]) -> None:
    if len(fields) % 2 or not fields:
        raise _Wrong("each answer is followed by what it matches")
    document.type = Q.MATCHING
    document.options = [
        Pair(left=left, right=right) for left, right in zip(fields[::2], fields[1::2], strict=True)
    ]


def _blank(document: QuestionDocument, fields: Sequence[str]) -> None:
    if not any(fields):
        raise _Wrong("the line has no answer")
    document.type = Q.SHORT_ANSWER
    document.options = [AcceptedAnswer(text=field) for field in fields if field]


def _blanks(document: QuestionDocument, fields: Sequence[str]) -> None:
    """Read the blanks of a text: for each its name and its answers, with an empty field before the next."""
    groups: list[list[str]] = [[]]
    for field in fields:
        groups.append([]) if not field else groups[-1].append(field)
    blanks = {name: answers for name, *answers in filter(None, groups)}
    if not blanks or not all(blanks.values()):
        raise _Wrong("each blank has a name and the answers to it, and an empty field follows")
    missing = next((name for name in blanks if f"[{name}]" not in document.stem), None)
    if missing is not None:
        raise _Wrong(f"the question has no [{missing}]")
    document.type = Q.CLOZE
    document.stem = _PLACE.sub(lambda at: f"[[{at[1]}]]" if at[1] in blanks else at[0], document.stem)
    document.options = [
        Gap(name=name, kind=GapKind.SHORT, answers=[AcceptedAnswer(text=answer) for answer in answers])
        for name, answers in blanks.items()
    ]


def _upload(document: QuestionDocument, fields: Sequence[str]) -> None:
    document.type = Q.UPLOAD


def _numerical(document: QuestionDocument, fields: Sequence[str]) -> None:
    numbers = [field.replace(",", ".") for field in fields[:2]]
    if not numbers or not all(_NUMBER.fullmatch(number) for number in numbers):
        raise _Wrong("a number is to follow the question, and its tolerance may")
    value, tolerance = Decimal(numbers[0]), Decimal(numbers[1]) if len(numbers) > 1 else None
    document.type = Q.NUMERICAL
    document.options = [AcceptedNumber(value=value, tolerance=tolerance)]


_MAKERS: dict[str, Callable[[QuestionDocument, Sequence[str]], None]] = {
    "MC": _multiple_choice,
    "MA": _multiple_answer,
    "TF": _true_false,
    "ESS": _essay,
    "SR": _essay,
    "ORD": _ordering,
    "MAT": _matching,
    "FIB": _blank,
    "FIB_PLUS": _blanks,
    "FIL": _upload,
    "NUM": _numerical,
}
_KEPT = ("OP", "JUMBLED_SENTENCE", "QUIZ_BOWL")
