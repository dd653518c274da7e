"""The columns a listing of questions can have, and what each needs of the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import case, select

from qbank.db.json_dialects import json_place
from qbank.domain import jsontext
from qbank.domain.excerpt import Excerpt, Sought, excerpt
from qbank.domain.kinds import Difficulty, Status, TextFormat
from qbank.domain.reader_text import reader_text
from qbank.domain.reading import read
from qbank.errors import Kind, QbankError
from qbank.models import Document, Question
from qbank.services import category_order
from qbank.services.rows import document_of

Cell = Any


@dataclass(frozen=True, slots=True)
class ListedColumn:
    """A column of a listing: the stored columns it is made of, how it is made, what it is sorted by."""

    name: str
    needs: tuple[str, ...]
    make: Callable[..., Cell] | None = None
    sort: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What ids of other tables are called, which words a query looks for, and how folded tags are written."""

    categories: Callable[[str | None], str | None]
    documents: Mapping[str, str]
    sought: Sequence[Sought] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def _stem(names: Names, stem: str, format: str) -> str:
    return stem if format == "plain" else reader_text(stem, TextFormat(format))


def _explanation(names: Names, text: str | None, own: str | None, stem_format: str) -> str | None:
    return None if text is None else reader_text(text, TextFormat(own or stem_format))


def _category(names: Names, category_id: str) -> str | None:
    return names.categories(category_id)


def _document(names: Names, document_id: str | None) -> str | None:
    return None if document_id is None else names.documents.get(document_id)


def _match(names: Names, *stored: Any) -> Excerpt:
    return excerpt(read(document_of(dict(zip(_STORED, stored, strict=True))))[0], names.sought)


def _json(names: Names, text: str) -> Any:
    return [] if text == "[]" else jsontext.decode(text)


def _as_it_is(name: str, column: str | None = None) -> ListedColumn:
    return ListedColumn(name, (column or name,), None, column or name)


MATCH = "match"
"""The column that shows where the words of the query were found."""

_STORED = tuple(column.name for column in Question.__table__.c)

COLUMNS: dict[str, ListedColumn] = {
    column.name: column
    for column in (
        _as_it_is("id"),
        _as_it_is("type", "question_type"),
        _as_it_is("title"),
        ListedColumn("stem", ("stem", "stem_format"), _stem, "stem"),
        _as_it_is("format", "stem_format"),
        ListedColumn("category", ("category_id",), _category, "category_id"),
        ListedColumn("document", ("document_id",), _document, "document_id"),
        ListedColumn("tags", ("tags",), _json),
        _as_it_is("difficulty"),
        _as_it_is("rating"),
        _as_it_is("points"),
        _as_it_is("status"),
        _as_it_is("status_by"),
        _as_it_is("status_at"),
        _as_it_is("assignee"),
        _as_it_is("language"),
        _as_it_is("author"),
        _as_it_is("licence"),
        _as_it_is("external_id"),
        ListedColumn("explanation", ("explanation", "explanation_format", "stem_format"), _explanation),
        _as_it_is("stimulus", "stimulus_id"),
        _as_it_is("sequence"),
        _as_it_is("version"),
        ListedColumn(MATCH, _STORED, _match),
        _as_it_is("created_at"),
        _as_it_is("updated_at"),
    )
}
DEFAULT = ("id", "type", "difficulty", "rating", "category", "tags", "stem")

_RANKED: Mapping[str, type[StrEnum]] = {"difficulty": Difficulty, "status": Status}
"""Columns whose words have an order of their own, which is not that of their letters."""

_ELSEWHERE: Mapping[str, Any] = {
    "category": category_order.PLACE,
    "document": select(Document.title).where(Document.id == Question.document_id).scalar_subquery(),
}
"""What is sorted by stands in another table; that of categories is to be prepared."""


def columns_named(names: Sequence[str]) -> list[ListedColumn]:
    """Look columns up by name; `field.NAME` is an own field. Raises QbankError naming those there are."""
    if not names:
        raise QbankError(Kind.USAGE, "--columns names no column", hint=f"there are {', '.join(COLUMNS)}")
    return [_named(name) for name in names]


def _named(name: str) -> ListedColumn:
    if name in COLUMNS:
        return COLUMNS[name]
    if name.startswith("field.") and len(name) > len("field."):
        return ListedColumn(name, ("fields",), lambda names, text: jsontext.decode(text).get(name[6:]))
    raise QbankError(
        Kind.USAGE,
        f"there is no column {name!r}",
        hint=f"{_near(name, COLUMNS)}there are {', '.join(COLUMNS)}, and field.NAME for your own fields",
    )


def _near(name: str, names: Iterable[str]) -> str:
    """Ask whether the nearest name is meant; '' where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(names), n=1)
    return f"did you mean {near[0]}? " if near else ""


def sort_columns(names: str) -> list[tuple[Any, str]]:
    """Give what to sort by, first to last, and each direction: `difficulty,-rating`.

    Raises QbankError naming what there is to sort by.
    """
    told = [name.strip() for name in names.split(",") if name.strip()]
    if "relevance" in told:
        raise QbankError(Kind.USAGE, "relevance is an order by itself", hint="write --sort relevance alone")
    return [sort_column(name) for name in told]


def sort_column(name: str) -> tuple[Any, str]:
    """Give the stored column to sort by and the direction: `rating`, or `-rating` for the highest first."""
    bare = name.removeprefix("-")
    if bare == "relevance":
        raise QbankError(
            Kind.USAGE, "relevance goes from the best match down", hint="write --sort relevance, without a -"
        )
    direction = "desc" if name.startswith("-") else "asc"
    own = bare.removeprefix("field.")
    if own and own != bare and '"' not in own:
        return json_place(Question.fields, own), direction
    if bare in _ELSEWHERE:
        return _ELSEWHERE[bare], direction
    column = COLUMNS.get(bare)
    if column is None or column.sort is None:
        sortable = [column.name for column in COLUMNS.values() if column.sort]
        raise QbankError(
            Kind.USAGE,
            f"questions cannot be sorted by {bare!r}",
            hint=f"{_near(bare, sortable)}try {', '.join(sortable)}, relevance, or field.NAME",
        )
    stored = getattr(Question, column.sort)
    return (_rank_in(stored, _RANKED[bare]) if bare in _RANKED else stored), direction


def _rank_in(stored: Any, words: type[StrEnum]) -> Any:
    return case({word.value: place for place, word in enumerate(words)}, value=stored)
