"""A question as the cells of qbank's own table, and what of it has no cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Match, Pair, Step
from qbank.domain.printed import plain
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, format_of, text_of
from qbank.formats import text_form_numbers
from qbank.formats.base import Carries, Loss
from qbank.formats.letters import letter
from qbank.formats.losses import NOT_WRITTEN, losses
from qbank.formats.moodle_numbers import exact_percent
from qbank.formats.table_form import OWN

Q = QuestionType
CARRIES = Carries(
    types=frozenset(
        (
            Q.SINGLE_CHOICE, Q.MULTIPLE_CHOICE, Q.TRUE_FALSE, Q.SHORT_ANSWER, Q.NUMERICAL, Q.MATCHING,
            Q.ORDERING, Q.ESSAY, Q.UPLOAD, Q.DESCRIPTION,
        )
    ),
    parts=frozenset(
        (
            "title", "rich_text", "feedback", "outcome_feedback", "explanation", "solution", "hints",
            "partial_credit", "no_key", "tolerance", "case_sensitivity", "wildcards", "units", "response",
            "points", "penalty", "scoring", "time_limit", "shuffle", "fixed", "numbering", "layout",
            "stimulus", "category", "tags", "difficulty", "rating", "status", "assignee", "external_id",
            "language", "author", "licence", "document", "fields", "order",
        )
    ),
)  # fmt: skip

Place = tuple[str, int]
Cells = dict[Place, str]
"""The cells of a row that hold anything: by the kind of column, and which of these it is."""

_SAME = (
    "id", "external_id", "title", "category", "document", "difficulty", "rating", "points", "status",
    "assignee", "language", "author", "licence", "stimulus",
)  # fmt: skip


def cells_of(document: QuestionDocument, number: int, format: str) -> tuple[Cells, list[Loss]]:
    """Give a checked question's cells and what they do not hold; no cells for one that is not written."""
    lost = list(losses(document, CARRIES, number, format))
    if any(loss.code == NOT_WRITTEN for loss in lost):
        return {}, lost
    cells: Cells = {("type", 0): document.type.value, ("stem", 0): document.stem}
    if document.format is not TextFormat.PLAIN:
        cells["format", 0] = document.format.value
    for name in _SAME:
        cells[name, 0] = _scalar(getattr(document, name))
    cells["tags", 0] = _tags(document.tags)
    for place, cell in (*_options(document), *_texts(document), *_details(document)):
        cells[place] = cell
    own, unlike = _own_fields(document)
    cells.update(own)
    unlike += list(_unkept(document))
    lost += [Loss(code, message, number, document.id) for code, message in unlike]
    return {place: cell for place, cell in cells.items() if cell}, lost


def _scalar(value: Any) -> str:
    return plain(getattr(value, "value", value))


def _tags(tags: Sequence[str]) -> str:
    """Join tags with commas; as a JSON list where one holds a comma."""
    if any("," in tag for tag in tags) or (tags and (tags[0].startswith("[") or tags == ["none"])):
        return jsontext.encode_text(list(tags))
    return ", ".join(tags)


def marked_up(text: Text | None, stem: TextFormat, *, needed: bool = False) -> str:
    """Write a text, its markup in brackets before it where that is not the stem's, or seems to be there.

    An empty text that is `needed` is its markup alone.
    """
    whole = text_of(text)
    if needed and not whole.strip():
        return f"[{stem}]"
    markup = format_of(text, stem) if text is not None else stem
    return f"[{markup}] {whole}" if whole and (markup is not stem or _seems_marked(whole)) else whole


def _seems_marked(text: str) -> bool:
    start = text.lstrip()
    return start.startswith("[") and start[1:].partition("]")[0] in list(TextFormat)


def _options(document: QuestionDocument) -> Iterator[tuple[Place, str]]:
    options = [
        each for each in document.options if not (isinstance(each, AcceptedAnswer) and not each.text.strip())
    ]
    if document.type is Q.TRUE_FALSE and (plainly := _truth(document)):
        yield ("answer", 0), plainly
        return
    if document.type in (Q.SHORT_ANSWER, Q.NUMERICAL) and (only := _only_answer(options)) is not None:
        yield ("answer", 0), only
    else:
        for number, option in enumerate(options):
            yield from _option(option, number, document.format)
        if document.type in (Q.SINGLE_CHOICE, Q.MULTIPLE_CHOICE, Q.TRUE_FALSE):
            right = [number for number, option in enumerate(options) if option.fraction > 0]
            yield ("answer", 0), ", ".join(map(letter, right))
        yield ("credit", 0), _credit(document.type, options)
    for name, has in _FLAGS.items():
        yield (name, 0), _letters_with(options, has, whole=len(options) == 1)


def _option(option: Any, number: int, stem: TextFormat) -> Iterator[tuple[Place, str]]:
    if isinstance(option, Choice | Step):
        yield ("option", number), marked_up(option.text, stem, needed=True)
    elif isinstance(option, Pair):
        yield ("option", number), marked_up(option.left, stem)
        yield ("match", number), marked_up(option.right, stem, needed=True)
    elif isinstance(option, AcceptedNumber):
        yield ("option", number), text_form_numbers.written(option)
    else:
        yield ("option", number), option.text
    yield ("feedback", number), marked_up(option.feedback, stem)


def _truth(document: QuestionDocument) -> str:
    """Write true or false for a question of just these two, in this order; '' for any other."""
    said = [(option.text, option.feedback, option.fixed) for option in document.options]
    shares = [option.fraction for option in document.options]
    if said != [("True", None, False), ("False", None, False)] or sorted(shares) != [0, 1]:
        return ""
    return "true" if shares[0] else "false"


def _only_answer(options: Sequence[Any]) -> str | None:
    """Write the one answer that is to be typed; None where there are several, or more is said of it."""
    if len(options) != 1:
        return None
    (option,) = options
    if option.fraction != 1 or option.feedback is not None:
        return None
    return text_form_numbers.written(option) if isinstance(option, AcceptedNumber) else str(option.text)


def even(options: Sequence[Any]) -> list[float]:
    """Share the points evenly among the choices that earn some; a typed answer earns them all."""
    if not options or not isinstance(options[0], Choice):
        return [1.0] * len(options)
    right = sum(option.fraction > 0 for option in options)
    return [1 / right if option.fraction > 0 else 0.0 for option in options]


def _credit(type: QuestionType, options: Sequence[Any]) -> str:
    """Write what the options earn, in percent to the last digit; '' where that goes without saying."""
    shares = [getattr(option, "fraction", None) for option in options]
    if type in (Q.MATCHING, Q.ORDERING):
        return "; ".join(map(_percent, shares)) if any(share is not None for share in shares) else ""
    return "" if shares == even(options) else "; ".join(map(_percent, shares))


def _percent(share: float | None) -> str:
    return "" if share is None else exact_percent(share)


def _letters_with(options: Sequence[Any], has: Any, *, whole: bool) -> str:
    which = [letter(number) for number, option in enumerate(options) if has(option)]
    return "yes" if which and whole else ", ".join(which)


_FLAGS = {
    "fixed": lambda option: getattr(option, "fixed", False),
    "case_sensitive": lambda option: getattr(option, "case_sensitive", False),
    "wildcards": lambda option: isinstance(option, AcceptedAnswer) and option.match is Match.WILDCARD,
    "patterns": lambda option: isinstance(option, AcceptedAnswer) and option.match is Match.REGEX,
}


def _texts(document: QuestionDocument) -> Iterator[tuple[Place, str]]:
    details, stem = document.details, document.format
    yield ("explanation", 0), marked_up(document.explanation, stem)
    yield ("solution", 0), marked_up(details.solution, stem)
    for number, hint in enumerate(details.hints):
        yield ("hint", number), marked_up(hint.text, stem)
    for name in ("correct", "partial", "incorrect"):
        yield (f"{name}_feedback", 0), marked_up(getattr(details.feedback, name, None), stem)
    response = details.response
    for column, name in (("response_template", "template"), ("grader_info", "grader_info")):
        yield (column, 0), marked_up(getattr(response, name, None), stem)
    yield ("sample_answer", 0), marked_up(getattr(response, "sample_answer", None), stem)


def _details(document: QuestionDocument) -> Iterator[tuple[Place, str]]:
    details = document.details
    for name in ("time_limit", "shuffle", "numbering", "layout", "image"):
        yield (name, 0), _scalar(getattr(details, name))
    for column, name in (("penalty", "penalty"), ("scoring", "mode"), ("low", "low"), ("high", "high")):
        yield (column, 0), _scalar(getattr(details.scoring, name, None))
    for name in ("lines", "response_format", "attachments", "file_types"):
        yield (name, 0), _scalar(getattr(details.response, name, None))
    units = (f"{unit.name} = {_scalar(unit.factor)}" for unit in details.units)
    yield ("units", 0), "; ".join(units)


def _own_fields(document: QuestionDocument) -> tuple[Cells, list[tuple[str, str]]]:
    """Write the owner's own fields, each in a column; what is no text comes back as one, and that is told."""
    cells, unlike = {}, []
    for name, value in document.fields.items():
        cell = plain(value)
        column = " ".join(name.split())
        cells[OWN + column, 0] = cell
        if not isinstance(value, str) or not cell or cell != cell.strip() or column != name or not name:
            unlike.append(("fields", f"field {name!r} comes back as text, if at all"))
    return cells, unlike


def _unkept(document: QuestionDocument) -> Iterator[tuple[str, str]]:
    """Yield what a cell cannot hold as it is."""
    for name in (*_SAME, "stem"):
        value = getattr(document, name)
        if isinstance(value, str) and value != value.strip() and name != "stem":
            yield name, f"{name}: without the blanks around it"
    details = document.details
    if any(hint.clear_wrong or hint.show_count for hint in details.hints):
        yield "hints", "without what a hint does beside its text"
    if any(not text_of(hint.text).strip() for hint in details.hints):
        yield "hints", "without its empty hints"
    if any(map(_is_blank, document.options)):
        yield "empty_answer", "an accepted answer without a text is left out"
    if any(";" in unit.name or "=" in unit.name or unit.name != unit.name.strip() for unit in details.units):
        yield "units", "a unit's name with ; or = in it is not kept"
    yield from _unlike_numbers(document.options)


def _is_blank(option: Any) -> bool:
    return isinstance(option, AcceptedAnswer) and not option.text.strip()


def _unlike_numbers(options: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for option in options:
        if isinstance(option, AcceptedNumber):
            again = text_form_numbers.read(text_form_numbers.written(option))
            ours = (option.value, option.tolerance, option.low, option.high)
            if again is None or ours != tuple(
                again.get(name) for name in ("value", "tolerance", "low", "high")
            ):
                yield "tolerance", "a number with a tolerance and a range keeps the one that counts"
