"""What a row says of its question beside the answers: texts, amounts, and how they are marked up."""

from collections.abc import Callable

from qbank.domain.kinds import Status, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import Hint, OutcomeFeedback, QuestionDocument, WrittenResponse
from qbank.domain.text import RichText, Text
from qbank.formats.difficulty_words import difficulty_of
from qbank.formats.json_coding import has_tags
from qbank.formats.markup_words import markup_of
from qbank.formats.table_cells import Cells
from qbank.formats.table_columns import Field
from qbank.formats.table_words import amount_of, category_of, tags_of

_NAMED = {
    Field.TITLE: "title",
    Field.ID: "external_id",
    Field.EXPLANATION: "explanation",
    Field.LANGUAGE: "language",
    Field.AUTHOR: "author",
    Field.LICENCE: "licence",
}
_OUTCOMES = (Field.CORRECT_FEEDBACK, Field.PARTIAL_FEEDBACK, Field.INCORRECT_FEEDBACK)
_DETAILS = frozenset((Field.HINT, *_OUTCOMES, Field.TEMPLATE, Field.GRADER_INFO))
_STATUSES = {str(status): status for status in Status}


def give_texts(document: QuestionDocument, cells: Cells) -> None:
    """Take title, id, explanation, category, tags, hints and who made the question."""
    present = cells.columns.first
    for of, place in present.items():
        if of in _NAMED and (cell := cells.at(place)):
            setattr(document, _NAMED[of], cell)
    if Field.CATEGORY in present:
        document.category = category_of(tuple(cells.several(Field.CATEGORY)))
    if told := cells.one(Field.TAGS):
        document.tags = tags_of(told)
    if not _DETAILS.isdisjoint(present):
        document.details.hints = [Hint(text=hint) for hint in cells.several(Field.HINT)]
        _give_outcomes(document, cells)
        _give_response(document, cells)


def _give_outcomes(document: QuestionDocument, cells: Cells) -> None:
    correct, partial, incorrect = (cells.one(one) or None for one in _OUTCOMES)
    if correct or partial or incorrect:
        document.details.feedback = OutcomeFeedback(correct=correct, partial=partial, incorrect=incorrect)


def _give_response(document: QuestionDocument, cells: Cells) -> None:
    template, grader = cells.one(Field.TEMPLATE), cells.one(Field.GRADER_INFO)
    if template or grader:
        response = document.details.response or WrittenResponse()
        response.template, response.grader_info = template or None, grader or None
        document.details.response = response


def give_amounts(document: QuestionDocument, cells: Cells) -> None:
    """Take difficulty, points, time and status where qbank knows the word or number; else keep as fields."""
    for of, place in cells.columns.first.items():
        if of in _AMOUNTS and (cell := cells.at(place)) and not _AMOUNTS[of](document, cell):
            document.fields[cells.name(of)] = cell


def _give_difficulty(document: QuestionDocument, cell: str) -> bool:
    document.difficulty = difficulty_of(cell)
    return document.difficulty is not None


def _give_points(document: QuestionDocument, cell: str) -> bool:
    document.points = amount_of(cell)
    return document.points is not None


def _give_time(document: QuestionDocument, cell: str) -> bool:
    document.details.time_limit = amount_of(cell)
    return document.details.time_limit is not None


def _give_status(document: QuestionDocument, cell: str) -> bool:
    document.status = _STATUSES.get(cell.casefold())
    return document.status is not None


_AMOUNTS: dict[Field, Callable[[QuestionDocument, str], bool]] = {
    Field.DIFFICULTY: _give_difficulty,
    Field.POINTS: _give_points,
    Field.TIME_LIMIT: _give_time,
    Field.STATUS: _give_status,
    Field.IMAGE: lambda document, cell: False,
}
"""How a cell is taken into a question; false where it says nothing that qbank knows."""


def give_markup(document: QuestionDocument, cells: Cells) -> None:
    """Say how the texts are marked up: as the row says, else a text with the tags of HTML is HTML."""
    told = cells.one(Field.FORMAT)
    if not told and not cells.has_markup:
        return
    said = markup_of(told) if told else None
    if told and said is None:
        document.fields[cells.name(Field.FORMAT)] = told
    document.format = said or (TextFormat.HTML if has_tags(document.stem) else TextFormat.PLAIN)
    if said in (None, TextFormat.PLAIN):
        document.explanation = _marked_up(document.explanation, document.format)
        for option in document.options:
            if isinstance(option, Choice):
                option.text = _marked_up(option.text, document.format) or ""
                option.feedback = _marked_up(option.feedback, document.format)


def _marked_up(text: Text | None, stem: TextFormat) -> Text | None:
    """Name a text's markup where it is not the stem's; what reads the same in both stays as it is."""
    if not isinstance(text, str) or not ("<" in text or "&" in text or "\n" in text):
        return text
    markup = TextFormat.HTML if has_tags(text) else TextFormat.PLAIN
    return text if markup is stem else RichText(text, markup)
