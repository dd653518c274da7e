"""Queries kept by name: how their words are written down, and how `saved:NAME` is looked up."""

import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from qbank.domain.text import fold
from qbank.errors import QbankError
from qbank.query.mistakes import NEAREST, mistake, nearest_first, shown


class Kept(NamedTuple):
    """A query that is kept: its name as it is spelt, and its words as a shell would be given them."""

    name: str
    text: str


Lookup = Callable[[], Mapping[str, Kept]]
"""Gives the kept queries by their folded names; asked only where a query names one."""
_AT_FAULT = "saved"
"""The detail by which an error is known to say already which kept query it is about."""


def none_kept() -> Mapping[str, Kept]:
    """Give no kept query: where there is no bank, there is none."""
    return {}


def text_of(words: Iterable[str]) -> str:
    """Write the words of a query as one text that a POSIX shell, and `words_of`, takes apart into them."""
    return shlex.join(words)


def words_of(text: str) -> list[str]:
    """Take the text of a query apart into its words. Raises QbankError(USAGE) where quotes do not pair."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise mistake(f"{shown(text)} cannot be taken apart: {error}", "quote it as for a shell") from error


def found(kept: Mapping[str, Kept], name: str, opened: tuple[str, ...]) -> Kept:
    """Look a name up, in any case. Raises QbankError(USAGE) where it is unknown, or among those `opened`."""
    query = kept.get(fold(name))
    if query is None:
        others = [each.name for each in kept.values() if each.name not in opened]
        near = nearest_first(name, others)[:NEAREST]
        told = f"the nearest: {', '.join(near)}; all: " if near else "none is saved yet: "
        who = f", which the saved query {opened[-1]} names" if opened else ""
        raise _about(mistake(f"there is no saved query {shown(name)}{who}", f"{told}qbank saved list"), name)
    if query.name in opened:
        line = " → ".join([*opened[opened.index(query.name) :], query.name])
        raise _about(
            mistake(
                f"the saved query {query.name} would name itself: {line}", "leave one of these names out"
            ),
            name,
        )
    return query


def unreadable(query: Kept, error: QbankError) -> QbankError:
    """Say that a kept query cannot be read (any more); an error of one it refers to is left as it is."""
    if _AT_FAULT in error.details:
        return error
    hint = f"{error.hint}; {_edited(query.name)}" if error.hint else _edited(query.name)
    return _about(mistake(f"the saved query {query.name} cannot be read: {error.message}", hint), query.name)


def _about(error: QbankError, name: str) -> QbankError:
    error.details[_AT_FAULT] = name
    return error


def _edited(name: str) -> str:
    return f"say it anew: qbank saved edit {shlex.quote(name)} QUERY"
