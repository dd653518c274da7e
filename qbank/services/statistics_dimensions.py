"""What questions can be counted by: each field's expression, its word for a value, its order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import SQLColumnExpression, func

from qbank.db.dialects import as_stored
from qbank.db.json_dialects import json_value
from qbank.domain.category_path import split_path
from qbank.domain.kinds import Difficulty, QuestionType, Status
from qbank.domain.natural_order import Key, natural_key
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Question, QuestionTag
from qbank.query.fields import OWN_PREFIXES, known_field
from qbank.services.columns import Names

Word = Callable[[Names, Any], Any]
Rank = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A field to count by: its expression in SQL, what its values are called, what they are ordered by."""

    name: str
    value: SQLColumnExpression[Any]
    word: Word
    rank: Rank


def _as_it_is(names: Names, value: Any) -> Any:
    return value


def _category(names: Names, category_id: str) -> str | None:
    return names.categories(category_id)


def _document(names: Names, document_id: str) -> str | None:
    return names.documents.get(document_id)


def _tag(names: Names, tag: str) -> str:
    return names.tags.get(tag, tag)


def _path_rank(path: str) -> list[Key]:
    return [natural_key(name) for name in split_path(path)]


def _text_rank(text: str) -> tuple[str, str]:
    return fold(text), text


def _number_rank(number: float) -> float:
    return number


def _mixed_rank(value: Any) -> tuple[bool, Any, str]:
    if isinstance(value, str):
        return True, fold(value), value
    return False, value, ""


def _rank_in(words: type[StrEnum]) -> Rank:
    places = {word.value: place for place, word in enumerate(words)}
    return lambda value: places.get(value, len(places))


_MONTH = func.substr(as_stored(Question.created_at), 1, 7)

DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("category", Question.category_id, _category, _path_rank),
        Dimension("type", Question.question_type, _as_it_is, _rank_in(QuestionType)),
        Dimension("difficulty", Question.difficulty, _as_it_is, _rank_in(Difficulty)),
        Dimension("tag", QuestionTag.tag, _tag, _text_rank),
        Dimension("status", Question.status, _as_it_is, _rank_in(Status)),
        Dimension("assignee", Question.assignee, _as_it_is, _text_rank),
        Dimension("rating", Question.rating, _as_it_is, _number_rank),
        Dimension("points", Question.points, _as_it_is, _number_rank),
        Dimension("language", Question.language, _as_it_is, _text_rank),
        Dimension("author", Question.author, _as_it_is, _text_rank),
        Dimension("licence", Question.licence, _as_it_is, _text_rank),
        Dimension("document", Question.document_id, _document, _text_rank),
        Dimension("created", _MONTH, _as_it_is, _text_rank),
    )
}
"""Everything but the own fields; `created` is the month, in UTC."""


def dimensions_named(names: Sequence[str]) -> list[Dimension]:
    """Look fields to count by up, each once; `field.NAME` is an own field, and the query's synonyms do.

    Raises QbankError(USAGE) naming those there are.
    """
    found = [_named(name) for name in names]
    return list({dimension.name: dimension for dimension in found}.values())


def _named(name: str) -> Dimension:
    field = known_field(name)
    known = field.name if field is not None else name.strip()
    if known in DIMENSIONS:
        return DIMENSIONS[known]
    if known.startswith(OWN_PREFIXES) and '"' not in known:
        own = known.partition(".")[2]
        if own:
            return Dimension(known, json_value(Question.fields, own), _as_it_is, _mixed_rank)
    raise QbankError(
        Kind.USAGE,
        f"questions cannot be counted by {name.strip()!r}",
        hint=f"there are {', '.join(DIMENSIONS)}, and field.NAME for your own fields",
    )
