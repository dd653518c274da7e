"""The rules that a file's definitions, categories and documents keep, checked before a bank is open."""

from collections.abc import Callable
from typing import Any

from qbank.domain import preferences
from qbank.domain.category_path import join_path
from qbank.domain.category_rules import tidy_color, tidy_path
from qbank.domain.characters import refuse_unstorable
from qbank.domain.own_fields import Wanted, tidy_definition
from qbank.domain.question import QuestionDocument
from qbank.domain.records import (
    CategoryDocument,
    FieldDocument,
    MediaDocument,
    Record,
    SavedQueryDocument,
    SourceDocument,
)
from qbank.domain.saved_names import tidy_name
from qbank.domain.typed_text import tidy_line
from qbank.domain.validation import InvalidQuestion
from qbank.errors import QbankError
from qbank.query.saved import words_of
from qbank.services.preparing import require_id


def tidy_record(record: QuestionDocument | Record) -> None:
    """Give a record its stored form, in place. Raises InvalidQuestion naming the part that cannot be kept."""
    if isinstance(record, MediaDocument):
        return
    refuse_unstorable(record)
    if isinstance(record, CategoryDocument):
        _tidy_category(record)
    elif isinstance(record, FieldDocument):
        _tidy_field(record)
    elif isinstance(record, SourceDocument):
        require_id(record.id)
        record.title = _read("title", lambda: tidy_line(record.title, "title"))
    elif isinstance(record, SavedQueryDocument):
        require_id(record.id)
        record.name = _read("name", lambda: tidy_name(record.name))
        _read("query", lambda: words_of(record.query))


def _tidy_field(record: FieldDocument) -> None:
    require_id(record.id)
    tidy = _read(
        "name",
        lambda: tidy_definition(
            Wanted(record.name, record.type, record.values, record.required, record.description)
        ),
    )
    record.name, record.values, record.description = tidy.name, list(tidy.values), tidy.description


def _tidy_category(record: CategoryDocument) -> None:
    require_id(record.id)
    record.path = join_path(_read("path", lambda: tidy_path(record.path)))
    if (color := record.color) is not None:
        record.color = _read("color", lambda: tidy_color(color))
    for key, value in record.preferences.items():
        record.preferences[key] = _read(f"preferences.{key}", lambda k=key, v=value: preferences.read(k, v))  # type: ignore[misc]  # bound now


def _read(path: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except QbankError as error:
        raise InvalidQuestion(path, error.message) from error
