"""What a question says, as formats hold it: its texts with the part they belong to, its answers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Area, Choice, Gap, Pair, Step
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.text import Text, format_of, text_of

Answer = Choice | AcceptedAnswer | AcceptedNumber | Pair | Step | Area


class Passage(NamedTuple):
    """One text: the part of the question it is of, its path there, its characters and their markup."""

    part: str
    path: str
    text: str
    format: TextFormat


def passages(document: QuestionDocument) -> Iterator[Passage]:
    """Yield the texts of a checked question that are not empty; stem and options are of the part `body`."""
    format = document.format
    yield Passage("body", "stem", document.stem, format)
    for position, option in enumerate(document.options):
        path = f"options[{position}]"
        if isinstance(option, Gap):
            for name in ("choices", "answers", "numbers"):
                for place, inner in enumerate(getattr(option, name)):
                    yield from _of_answer(inner, f"{path}.{name}[{place}]", format)
        else:
            yield from _of_answer(option, path, format)
    for part, path, text in _beside(document):
        yield from _passage(part, path, text, format)


def answers(document: QuestionDocument) -> list[Answer]:
    """List what a question's answers are compared with, those of its gaps with them."""
    if document.type is not QuestionType.CLOZE:
        return list(document.options)
    found: list[Answer] = []
    gaps: Sequence[Gap] = document.options
    for gap in gaps:
        found += [*gap.choices, *gap.answers, *gap.numbers]
    return found


def points(document: QuestionDocument) -> float | None:
    """Give what a question is worth; a text that asks nothing is worth nothing, whatever it says."""
    return None if document.type is QuestionType.DESCRIPTION else document.points


def shuffle(document: QuestionDocument) -> bool | None:
    """Tell whether a question lets its options be shuffled; None where there is nothing to shuffle."""
    return document.details.shuffle if document.type in _SHUFFLED else None


_SHUFFLED = (
    QuestionType.SINGLE_CHOICE,
    QuestionType.MULTIPLE_CHOICE,
    QuestionType.MATCHING,
    QuestionType.ORDERING,
    QuestionType.CLOZE,
)


def _of_answer(answer: Answer, path: str, format: TextFormat) -> Iterator[Passage]:
    if isinstance(answer, Choice | Step | Area):
        yield from _passage("body", f"{path}.text", answer.text, format)
    elif isinstance(answer, Pair):
        yield from _passage("body", f"{path}.left", answer.left, format)
        yield from _passage("body", f"{path}.right", answer.right, format)
    yield from _passage("feedback", f"{path}.feedback", answer.feedback, format)


def _beside(document: QuestionDocument) -> Iterator[tuple[str, str, Text | None]]:
    details = document.details
    yield "explanation", "explanation", document.explanation
    yield "solution", "details.solution", details.solution
    for number, hint in enumerate(details.hints):
        yield "hints", f"details.hints[{number}].text", hint.text
    yield from _after_outcomes(details)
    if details.response is not None:
        for name in ("template", "grader_info", "sample_answer"):
            yield "response", f"details.response.{name}", getattr(details.response, name)


def _after_outcomes(details: Details) -> Iterator[tuple[str, str, Text | None]]:
    if details.feedback is not None:
        for name in ("correct", "partial", "incorrect"):
            yield "outcome_feedback", f"details.feedback.{name}", getattr(details.feedback, name)


def _passage(part: str, path: str, text: Text | None, format: TextFormat) -> Iterator[Passage]:
    if (words := text_of(text)).strip():
        yield Passage(part, path, words, format_of(text, format))
