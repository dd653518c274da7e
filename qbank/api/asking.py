"""What a program asks for, as the services take it."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from qbank.domain import preferences
from qbank.domain.kinds import Difficulty, Status
from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError
from qbank.formats.base import AnswerStyle
from qbank.query.fields import FIELDS, ValueKind
from qbank.query.parser import parse
from qbank.query.saved import Lookup, none_kept
from qbank.query.tree import Node
from qbank.services import saved_queries
from qbank.services.import_options import OnConflict, OnDuplicate
from qbank.services.selection import Selection
from qbank.services.set_request import SetRequest

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Query = str | Sequence[str]
"""A query as one text, `tag:cell "krebs cycle"`, or its words, each a term of its own."""

Choice = TypeVar("Choice", bound=StrEnum)
_SAVED = next((field.name, *field.synonyms) for field in FIELDS if field.kind is ValueKind.SAVED)
_WORDS = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+')


class SetValues(TypedDict, total=False):
    """What `set` may set. None clears; what is not given stays as it is."""

    difficulty: Difficulty | str | None
    rating: float | None
    points: float | None
    status: Status | str
    assignee: str | None
    category: str
    document: str | None
    author: str | None
    licence: str | None
    language: str | None
    tags: Sequence[str]
    add_tags: Sequence[str]
    remove_tags: Sequence[str]


class ImportWords(TypedDict, total=False):
    """How `import_file` brings a file in; the words of `qbank question import`, with its defaults."""

    format: str
    category: str
    into: str
    document: str
    status: Status | str
    mapping: Mapping[str, str]
    answers: AnswerStyle | str
    on_duplicate: OnDuplicate | str
    on_conflict: OnConflict | str
    retire_missing: bool
    on_error: str


def selected(
    query: Query | None = None,
    *,
    limit: int | None = None,
    sample: int | None = None,
    seed: str | int | None = None,
    saved: Lookup = none_kept,
) -> Selection:
    """Give the selection of what reads: no query means everything. Raises QbankError for a wrong query."""
    for name, number in (("limit", limit), ("sample", sample)):
        if number is not None and number < 0:
            raise QbankError(Kind.USAGE, f"{name} = {number} is below 0", hint="None means no bound")
    drawn = None if seed is None else str(seed)
    return Selection(_node(query, saved), None, limit, sample, drawn).drawn()


def selected_to_change(query: Query | None, *, everything: bool, **how: Any) -> Selection:
    """Give the selection of what changes: it must be said. Raises QbankError where it is not.

    A sample of a query has no retired questions, unless the query names a status.
    """
    if everything == bool(query):
        said = "a query and everything=True mean two things" if query else "which questions?"
        raise QbankError(Kind.USAGE, said, hint='give a query such as "tag:cell", or everything=True')
    meant = selected(query, **how)
    return meant if everything or how.get("sample") is None else meant.without_retired()


def set_request(values: SetValues) -> SetRequest:
    """Give the request of a bulk change. Raises QbankError for a value a field cannot have."""
    require_known("set", values, SetValues)
    if not values:
        raise QbankError(Kind.USAGE, "nothing says what to set", hint='give difficulty="hard" or the like')
    told: dict[str, Any] = {**values}
    tags, more, fewer = (told.pop(name, None) for name in ("tags", "add_tags", "remove_tags"))
    category, document = told.pop("category", None), told.pop("document", "")
    if "category" in values and category is None:
        raise _never_none("category")
    return SetRequest(
        values={name: _value(name, value) for name, value in told.items()},
        category=category,
        document=document or None,
        clear_document=document is None,
        add_tags=_tags(more) or (),
        remove_tags=_tags(fewer) or (),
        tags=_tags(tags),
    )


def choice(kind: type[Choice], name: str, told: str | None) -> Choice | None:
    """Read one of a few words. Raises QbankError naming them."""
    try:
        return None if told is None else kind(told)
    except ValueError as error:
        hint = f"such as {name}={next(iter(kind)).value!r}"
        said = f"{name} = {told!r} is none of {', '.join(kind)}"
        raise QbankError(Kind.USAGE, said, hint=hint) from error


def place_of(path: str | os.PathLike[str] | None) -> str | None:
    """Give a path as text. Raises TypeError for what is none."""
    return None if path is None else os.fsdecode(os.fspath(path))


def require_import_words(words: ImportWords) -> None:
    """Raise TypeError for a word that `import_file` does not know, as Python does for any function."""
    require_known("import_file", words, ImportWords)


def require_known(function: str, given: Mapping[str, Any], known: type) -> None:
    """Raise TypeError for a word that a function does not know."""
    for name in given:
        if name not in known.__annotations__:
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}")


async def saved_for(
    query: Query | None, reading: "Callable[[], AbstractAsyncContextManager[AsyncSession]]"
) -> Lookup:
    """Read the saved queries, where a query may name one."""
    text = query if isinstance(query, str) else " ".join(query or ())
    if not any(f"{word}:" in text.lower() for word in _SAVED):
        return none_kept
    async with reading() as session:
        kept = await saved_queries.kept(session)
    return lambda: kept


def _node(query: Query | None, saved: Lookup) -> Node:
    words = _WORDS.findall(query) if isinstance(query, str) else list(query or ())
    return parse(words, now=datetime.now().astimezone(), saved=saved)


def _value(name: str, value: Any) -> Any:
    if value is None:
        if name == "status":
            raise _never_none(name)
        return None
    if name == "assignee":
        return tidy_line(str(value), name)
    read = preferences.read(name, value)
    return getattr(read, "value", read)


def _tags(told: Sequence[str] | None) -> tuple[str, ...] | None:
    if told is None:
        return None
    return (told,) if isinstance(told, str) else tuple(told)


def _never_none(name: str) -> QbankError:
    return QbankError(Kind.USAGE, f"{name} cannot be None", hint="leave it out to keep it as it is")
