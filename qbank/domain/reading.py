"""A question as its reader reads it, part by part: what is searched, and what twins are told by."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Area, Choice, Gap, Pair, Step
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text import Text, format_of, text_of

NO_DETAILS = Details()
_PLAIN = TextFormat.PLAIN
_STR = {str}


Part = tuple[str, bool, str]
"""One option as read: its words, whether it earns points, and its key in a form twins share."""


class Reading(NamedTuple):
    """The reader's text of a question, in the order of the columns that hold it."""

    title: str
    stem: str
    answers: str
    distractors: str
    explanation: str
    feedback: str
    tags: str


def read(document: QuestionDocument) -> tuple[Reading, list[Part]]:
    """Read a checked question: its text by columns, and its options one by one."""
    format = document.format
    parts = option_parts(document)
    explanation = document.explanation
    reading = Reading(
        document.title or "",
        reader_text(document.stem, format),
        "\n".join([text for text, right, _ in parts if right]),
        "\n".join([text for text, right, _ in parts if not right]),
        "" if explanation is None else plain(explanation, format),
        _feedback(document, format),
        "\n".join(document.tags),
    )
    return reading, parts


def plain(text: Text, stem_format: TextFormat) -> str:
    """Read one rich text."""
    if stem_format is _PLAIN and type(text) is str:
        return text
    return reader_text(text_of(text), format_of(text, stem_format))


def option_parts(document: QuestionDocument) -> list[Part]:
    """Read the options of a checked question in their order."""
    kind, options, format = document.type, document.options, document.format
    if kind in _WITH_CHOICES:
        if format is _PLAIN and {choice.text.__class__ for choice in options} == _STR:
            return [(choice.text, choice.fraction > 0, _share(choice.fraction)) for choice in options]
        return [_choice(choice, format) for choice in options]
    parts = _PARTS.get(kind)
    return [] if parts is None else [part for option in options for part in parts(option, format)]


def _choice(choice: Choice, format: TextFormat) -> Part:
    return plain(choice.text, format), choice.fraction > 0, _share(choice.fraction)


@lru_cache(256)
def _share(fraction: float) -> str:
    return f"{fraction:g}"


def _answer(answer: AcceptedAnswer, format: TextFormat) -> Iterator[Part]:
    yield answer.text, answer.fraction > 0, f"{answer.fraction:g} {answer.match} {answer.case_sensitive}"


def _number(number: AcceptedNumber, format: TextFormat) -> Iterator[Part]:
    exact = (number.value, number.tolerance, number.low, number.high)
    key = " ".join("" if part is None else f"{part.normalize():f}" for part in exact)
    yield number_words(number), number.fraction > 0, f"{number.fraction:g} {number.tolerance_kind} {key}"


def number_words(number: AcceptedNumber) -> str:
    """Write an accepted number as a reader would: `9.81`, `9.7 to 9.9`, `any other number`."""
    if number.value is not None:
        return str(number.value)
    if number.low is None and number.high is None:
        return "any other number"
    if number.low is None or number.high is None:
        return f"at least {number.low}" if number.high is None else f"at most {number.high}"
    return f"{number.low} to {number.high}"


def _pair(pair: Pair, format: TextFormat) -> Iterator[Part]:
    left, right = plain(pair.left, format), plain(pair.right, format)
    yield f"{left} – {right}" if left.strip() else right, bool(left.strip()), f"{left}\x1e{right}"


def _step(step: Step, format: TextFormat) -> Iterator[Part]:
    yield plain(step.text, format), True, ""


def _gap(gap: Gap, format: TextFormat) -> Iterator[Part]:
    for choice in gap.choices:
        yield from _within(gap, [_choice(choice, format)])
    for answer in gap.answers:
        yield from _within(gap, _answer(answer, format))
    for number in gap.numbers:
        yield from _within(gap, _number(number, format))


def _within(gap: Gap, parts: Iterable[Part]) -> Iterator[Part]:
    for words, right, key in parts:
        yield words, right, f"{gap.name} {gap.kind} {key}"


def _area(area: Area, format: TextFormat) -> Iterator[Part]:
    words = "" if area.text is None else plain(area.text, format)
    yield words, area.fraction > 0, f"{area.fraction:g} {area.shape} {area.coordinates}"


_WITH_CHOICES = (QuestionType.SINGLE_CHOICE, QuestionType.MULTIPLE_CHOICE, QuestionType.TRUE_FALSE)
_PARTS: dict[QuestionType, Callable[..., Iterator[Part]]] = {
    QuestionType.SHORT_ANSWER: _answer,
    QuestionType.NUMERICAL: _number,
    QuestionType.MATCHING: _pair,
    QuestionType.ORDERING: _step,
    QuestionType.CLOZE: _gap,
    QuestionType.HOTSPOT: _area,
}


def _feedback(document: QuestionDocument, format: TextFormat) -> str:
    options: Sequence[Any] = document.options
    if document.type is QuestionType.CLOZE:
        options = [part for gap in options for part in (*gap.choices, *gap.answers, *gap.numbers)]
    texts = [option.feedback for option in options if option.feedback is not None]
    if document.details != NO_DETAILS:
        texts += _said_by(document.details)
    if not texts:
        return ""
    return "\n".join([plain(text, format) for text in texts if text is not None])


def _said_by(details: Details) -> list[Text | None]:
    said: list[Text | None] = [hint.text for hint in details.hints]
    if details.feedback is not None:
        said += [details.feedback.correct, details.feedback.partial, details.feedback.incorrect]
    if details.response is not None:
        said += [details.response.grader_info, details.response.sample_answer]
    said.append(details.solution)
    return said
