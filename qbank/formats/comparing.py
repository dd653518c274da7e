"""Whether a question that was written and read back is the one it was, as far as its format can hold it."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Area, Choice, Gap, Pair
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text import text_of
from qbank.errors import QbankError
from qbank.formats.base import Carries
from qbank.formats.certain_answers import certain, middle
from qbank.formats.document_texts import Answer, Passage, answers, passages, points, shuffle
from qbank.formats.losses import PARTS, kept_markups
from qbank.formats.rich_html import to_html

_MEDIA = "qbank://media/"
_DELIMITERS = re.compile(r"\\[()\[\]]|\$+")
"""What stands around formulas: each markup has its own, and readers look at what is between."""
_NEARLY = 1e-4
"""Formats write shares of points as percentages with a few digits."""


class Difference(NamedTuple):
    """What came back otherwise: the part of the question, its path, what it was and what it is."""

    part: str
    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.path} was {_shown(self.before)} and came back as {_shown(self.after)}"


def differences(
    before: QuestionDocument, after: QuestionDocument, carries: Carries, lost: frozenset[str] = frozenset()
) -> Iterator[Difference]:
    """Yield where a question read back is not the checked one that was written.

    What the format does not carry is not looked at, nor is a part that `lost` names by the code of a loss; a
    code that is no part's, a format's own, forgives all of the question but that it is there.
    """
    if lost - PARTS.keys():
        return
    if before.type is not after.type:
        yield Difference("body", "type", before.type.value, after.type.value)
        return
    looked_at = (carries.parts | {"body"}) - lost
    before, after = certain(before, after, looked_at)
    before, after = _with_lone_rights_last(before), _with_lone_rights_last(after)
    for each in (
        *_texts(before, after, carries, lost),
        *_keys(before, after, looked_at),
        *_said(before, after),
    ):
        if each.part in looked_at:
            yield each


def _with_lone_rights_last(document: QuestionDocument) -> QuestionDocument:
    """Put the right sides that have no left one behind the pairs: where they stand means nothing."""
    if document.type is not QuestionType.MATCHING:
        return document
    return replace(
        document, options=sorted(document.options, key=lambda pair: not text_of(pair.left).strip())
    )


def _texts(
    before: QuestionDocument, after: QuestionDocument, carries: Carries, lost: frozenset[str]
) -> Iterator[Difference]:
    kept = frozenset() if "rich_text" in lost else kept_markups(carries)
    loses_media = "media" not in carries.parts or "media" in lost
    there = {each.path: each for each in passages(after)}
    for each in passages(before):
        other = there.pop(each.path, None)
        if loses_media and _MEDIA in each.text:
            continue
        if other is None or not _same_text(each, other, exact=each.format in kept):
            yield Difference(each.part, each.path, each.text, None if other is None else other.text)
    for each in there.values():
        yield Difference(each.part, each.path, None, each.text)


def _same_text(before: Passage, after: Passage, *, exact: bool) -> bool:
    """Compare what is kept as it is by its characters, and what is converted by what a reader sees.

    A text without any markup may change the name of it.
    """
    if exact and before.format is after.format:
        return _trimmed(before.text) == _trimmed(after.text)
    if exact and _trimmed(before.text) != _trimmed(after.text):
        return False
    return _words(before) == _words(after) or _words(_shown_as(before)) == _words(_shown_as(after))


def _shown_as(text: Passage) -> Passage:
    """Give a text as the HTML it is shown as, where what shows it is installed: tables have no bars there."""
    try:
        return text._replace(text=to_html(text.text, text.format), format=TextFormat.HTML)
    except QbankError:
        return text


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _words(text: Passage) -> str:
    read = reader_text(text.text, text.format)
    return " ".join(_DELIMITERS.sub(" ", read).split())


def _keys(before: QuestionDocument, after: QuestionDocument, held: frozenset[str]) -> Iterator[Difference]:
    """Compare what earns points, answer by answer."""
    ours, theirs = answers(before), answers(after)
    if len(ours) != len(theirs) or _gaps(before) != _gaps(after):
        yield Difference("body", "options", len(ours), len(theirs))
        return
    uneven = before.type is QuestionType.MULTIPLE_CHOICE
    for position, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if one == other:
            continue
        path = f"options[{position}]"
        for name, (part, read) in _OF_ANSWER.items():
            if name == "right" and "partial_credit" not in held and not uneven and _is_partly_right(one):
                continue  # whether a part of the points is right or wrong, its writer had to decide
            if not _equal(read(one), read(other)):
                yield Difference(part, f"{path}.{name}", read(one), read(other))
        shares = _share(one), _share(other)
        if not uneven and not _equal(*shares):
            yield Difference("partial_credit", f"{path}.fraction", *shares)
    if uneven and not _equal(_proportions(ours), _proportions(theirs)):
        yield Difference("partial_credit", "options", _proportions(ours), _proportions(theirs))


def _gaps(document: QuestionDocument) -> list[tuple[str, str]]:
    return [(option.name, option.kind) for option in document.options if isinstance(option, Gap)]


def _share(answer: Answer) -> float | None:
    share: float | None = getattr(answer, "fraction", None)
    return 1.0 if share is None and isinstance(answer, Pair) else share


def _proportions(choices: Sequence[Answer]) -> list[float]:
    """Give the shares of choices for all that is right together: formats share it out or do not."""
    shares = [_share(choice) or 0.0 for choice in choices]
    whole = sum(share for share in shares if share > 0) or 1.0
    return [share / whole if share > 0 else share for share in shares]


def _number(answer: Answer) -> Any:
    return middle(answer) if isinstance(answer, AcceptedNumber) else None


def _width(answer: Answer) -> Any:
    if not isinstance(answer, AcceptedNumber):
        return None
    if answer.value is None and answer.low is not None and answer.high is not None:
        return (answer.high - answer.low) / 2
    return answer.tolerance or Decimal(0)


def _of(kind: type[Any], name: str) -> Callable[[Answer], Any]:
    return lambda answer: getattr(answer, name) if isinstance(answer, kind) else None


def _is_right(answer: Answer) -> bool:
    return (_share(answer) or 0) > 0


def _is_partly_right(answer: Answer) -> bool:
    return 0 < (_share(answer) or 0) < 1


_OF_ANSWER: dict[str, tuple[str, Callable[[Answer], Any]]] = {
    "right": ("body", _is_right),
    "text": ("body", lambda answer: answer.text.strip() if isinstance(answer, AcceptedAnswer) else None),
    "value": ("body", _number),
    "shape": ("body", _of(Area, "shape")),
    "coordinates": ("body", _of(Area, "coordinates")),
    "tolerance": ("tolerance", _width),
    "case_sensitive": ("case_sensitivity", _of(AcceptedAnswer, "case_sensitive")),
    "match": ("wildcards", _of(AcceptedAnswer, "match")),
    "fixed": ("fixed", _of(Choice, "fixed")),
}
"""What is compared of an answer -> the part it is of, and how it is read."""


def _said(before: QuestionDocument, after: QuestionDocument) -> Iterator[Difference]:
    """Compare what else the question said; what it left open, its format may have filled in."""
    for part, read in _PARTS.items():
        ours, theirs = read(before), read(after)
        if not _filled_in(ours, theirs):
            yield Difference(part, part, ours, theirs)


def _filled_in(ours: Any, theirs: Any) -> bool:
    """Tell whether two values are equal, or ours was open."""
    if isinstance(ours, _Several):
        return all(map(_filled_in, ours, theirs))
    return ours in (None, "", [], {}) or _equal(ours, theirs)


def _detail(name: str) -> Callable[[QuestionDocument], Any]:
    return lambda document: getattr(document.details, name)


class _Several(tuple[Any, ...]):
    """Values each of which may be open."""


def _inside(name: str, *values: str) -> Callable[[QuestionDocument], _Several]:
    def read(document: QuestionDocument) -> _Several:
        whole = getattr(document.details, name)
        return _Several(None if whole is None else getattr(whole, value) for value in values)

    return read


def _attribute(name: str) -> Callable[[QuestionDocument], Any]:
    return lambda document: getattr(document, name)


_PARTS: dict[str, Callable[[QuestionDocument], Any]] = {
    **{
        name: _attribute(name)
        for name in (
            "category",
            "difficulty",
            "rating",
            "external_id",
            "language",
            "author",
            "licence",
            "document",
            "fields",
            "assignee",
        )
    },
    **{name: _detail(name) for name in ("numbering", "time_limit", "layout")},
    "points": points,
    "shuffle": shuffle,
    "title": lambda document: " ".join((document.title or "").split()),
    "tags": lambda document: sorted(document.tags),
    "status": lambda document: document.status or Status.READY,
    "media": lambda document: document.details.image,
    "penalty": _inside("scoring", "penalty"),
    "scoring": _inside("scoring", "mode", "low", "high"),
    "units": lambda document: [(unit.name, unit.factor) for unit in document.details.units],
    "hints": lambda document: [(hint.clear_wrong, hint.show_count) for hint in document.details.hints],
    "response": _inside("response", "lines", "response_format", "attachments", "file_types"),
}


def _equal(one: Any, other: Any) -> bool:
    """Compare numbers by their size, to the digits that formats write."""
    if one == other:
        return True
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(_equal(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return one is other
        return math.isclose(one, other, rel_tol=_NEARLY, abs_tol=_NEARLY)
    return False


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
