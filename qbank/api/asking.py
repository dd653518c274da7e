"""What a program asks for, as the services take it."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from qbank.domain import preferences
from qbank.domain.kinds import Difficulty, Status
from qbank.errors import Kind, QbankError
from qbank.formats.base import AnswerStyle
from qbank.query.parser import parse
from qbank.query.tree import Node
from qbank.services.import_options import OnConflict, OnDuplicate
from qbank.services.selection import Selection
from qbank.services.set_request import SetRequest

Query = str | Sequence[str]
"""A query as one text, `tag:cell "krebs cycle"`, or its words, each a term of its own."""

Choice = TypeVar("Choice", bound=StrEnum)
_WORDS = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+')


class SetValues(TypedDict, total=False):
    """What `set` may set. None clears; what is not given stays as it is."""

    difficulty: Difficulty | str | None
    rating: float | None
    points: float | None
    status: Status | str
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
) -> Selection:
    """Give the selection of what reads: no query means everything. Raises QbankError for a wrong query."""
    for name, number in (("limit", limit), ("sample", sample)):
        if number is not None and number < 0:
            raise QbankError(Kind.USAGE, f"{name} = {number} is below 0", hint="None means no bound")
    drawn = None if seed is None else str(seed)
    return Selection(_node(query), None, limit, sample, drawn).drawn()


def selected_to_change(query: Query | None, *, everything: bool, **how: Any) -> Selection:
    """Give the selection of what changes: it must be said. Raises QbankError where it is not."""
    if everything == bool(query):
        said = "a query and everything=True mean two things" if query else "which questions?"
        raise QbankError(Kind.USAGE, said, hint='give a query such as "tag:cell", or everything=True')
    return selected(query, **how)


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


def _node(query: Query | None) -> Node:
    words = _WORDS.findall(query) if isinstance(query, str) else list(query or ())
    return parse(words, now=datetime.now().astimezone())


def _value(name: str, value: Any) -> Any:
    if value is None:
        if name == "status":
            raise _never_none(name)
        return None
    read = preferences.read(name, value)
    return getattr(read, "value", read)


def _tags(told: Sequence[str] | None) -> tuple[str, ...] | None:
    if told is None:
        return None
    return (told,) if isinstance(told, str) else tuple(told)


def _never_none(name: str) -> QbankError:
    return QbankError(Kind.USAGE, f"{name} cannot be None", hint="leave it out to keep it as it is")
