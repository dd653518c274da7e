"""The texts of a question that words may be replaced in, each with its place and its markup."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Area, Choice, Gap, Match, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text, format_of, text_of
from qbank.services.replacing_request import Part

LOCKED = (QuestionType.OPAQUE, QuestionType.DYNAMIC)
"""Types that are kept as their format wrote them: what is seen of them is not what is exported."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One text: where it stands in words, what it says, and how another one is put in its place.

    `required` texts may not become empty; those of one `group` are told apart by their words. `put` takes
    None for a text that says nothing any more.
    """

    where: str
    text: str
    format: TextFormat
    put: Callable[[str | None], None]
    required: bool = False
    group: str = ""
    gaps: tuple[str, ...] = ()


def slots_of(document: QuestionDocument, parts: frozenset[Part]) -> list[Slot]:
    """List the texts of a question in the order a reader meets them."""
    return [slot for part in Part if part in parts for slot in _SLOTS[part](document)]


def _slot(
    owner: Any, name: str, where: str, stem_format: TextFormat, *, required: bool = False, group: str = ""
) -> Iterator[Slot]:
    """Give the text that an attribute holds, where there is one."""
    text: Text | None = getattr(owner, name)
    if text is None or not text_of(text):
        return

    def put(words: str | None) -> None:
        changed = RichText(words, text.format) if isinstance(text, RichText) and words is not None else words
        setattr(owner, name, changed)

    yield Slot(where, text_of(text), format_of(text, stem_format), put, required, group)


def _stem(document: QuestionDocument) -> Iterator[Slot]:
    gaps = document.options if document.type is QuestionType.CLOZE else []

    def put(words: str | None) -> None:
        document.stem = words or ""

    names = tuple(gap.name for gap in gaps)
    yield Slot("stem", document.stem, document.format, put, required=True, gaps=names)
    if document.details.response is not None:
        yield from _slot(document.details.response, "template", "template", document.format)


def _title(document: QuestionDocument) -> Iterator[Slot]:
    return _slot(document, "title", "title", TextFormat.PLAIN)


def _explanation(document: QuestionDocument) -> Iterator[Slot]:
    return _slot(document, "explanation", "explanation", document.format)


def _hints(document: QuestionDocument) -> Iterator[Slot]:
    for number, hint in enumerate(document.details.hints, start=1):
        yield from _slot(hint, "text", f"hint {number}", document.format, required=True)


def _choices(document: QuestionDocument) -> Iterator[Slot]:
    for option in document.options:
        yield from _option(option, document.format)


def _option(option: Any, format: TextFormat, within: str = "") -> Iterator[Slot]:
    """Give the words of an option; an accepted answer that is a pattern has none."""
    if isinstance(option, Gap):
        for inner in (*option.choices, *option.answers):
            yield from _option(inner, format, f"gap {option.name} ")
    elif isinstance(option, AcceptedAnswer):
        if option.match is not Match.REGEX:
            where = f"{within}answer {option.id}"
            yield from _slot(option, "text", where, TextFormat.PLAIN, required=True)
    elif isinstance(option, Pair):
        yield from _slot(option, "left", f"left {option.id}", format, required=True, group="left sides")
        yield from _slot(option, "right", f"right {option.id}", format, required=True)
    elif isinstance(option, Choice | Step | Area):
        what = type(option).__name__.lower()
        group = "" if isinstance(option, Area) else f"{within}{what}s"
        yield from _slot(option, "text", f"{within}{what} {option.id}", format, required=True, group=group)


def _feedback(document: QuestionDocument) -> Iterator[Slot]:
    details, format = document.details, document.format
    for option in _answered(document.options):
        yield from _slot(option, "feedback", f"feedback {option.id}", format)
    if details.feedback is not None:
        for outcome in ("correct", "partial", "incorrect"):
            yield from _slot(details.feedback, outcome, f"feedback if {outcome}", format)
    if details.response is not None:
        yield from _slot(details.response, "grader_info", "grader info", format)
        yield from _slot(details.response, "sample_answer", "sample answer", format)
    yield from _slot(details, "solution", "solution", format)


def _answered(options: Sequence[Any]) -> Iterator[Any]:
    for option in options:
        if isinstance(option, Gap):
            yield from (*option.choices, *option.answers, *option.numbers)
        else:
            yield option


_SLOTS: dict[Part, Callable[[QuestionDocument], Iterator[Slot]]] = {
    Part.STEM: _stem,
    Part.CHOICES: _choices,
    Part.EXPLANATION: _explanation,
    Part.FEEDBACK: _feedback,
    Part.TITLE: _title,
    Part.HINTS: _hints,
}
