"""What a format cannot hold of a question, told by what it declares: losses all writers have in common."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.missing_key import lacks_key
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, Match
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Carries, Loss
from qbank.formats.document_texts import answers, passages, points, shuffle

NOT_WRITTEN = "not_written"
"""The code of the loss of a whole question."""

PARTS: dict[str, str] = {
    "title": "the title",
    "rich_text": "the markup of its texts",
    "feedback": "feedback to its answers",
    "outcome_feedback": "feedback to right and wrong attempts",
    "explanation": "the explanation",
    "solution": "the solution",
    "hints": "hints",
    "partial_credit": "shares of the points",
    "no_key": "questions without a key",
    "tolerance": "tolerances of numbers",
    "case_sensitivity": "whether case matters in answers",
    "wildcards": "wildcards and patterns in answers",
    "units": "units",
    "response": "what its written answer should be like",
    "points": "points",
    "penalty": "the penalty for each further try",
    "scoring": "rules of scoring",
    "time_limit": "the time limit",
    "shuffle": "whether its options may be shuffled",
    "fixed": "which options keep their place",
    "numbering": "how its options are numbered",
    "layout": "how it is laid out",
    "media": "pictures and other files",
    "stimulus": "which passage it is about",
    "category": "the category",
    "tags": "tags",
    "difficulty": "the difficulty",
    "rating": "the rating",
    "status": "the status",
    "assignee": "who is to look at it",
    "notes": "notes on it",
    "external_id": "the external id",
    "language": "the language",
    "author": "the author",
    "licence": "the licence",
    "document": "the document it comes from",
    "fields": "own fields",
    "extensions": "what another format holds of it beyond qbank's model",
    "order": "the order of the questions",
    "records": "what is said of categories, documents and own fields",
}
"""The parts of a question a format may hold (`Carries.parts`), in a reader's words; codes of losses too."""

NO_KEY = "it has no key, and cannot be marked as it is"

_MARKUP = {
    TextFormat.MARKDOWN: "Markdown",
    TextFormat.HTML: "HTML",
    TextFormat.MOODLE: "Moodle's own",
    TextFormat.LATEX: "LaTeX",
    TextFormat.CLOZE: "Moodle's cloze",
}
_KEPT_AS_WRITTEN = (QuestionType.OPAQUE, QuestionType.DYNAMIC)
_TYPED = (AcceptedAnswer, AcceptedNumber)
"""Answers that are there to be marked; a choice is there to be read, whatever it earns."""
_NEARLY = 1e-4


def losses(document: QuestionDocument, carries: Carries, number: int = 1, format: str = "") -> Iterator[Loss]:
    """Yield what a format that carries this cannot hold of a checked question, in the order of `PARTS`.

    A question of a type it has not, or one kept as written for another format than the one named, is the one
    loss `not_written`: its writer leaves it out. `number` is the question's place among those written.
    """
    refused = _refusal(document, carries, format)
    if refused is not None:
        yield Loss(NOT_WRITTEN, refused, number, document.id)
        return
    for part, held in _HELD.items():
        if part not in carries.parts and held(document):
            said = NO_KEY if part == "no_key" else f"without {PARTS[part]}"
            yield Loss(part, said, number, document.id)
    if changed := _markups(document, carries):
        yield Loss("rich_text", f"{' and '.join(changed)} is not kept as such", number, document.id)
    if any(name != format for name in document.extensions) and "extensions" not in carries.parts:
        names = ", ".join(name for name in document.extensions if name != format)
        yield Loss("extensions", f"without what {names} holds beyond qbank's model", number, document.id)


def _refusal(document: QuestionDocument, carries: Carries, format: str) -> str | None:
    if document.type not in carries.types:
        return f"not written: the format has no {document.type} questions"
    kept_as_written = document.type in _KEPT_AS_WRITTEN and "extensions" not in carries.parts
    if document.type is QuestionType.MATCHING and "no_key" not in carries.parts and lacks_key(document):
        return "not written: it has no key, for none of its pairs has a left side"
    if format and kept_as_written and format not in document.extensions:
        return f"not written: it is kept as {', '.join(document.extensions)} only"
    return None


def kept_markups(carries: Carries) -> frozenset[TextFormat]:
    """Tell the markups a format keeps as they are."""
    if carries.texts is not None:
        return carries.texts
    return frozenset(TextFormat if "rich_text" in carries.parts else [TextFormat.PLAIN])


def _markups(document: QuestionDocument, carries: Carries) -> list[str]:
    """Name the markups that a question's texts have and the format does not keep."""
    kept = kept_markups(carries)
    if len(kept) == len(TextFormat):
        return []
    shown = [each for each in passages(document) if each.part == "body" or each.part in carries.parts]
    changed = dict.fromkeys(each.format for each in shown if each.format not in kept)
    return [_MARKUP[format] for format in changed]


def _has_text(part: str) -> Callable[[QuestionDocument], bool]:
    return lambda document: any(each.part == part for each in passages(document))


def _has(name: str) -> Callable[[QuestionDocument], bool]:
    return lambda document: getattr(document, name) not in (None, "", [], {})


def _has_detail(name: str) -> Callable[[QuestionDocument], bool]:
    return lambda document: getattr(document.details, name) not in (None, "", [])


def _shares_points(document: QuestionDocument) -> bool:
    """Tell whether an answer earns another share than the plain rule of its type gives it."""
    if document.type is QuestionType.MULTIPLE_CHOICE:
        return _uneven([choice.fraction for choice in document.options])
    if document.type is QuestionType.CLOZE and any(gap.weight != 1 for gap in document.options):
        return True
    said = [getattr(each, "fraction", None) for each in answers(document)]
    if document.type is QuestionType.MATCHING:
        return len({share for share in said if share is not None}) > 1
    typed = any(each.fraction <= 0 for each in answers(document) if isinstance(each, _TYPED))
    return typed or any(share not in (None, 0, 1) for share in said)


def _uneven(shares: list[float]) -> bool:
    """Tell whether choices that are all right, or share all points evenly, are not all there is."""
    right = [share for share in shares if share > 0]
    if not right or any(share < 0 for share in shares):
        return any(shares)
    even = all(math.isclose(share, right[0], abs_tol=_NEARLY) for share in right)
    whole = math.isclose(right[0], 1) or math.isclose(sum(right), 1, abs_tol=_NEARLY * len(right))
    return not (even and whole)


def _tolerates(document: QuestionDocument) -> bool:
    numbers = [each for each in answers(document) if isinstance(each, AcceptedNumber)]
    return any(each.tolerance or each.low is not None or each.high is not None for each in numbers)


def _typed(document: QuestionDocument) -> list[AcceptedAnswer]:
    return [each for each in answers(document) if isinstance(each, AcceptedAnswer)]


def _shuffles(document: QuestionDocument) -> bool:
    gaps = [option for option in document.options if isinstance(option, Gap)]
    return shuffle(document) is not None or any(gap.shuffle for gap in gaps)


def _keeps_place(document: QuestionDocument) -> bool:
    return any(isinstance(each, Choice) and each.fixed for each in answers(document))


def _scores(document: QuestionDocument) -> bool:
    scoring = document.details.scoring
    return scoring is not None and (scoring.mode, scoring.low, scoring.high) != (None, None, None)


def _penalises(document: QuestionDocument) -> bool:
    scoring = document.details.scoring
    return scoring is not None and scoring.penalty is not None


def _shows_media(document: QuestionDocument) -> bool:
    """Tell whether a text refers to a kept file."""
    image = document.details.image or ""
    if "qbank://media/" in document.stem or "qbank://media/" in image:
        return True
    parts: tuple[Any, ...] = (document.options, document.explanation, document.details)
    return b"qbank://media/" in jsontext.encode(parts)


_HELD: dict[str, Callable[[QuestionDocument], bool]] = {
    "title": _has("title"),
    "feedback": _has_text("feedback"),
    "outcome_feedback": _has_text("outcome_feedback"),
    "explanation": _has_text("explanation"),
    "solution": _has_text("solution"),
    "hints": _has_detail("hints"),
    "partial_credit": _shares_points,
    "no_key": lacks_key,
    "tolerance": _tolerates,
    "case_sensitivity": lambda document: any(each.case_sensitive for each in _typed(document)),
    "wildcards": lambda document: any(each.match is not Match.EXACT for each in _typed(document)),
    "units": _has_detail("units"),
    "response": _has_detail("response"),
    "points": lambda document: points(document) is not None,
    "penalty": _penalises,
    "scoring": _scores,
    "time_limit": _has_detail("time_limit"),
    "shuffle": _shuffles,
    "fixed": _keeps_place,
    "numbering": _has_detail("numbering"),
    "layout": _has_detail("layout"),
    "media": _shows_media,
    "stimulus": _has("stimulus"),
    "category": _has("category"),
    "tags": _has("tags"),
    "difficulty": _has("difficulty"),
    "rating": _has("rating"),
    "status": lambda document: document.status not in (None, Status.READY),
    "assignee": _has("assignee"),
    "notes": _has("notes"),
    "external_id": _has("external_id"),
    "language": _has("language"),
    "author": _has("author"),
    "licence": _has("licence"),
    "document": _has("document"),
    "fields": _has("fields"),
}
"""The parts whose loss can be told from the question alone -> whether it has that part."""
