"""What stands after a colon, read by the kind of its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from qbank.domain.patterns import fault
from qbank.query.dates import during
from qbank.query.fields import FIELDS, NEVER_ABSENT, PRESENCE, Field, ValueKind, known_field
from qbank.query.lexer import Piece, Term
from qbank.query.mistakes import (
    NEAREST,
    WHERE_FIELDS_ARE_TOLD,
    escaped,
    likeness,
    mistake,
    nearest_first,
    quoted,
    shortened,
    shown,
    typed,
)
from qbank.query.numbers import between
from qbank.query.tree import (
    ExactTag,
    Feature,
    Has,
    InCategory,
    Known,
    Matches,
    Named,
    Node,
    OneOf,
    TextColumn,
    Words,
    any_of,
)

_ID = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")
_STRAY_STAR = re.compile(r"\*\w|\w\*")
_EXAMPLES = {field.name: field.example for field in FIELDS}


class Value(NamedTuple):
    """One value: its text, whether quotes made it literal, whether a `=` that is none of it begins it."""

    text: str
    literal: bool
    exact: bool = False


def node_of(term: Term, now: datetime) -> Node:
    """The condition a term stands for; `now` is aware and in the reader's zone."""
    if term.head is None:
        return _words(TextColumn.ANY, _value(term.pieces), term.source)
    field = known_field(term.head)
    if field is None:
        raise _unknown_field(term.head, term.source)
    value = _value(term.pieces)
    if not value.text.strip():
        raise _empty(term.head, field)
    if _is_presence(value) and field.kind not in NEVER_ABSENT:
        return Known(field.name, PRESENCE[value.text.lower()])
    return _READERS[field.kind](field, term, now)


def saved_names(term: Term) -> list[str]:
    """Give the names of the saved queries that a term stands for; none for any other term."""
    field = None if term.head is None else known_field(term.head)
    if field is None or field.kind is not ValueKind.SAVED:
        return []
    if not _value(term.pieces).text.strip():
        raise _empty(term.head or "", field)
    return [item.text.strip() for item in _items(field, term)]


def _value(pieces: Sequence[Piece]) -> Value:
    """The pieces as one value; blanks around it go where no quotes keep them."""
    literal = any(piece.quoted for piece in pieces)
    text = "".join(piece.text for piece in pieces)
    first = next((piece for piece in pieces if piece.text.strip()), None)
    exact = first is not None and not first.quoted and first.text.lstrip().startswith("=")
    return Value(text if literal else text.strip(), literal, exact)


def _is_presence(value: Value) -> bool:
    return not value.literal and value.text.lower() in PRESENCE


def _unknown_field(head: str, source: str) -> Exception:
    if head.startswith("["):
        return mistake(
            f"{shown(head)} is no field", "square brackets stand alone: [ tag:a OR tag:b ], with blanks"
        )
    if not head.strip():
        return mistake(
            f"no field stands before the colon of {shown(source)}",
            f"to search the text for it, type {typed(quoted(source))}",
        )
    if head.strip().lower() in ("field.", "fields."):
        return mistake(f"{shown(head + ':')} lacks a name", "a field of your own is written field.NAME:VALUE")
    ranked = sorted(FIELDS, key=lambda field: -likeness(head, (field.name, *field.synonyms)))
    *names, last = [field.name for field in ranked[:NEAREST]]
    return mistake(
        f"there is no field {shown(head)}",
        f"the nearest are {', '.join(names)} and {last}; {WHERE_FIELDS_ARE_TOLD}; "
        f"to search the text for it, type {typed(quoted(source))}",
    )


def _empty(head: str, field: Field) -> Exception:
    message = f"nothing follows {shown(head + ':')}"
    if field.kind in (ValueKind.NUMBER, ValueKind.DATE):
        example = "3" if field.kind is ValueKind.NUMBER else "2026-01-15"
        return mistake(
            message,
            f"did the shell take a > or < (and write a file)? type {field.name}:{example}.. or "
            f"{field.name}:..{example}, or put the term in quotes",
        )
    absent = "" if field.kind in NEVER_ABSENT else f", or {field.name}:none for those without"
    return mistake(
        message,
        f"did the shell take a > or <, or is there a blank after the colon? type {_example(field)}{absent}",
    )


def _example(field: Field) -> str:
    return _EXAMPLES.get(field.name) or f"{field.name}:mitosis"


def _items(field: Field, term: Term) -> list[Value]:
    """The values a comma separates; a comma in quotes is part of its value."""
    parts: list[list[Piece]] = [[]]
    for piece in term.pieces:
        head, *rest = [piece.text] if piece.quoted else piece.text.split(",")
        parts[-1].append(Piece(head, piece.quoted))
        parts.extend([Piece(text)] for text in rest)
    items = list(dict.fromkeys(map(_value, parts)))
    if not all(item.text.strip() for item in items):
        raise mistake(
            f"a value is missing beside a comma in {shown(term.source)}",
            f"write {_example(field)}, without blanks; a value that holds a comma stands in quotes",
        )
    return items


def _listed(field: Field, term: Term, read: Callable[[Field, Value], str]) -> Node:
    """One of several values, `none` and `any` among them."""
    values: dict[str, None] = {}
    presence: dict[Node, None] = {}
    for item in _items(field, term):
        if _is_presence(item):
            presence[Known(field.name, PRESENCE[item.text.lower()])] = None
        else:
            values[read(field, item)] = None
    return any_of([*([OneOf(field.name, tuple(values))] if values else []), *presence])


def _one_id(field: Field, value: Value) -> str:
    lowered = value.text.strip().lower()
    if not _ID.fullmatch(lowered):
        raise mistake(
            f"{shown(value.text)} is not the beginning of an id",
            "an id is written with four or more of 0-9, a-f and -; the author's own ids are ext:ID",
        )
    return lowered


def _one_whole(field: Field, value: Value) -> str:
    if "*" in value.text and not value.literal:
        raise _star_is_no_wildcard(field, value.text, "whole values")
    return value.text


def _star_is_no_wildcard(field: Field, text: str, takes: str) -> Exception:
    return mistake(
        f"{field.name}: takes {takes}, and {shown(text)} holds a *",
        f"for a * that is meant as one, type {typed(f'{field.name}:{quoted(text)}')}",
    )


def _one_choice(field: Field, value: Value) -> str:
    """The canonical value, told by any case, by - or blanks for _, or by a beginning of its own."""
    asked = "_".join(value.text.casefold().replace("-", " ").replace("_", " ").split())
    if asked in field.choices:
        return asked
    begun = [choice for choice in field.choices if choice.startswith(asked)] if asked else []
    if len(begun) == 1:
        return begun[0]
    term = f"{field.name}:{shortened(value.text)}"
    if begun:
        raise mistake(f"{term} could be {' or '.join(begun)}", "write one more letter, or the whole word")
    choices = ", ".join(nearest_first(value.text, field.choices))
    presence = "" if field.kind is ValueKind.FEATURE else "; or none, any"
    raise mistake(
        f"there is no value {shown(value.text)} for {field.name}:", f"the nearest first: {choices}{presence}"
    )


def _features(field: Field, term: Term, now: datetime) -> Node:
    return any_of(dict.fromkeys(Has(Feature(_one_choice(field, item))) for item in _items(field, term)))


def _tags(field: Field, term: Term, now: datetime) -> Node:
    """One of several tags: those with a `=` before them are meant alone, the others with those below them."""
    below: dict[str, None] = {}
    alone: dict[str, None] = {}
    presence: dict[Node, None] = {}
    for item in _items(field, term):
        if _is_presence(item):
            presence[Known(field.name, PRESENCE[item.text.lower()])] = None
        elif item.exact:
            alone[_one_alone(field, item, term.source)] = None
        else:
            below[_one_whole(field, item)] = None
    parts: list[Node] = [OneOf(field.name, tuple(below))] if below else []
    return any_of([*parts, *([ExactTag(tuple(alone))] if alone else []), *presence])


def _one_alone(field: Field, value: Value, source: str) -> str:
    text = _without_sign(value)
    if not text.strip():
        raise mistake(f"{shown(source)} names no tag", "write tag:=cell")
    return _one_whole(field, Value(text, value.literal))


def _without_sign(value: Value) -> str:
    """The text of an exact value; blanks around it go where no quotes keep them."""
    text = value.text.lstrip().removeprefix("=")
    return text if value.literal else text.strip()


def _category(field: Field, term: Term, now: datetime) -> Node:
    value = _value(term.pieces)
    path = _without_sign(value) if value.exact else value.text
    if not path.strip():
        raise mistake(f"{shown(term.source)} names no category", "write category:=Biology/Cells")
    if "*" in path and not value.literal:
        raise _star_is_no_wildcard(field, path, "a category and all below it")
    return InCategory(path, value.exact)


def _pattern(field: Field, term: Term, now: datetime) -> Node:
    return Named(field.name, _value(term.pieces).text)


def _columned(field: Field, term: Term, now: datetime) -> Node:
    return _words(TextColumn(field.name), _value(term.pieces), term.source)


def _words(column: TextColumn, value: Value, source: str) -> Node:
    """A word or phrase: blanks made single, a `*` at the end of its last word taken as the prefix sign."""
    text = " ".join(value.text.split())
    stem = text.rstrip("*")
    prefix = stem != text and not stem.endswith(" ")
    text = stem if prefix else text
    if not any(map(str.isalnum, text)):
        raise mistake(
            f"{shown(source)} holds no word to search for",
            "a word has letters or digits; every question: `qbank question list`, with no query",
        )
    if _STRAY_STAR.search(text):
        raise mistake(
            f"a * stands at the end of a word only, not as in {shown(source)}",
            "words are found whole, and micro* finds those that begin with micro",
        )
    return Words(column, text, prefix)


def _regex(field: Field, term: Term, now: datetime) -> Node:
    pattern = _value(term.pieces).text.strip()
    if wrong := fault(pattern):
        raise mistake(
            f"{shown(pattern)} is no regular expression: {escaped(wrong)}",
            "the signs ( ) [ ] { } * + ? . ^ $ | and \\ stand for themselves only with a \\ before them",
        )
    return Matches(pattern)


_Reader = Callable[[Field, Term, datetime], Node]
_READERS: Mapping[ValueKind, _Reader] = {
    ValueKind.IDS: lambda field, term, now: _listed(field, term, _one_id),
    ValueKind.LIST: lambda field, term, now: _listed(field, term, _one_whole),
    ValueKind.CHOICE: lambda field, term, now: _listed(field, term, _one_choice),
    ValueKind.FEATURE: _features,
    ValueKind.PATH: _category,
    ValueKind.TAG: _tags,
    ValueKind.PATTERN: _pattern,
    ValueKind.REGEX: _regex,
    ValueKind.WORDS: _columned,
    ValueKind.NUMBER: lambda field, term, now: between(field.name, _value(term.pieces).text),
    ValueKind.DATE: lambda field, term, now: during(field.name, _value(term.pieces).text, now),
}
