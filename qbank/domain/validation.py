"""The rules a question keeps: its options have the shape of its type, and it has a key."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from qbank.domain import cloze_gaps
from qbank.domain.category_path import join_path, split_path
from qbank.domain.finite_numbers import path_of_infinite
from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import ELEMENT_OF, AcceptedNumber, Area, Choice, Gap, GapKind, Option, Pair, Shape
from qbank.domain.question import QuestionDocument
from qbank.domain.text import fold, text_of
from qbank.domain.typed_text import tidy_line
from qbank.errors import QbankError


class InvalidQuestion(ValueError):
    """A question that breaks a rule: the path of the part, and the reason in a reader's words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


class KeyMissing(InvalidQuestion):
    """A question that is sound but for its key: it may be a draft, and nothing else."""


def checked(document: QuestionDocument) -> QuestionDocument:
    """Give the document with typed options, ids for all of them, tidy tags and category.

    The document is changed in place and returned. Raises InvalidQuestion naming the first rule it breaks,
    KeyMissing for a key: a draft may lack it; nothing else may.
    """
    document.options = shaped(document.type, document.options)
    _give_ids(document.options)
    _require_stem(document)
    _RULES[document.type](document)
    if (path := path_of_infinite(document)) is not None:
        raise InvalidQuestion(path, "a number that is not finite")
    if document.tags:
        document.tags = tidy_tags(document.tags)
    if document.category is not None:
        document.category = _tidy_category(document.category) or None
    if document.document is not None:
        document.document = _tidy_title(document.document) if document.document.strip() else None
    return document


@lru_cache(1024)
def _tidy_title(title: str) -> str:
    """Tidy a document's title as its own record is tidied, so that the two name the same document."""
    if "\0" in title or any("\ud800" <= character <= "\udfff" for character in title):
        return title  # no bank can keep it, and whoever stores it says so with its path
    try:
        return tidy_line(title, "title")
    except QbankError as error:
        raise InvalidQuestion("document", error.message) from error


@lru_cache(1024)
def _tidy_category(path: str) -> str:
    return join_path(split_path(path))


def shaped(type: QuestionType, options: Sequence[Any]) -> list[Any]:
    """Give options, plain mappings or elements, the shape their type asks for."""
    element = ELEMENT_OF[type]
    if element is None:
        if options:
            raise InvalidQuestion("options", f"{type} questions have no options")
        return []
    if not options or {option.__class__ for option in options} == {element}:
        return list(options)
    try:
        return msgspec.convert(options, list[element])  # type: ignore[valid-type]  # chosen at run time
    except msgspec.ValidationError as error:
        raise InvalidQuestion(*_where(error)) from error


def _where(error: msgspec.ValidationError) -> tuple[str, str]:
    reason, _, path = str(error).partition(" - at `$")
    return f"options{path.rstrip('`')}", reason


def tidy_tags(tags: Iterable[str]) -> list[str]:
    """Trim tags, compose their Unicode, and leave out empty ones and repeats (case and accents aside)."""
    named = [_tidy_tag(tag) for tag in tags]
    tidy = dict(named)
    if len(tidy) == len(named) and "" not in tidy:
        return list(tidy.values())
    tidy = {}
    for folded, name in named:
        if name:
            tidy.setdefault(folded, name)
    return list(tidy.values())


@lru_cache(4096)
def _tidy_tag(tag: str) -> tuple[str, str]:
    name = " ".join(unicodedata.normalize("NFC", tag).split())
    return fold(name), name


def option_id(position: int) -> str:
    """Name the option at a position, counted from 0: a … z, aa, ab …"""
    name = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        name = chr(97 + letter) + name
    return name


def _give_ids(options: Sequence[Option]) -> None:
    taken = {option.id for option in options}
    if taken == _NONE and len(options) <= len(_FIRST_IDS):
        for option, name in zip(options, _FIRST_IDS, strict=False):
            option.id = name
        return
    if "" not in taken and len(taken) == len(options):
        return
    seen: set[str] = set()
    for position, option in enumerate(options):
        if not option.id:
            option.id = _free_id(position, taken)
            taken.add(option.id)
        elif option.id in seen:
            raise InvalidQuestion(f"options[{position}].id", f"a second option has the id {option.id!r}")
        seen.add(option.id)


_NONE = {""}
_FIRST_IDS = tuple(option_id(position) for position in range(26))


def _free_id(position: int, taken: set[str]) -> str:
    while (name := option_id(position)) in taken:
        position += 1
    return name


def _require_stem(document: QuestionDocument) -> None:
    if document.stem and not document.stem.isspace():
        return
    if document.type not in (QuestionType.OPAQUE, QuestionType.DYNAMIC):
        raise InvalidQuestion("stem", "the question has no text")


def _require_key(document: QuestionDocument, fractions: Iterable[float | None], what: str) -> None:
    if document.status is Status.DRAFT:
        return
    for part in fractions:
        if part is None or part > 0:
            return
    raise KeyMissing("options", f"no key: {what}")


def _choices(document: QuestionDocument) -> None:
    options: list[Choice] = document.options
    if len(options) < 2:
        raise InvalidQuestion("options", f"a choice question needs two choices, this has {len(options)}")
    _require_key(document, [choice.fraction for choice in options], "no choice earns points")


def _true_false(document: QuestionDocument) -> None:
    options: list[Choice] = document.options
    if len(options) != 2:
        raise InvalidQuestion("options", f"true_false has two choices, this has {len(options)}")
    _require_key(document, [choice.fraction for choice in options], "neither choice earns points")


def _short_answer(document: QuestionDocument) -> None:
    _require_key(document, [answer.fraction for answer in document.options], "no accepted answer")


def _numerical(document: QuestionDocument) -> None:
    for position, number in enumerate(document.options):
        _check_number(number, f"options[{position}]")
    stated = [number for number in document.options if not _catches_the_rest(number)]
    _require_key(document, [number.fraction for number in stated], "no accepted number")


def _catches_the_rest(number: AcceptedNumber) -> bool:
    return number.value is None and number.low is None and number.high is None


_LARGEST_EXPONENT = 400
"""Ten to this is beyond every floating-point number; digits written out would fill the memory."""


def _check_number(number: AcceptedNumber, path: str) -> None:
    parts = (number.value, number.tolerance, number.low, number.high)
    if any(part is not None and not part.is_finite() for part in parts):
        raise InvalidQuestion(path, "a number that is not finite")
    if any(part is not None and abs(part.adjusted()) > _LARGEST_EXPONENT for part in parts):
        raise InvalidQuestion(path, "a number that is too large or too small")
    if number.tolerance is not None and number.tolerance < 0:
        raise InvalidQuestion(f"{path}.tolerance", "a tolerance below zero")
    if number.low is not None and number.high is not None and number.low > number.high:
        raise InvalidQuestion(path, "a range whose low end lies above its high end")


def _matching(document: QuestionDocument) -> None:
    pairs: list[Pair] = document.options
    answered = [pair.fraction for pair in pairs if text_of(pair.left).strip()]
    if not pairs:
        raise InvalidQuestion("options", "a matching question needs a pair")
    _require_key(document, answered, "no pair has a left side")


def _ordering(document: QuestionDocument) -> None:
    if len(document.options) < 2:
        raise InvalidQuestion("options", "an ordering question needs two steps")


def _cloze(document: QuestionDocument) -> None:
    problem = cloze_gaps.mismatch(document.stem, document.options)
    if problem is not None:
        raise InvalidQuestion(*problem)
    for position, gap in enumerate(document.options):
        _check_gap(gap, f"options[{position}]")
        for place, number in enumerate(gap.numbers):
            _check_number(number, f"options[{position}].numbers[{place}]")
        for inner in (gap.choices, gap.answers, gap.numbers):
            _give_ids(inner)
        fractions = [part.fraction for part in (*gap.choices, *gap.answers, *gap.numbers)]
        if document.status is not Status.DRAFT and not any(fraction > 0 for fraction in fractions):
            raise KeyMissing(f"options[{position}]", f"no key: gap {gap.name!r} accepts nothing")


_FILLED_BY = {
    GapKind.CHOICE: "choices",
    GapKind.DRAG: "choices",
    GapKind.SHORT: "answers",
    GapKind.NUMBER: "numbers",
}


def _check_gap(gap: Gap, path: str) -> None:
    """Refuse a gap that is filled from another list than its kind says."""
    right = _FILLED_BY[gap.kind]
    for name in ("choices", "answers", "numbers"):
        if name != right and getattr(gap, name):
            raise InvalidQuestion(f"{path}.{name}", f"a {gap.kind} gap has {right}, no {name}")


_COORDINATES = {Shape.POINT: (2, 2), Shape.CIRCLE: (3, 3), Shape.RECTANGLE: (4, 4), Shape.POLYGON: (6, None)}


def _hotspot(document: QuestionDocument) -> None:
    areas: list[Area] = document.options
    for position, area in enumerate(areas):
        least, most = _COORDINATES[area.shape]
        count = len(area.coordinates)
        if count < least or (most is not None and count > most):
            raise InvalidQuestion(
                f"options[{position}].coordinates", f"{count} numbers do not make a {area.shape}"
            )
    _require_key(document, [area.fraction for area in areas], "no area earns points")


def _kept_whole(document: QuestionDocument) -> None:
    if not document.extensions:
        raise InvalidQuestion("extensions", f"{document.type} needs the source it stands for")


def _anything(document: QuestionDocument) -> None:
    """Types without options have no rule beyond their stem."""


_RULES: dict[QuestionType, Callable[[QuestionDocument], None]] = {
    QuestionType.SINGLE_CHOICE: _choices,
    QuestionType.MULTIPLE_CHOICE: _choices,
    QuestionType.TRUE_FALSE: _true_false,
    QuestionType.SHORT_ANSWER: _short_answer,
    QuestionType.NUMERICAL: _numerical,
    QuestionType.MATCHING: _matching,
    QuestionType.ORDERING: _ordering,
    QuestionType.CLOZE: _cloze,
    QuestionType.ESSAY: _anything,
    QuestionType.UPLOAD: _anything,
    QuestionType.HOTSPOT: _hotspot,
    QuestionType.DESCRIPTION: _anything,
    QuestionType.DYNAMIC: _kept_whole,
    QuestionType.OPAQUE: _kept_whole,
}
