"""A row of qbank's own table as the question it was written from, or was typed as."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.question import Hint, OutcomeFeedback, QuestionDocument, Scoring, Unit, WrittenResponse
from qbank.domain.text import Text
from qbank.formats.difficulty_words import difficulty_of
from qbank.formats.table_cells import RowProblem
from qbank.formats.table_form_answers import FormRow, give_options, split, text
from qbank.formats.table_words import type_of
from qbank.formats.truth_words import truth

Q = QuestionType


def question_of(row: FormRow) -> QuestionDocument:
    """Make the question of a row. Raises RowProblem naming the column that cannot be understood."""
    stem = _markup(row)
    document = QuestionDocument(type=_type(row), stem=row["stem"], format=stem, fields=row.own_fields())
    if not document.stem:
        raise RowProblem("stem", "the row has no question text", "stem")
    give_options(document, row)
    _give_names(document, row)
    _give_texts(document, row)
    _give_details(document, row)
    return document


def _markup(row: FormRow) -> TextFormat:
    word = row["format"].casefold()
    return TextFormat.PLAIN if not word else _one_of(TextFormat, word, "format")


def _one_of(kind: Any, word: str, column: str) -> Any:
    try:
        return kind(word)
    except ValueError as error:
        raise RowProblem(column, f"{word!r} is none of {', '.join(kind)}", column) from error


def _type(row: FormRow) -> QuestionType:
    """Give the type a row names, else the one its answers make it."""
    word = row["type"].casefold()
    if word in list(Q):
        return Q(word)
    known = type_of(word) if word else None
    if word and known not in list(Q) and known != "choice":
        raise RowProblem("type", f"{row['type']!r} is none of {', '.join(Q)}", "type")
    if known in list(Q):
        return Q(str(known))
    if row.each("match"):
        return Q.MATCHING
    if row.each("option"):
        return Q.MULTIPLE_CHOICE if len(split(row["answer"])) > 1 else Q.SINGLE_CHOICE
    if row["answer"]:
        return Q.SHORT_ANSWER if truth(row["answer"]) is None else Q.TRUE_FALSE
    return Q.ESSAY


def _give_names(document: QuestionDocument, row: FormRow) -> None:
    document.id, document.external_id = _ids(row)
    for name in ("title", "document", "language", "author", "licence", "category", "stimulus", "assignee"):
        setattr(document, name, row[name] or None)
    document.tags = _tags(row["tags"])
    document.difficulty = _difficulty(row["difficulty"])
    document.status = _one_of(Status, row["status"].casefold(), "status") if row["status"] else None
    document.rating, document.points = _amount(row, "rating"), _amount(row, "points")
    if document.rating is not None and not 0 <= document.rating <= 5:
        raise RowProblem("rating", f"{row['rating']} is not between 0 and 5", "rating")
    if document.points is not None and document.points < 0:
        raise RowProblem("points", f"{row['points']} is below 0", "points")


def _ids(row: FormRow) -> tuple[str | None, str | None]:
    """Give qbank's own id and the owner's; an id that is none of qbank's is the owner's."""
    try:
        return (str(UUID(row["id"])) if row["id"] else None), row["external_id"] or None
    except ValueError:
        if row["external_id"]:
            raise RowProblem("id", f"{row['id']!r} is no id of qbank's; leave it empty", "id") from None
        return None, row["id"]


def _difficulty(word: str) -> Difficulty | None:
    found = difficulty_of(word)
    if word and found is None:
        raise RowProblem("difficulty", f"{word!r} is none of {', '.join(Difficulty)}", "difficulty")
    return found


def _tags(cell: str) -> list[str]:
    if cell.startswith("["):
        try:
            return msgspec.json.decode(cell, type=list[str])
        except msgspec.DecodeError:
            pass
    return [tag.strip() for tag in cell.split(",") if tag.strip()]


def _amount(row: FormRow, name: str) -> float | None:
    if not row[name]:
        return None
    try:
        value = float(row[name] if "." in row[name] else row[name].replace(",", "."))
    except ValueError as error:
        raise RowProblem(name, f"{row[name]!r} is no number", name) from error
    if value != value or value in (float("inf"), float("-inf")):
        raise RowProblem(name, f"{row[name]!r} is no finite number", name)
    return value


def _give_texts(document: QuestionDocument, row: FormRow) -> None:
    def cell(name: str) -> Text | None:
        return text(row[name], document) if row[name] else None

    details = document.details
    document.explanation, details.solution = cell("explanation"), cell("solution")
    details.hints = [Hint(text=text(each, document)) for each in row.each("hint").values()]
    outcomes = {name: cell(f"{name}_feedback") for name in ("correct", "partial", "incorrect")}
    if any(outcomes.values()):
        details.feedback = OutcomeFeedback(**outcomes)
    said: dict[str, Any] = {
        "template": cell("response_template"),
        "grader_info": cell("grader_info"),
        "sample_answer": cell("sample_answer"),
        "lines": _whole(row, "lines"),
        "response_format": row["response_format"] or None,
        "attachments": _whole(row, "attachments"),
        "file_types": [part.strip() for part in row["file_types"].split(",") if part.strip()],
    }
    if document.type in (Q.ESSAY, Q.UPLOAD) and row["answer"] and said["sample_answer"] is None:
        said["sample_answer"] = cell("answer")
    if any(value not in (None, []) for value in said.values()):
        details.response = WrittenResponse(**said)


def _whole(row: FormRow, name: str) -> int | None:
    amount = _amount(row, name)
    if amount is not None and (not amount.is_integer() or abs(amount) > 1e9):
        raise RowProblem(name, f"{row[name]!r} is no whole number", name)
    return None if amount is None else int(amount)


def _give_details(document: QuestionDocument, row: FormRow) -> None:
    details = document.details
    details.time_limit = _amount(row, "time_limit")
    details.numbering, details.layout = row["numbering"] or None, row["layout"] or None
    details.image = row["image"] or None
    if row["shuffle"]:
        details.shuffle = truth(row["shuffle"])
        if details.shuffle is None:
            raise RowProblem("shuffle", f"{row['shuffle']!r} is neither yes nor no", "shuffle")
    scoring: Mapping[str, Any] = {
        "penalty": _amount(row, "penalty"),
        "mode": row["scoring"] or None,
        "low": _amount(row, "low"),
        "high": _amount(row, "high"),
    }
    if any(value is not None for value in scoring.values()):
        details.scoring = Scoring(**scoring)
    details.units = [_unit(part) for part in row["units"].split(";") if part.strip()]


def _unit(part: str) -> Unit:
    name, _, factor = part.partition("=")
    try:
        return Unit(name=name.strip(), factor=float(factor) if factor.strip() else 1.0)
    except ValueError as error:
        raise RowProblem(
            "units", f"{part.strip()!r} is no unit with its factor, as cm = 0.01 is", "units"
        ) from error
