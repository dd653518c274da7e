"""What a query means: a small tree of conditions on one question."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from qbank.query.parts import Feature as Feature, TextColumn as TextColumn


class Everything(Struct, frozen=True):
    """Every question: what a query without a word means."""


class And(Struct, frozen=True):
    """All of the parts hold."""

    parts: "tuple[Node, ...]"


class Or(Struct, frozen=True):
    """At least one of the parts holds."""

    parts: "tuple[Node, ...]"


class Not(Struct, frozen=True):
    """The part does not hold; an absent value makes the part false, so its negation holds."""

    part: "Node"


class Words(Struct, frozen=True):
    """A whole word, or words in a row, of the reader's text.

    `text` holds at least one letter or digit, single blanks between words, and no `*` that touches
    a word; with `prefix` its last word may go on.
    """

    column: TextColumn
    text: str
    prefix: bool


class Matches(Struct, frozen=True):
    """A part of the reader's text, tags left out, holds what a regular expression describes.

    `pattern` is one that `qbank.domain.patterns` can read, without blanks at its ends.
    """

    pattern: str


class OneOf(Struct, frozen=True):
    """A field (id, ext, type, tag, difficulty, status, import, change) holds one of the values.

    Enumerations are canonical (`hard`, `single_choice`); ids are lower-case beginnings of four
    or more characters; every other value is spelt as typed.
    """

    field: str
    values: tuple[str, ...]


class ExactTag(Struct, frozen=True):
    """The question has one of the tags itself; one below it, which `OneOf` finds too, does not count."""

    values: tuple[str, ...]


class InCategory(Struct, frozen=True):
    """The question stands in the category at `path`, or (unless `exact`) in one below it.

    `path` is as typed: `A/B`, where `//` is a slash inside a name.
    """

    path: str
    exact: bool


class Named(Struct, frozen=True):
    """The whole value of author, licence, language, document, status-by, assignee or field.NAME is like this.

    `pattern`: case and accents do not matter; `*` stands for any characters, none included.
    """

    field: str
    pattern: str


class Between(Struct, frozen=True):
    """rating or points lies between two numbers; an open end leaves its number out."""

    field: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool


class During(Struct, frozen=True):
    """created, updated or status-since lies in `[start, end)`; both are in UTC, None is unbounded."""

    field: str
    start: datetime | None
    end: datetime | None


class Known(Struct, frozen=True):
    """The field has a value (`FIELD:any`) or has none (`FIELD:none`)."""

    field: str
    known: bool


class Has(Struct, frozen=True):
    """The question has the feature."""

    feature: Feature


Condition = Words | Matches | OneOf | ExactTag | InCategory | Named | Between | During | Known | Has
Node = Everything | And | Or | Not | Condition


def all_of(parts: Iterable[Node]) -> Node:
    """The conjunction in its shortest form: flat, without Everything, no And of one."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """The alternative in its shortest form: flat, no Or of one; ValueError without a part."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Everything):
            return part
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    if not flat:
        raise ValueError("an alternative needs a part")
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(part: Node) -> Node:
    """The opposite of `part`, a double negation taken away."""
    return part.part if isinstance(part, Not) else Not(part)


def normalised(node: Node) -> Node:
    """The same query in the form `parse` gives: flat groups, no group of one, no double Not."""
    match node:
        case And(parts):
            return all_of(normalised(part) for part in parts)
        case Or(parts):
            return any_of(normalised(part) for part in parts)
        case Not(part):
            return negation(normalised(part))
        case _:
            return node
