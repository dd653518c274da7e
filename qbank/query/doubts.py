"""What in a query that found nothing was probably meant otherwise, as far as the query alone can tell."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from qbank.domain.text import fold
from qbank.query.fields import known_field
from qbank.query.mistakes import shortened, shown, typed
from qbank.query.parts import TextColumn
from qbank.query.tree import And, InCategory, Named, Node, OneOf, Or, Words

_OPERATORS = ("OR", "NOT", "AND")
_COMPARED = re.compile(r"([\w.-]+)\s*={1,2}\s*(\S.*)")
_SINGLE = ("type", "difficulty", "status")
"""Fields of which a question has one value, and a query lists several."""
_SINGLE_NAMED = ("author", "licence", "language", "document", "assignee")
"""The same, where a query takes one value at a time."""


def doubts(node: Node) -> list[str]:
    """Say what was probably meant otherwise, each on a line: `or` as a word, `=`, two values of one field."""
    said = [*_of_words(node), *_of_pairs(node)]
    return list(dict.fromkeys(said))


def leaves(node: Node) -> Iterator[Node]:
    """Yield the conditions of a query that are to hold, those that are negated left out."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node


def _of_words(node: Node) -> Iterator[str]:
    for leaf in leaves(node):
        if not isinstance(leaf, Words) or leaf.column is not TextColumn.ANY:
            continue
        operator = leaf.text.upper()
        if operator in _OPERATORS and leaf.text != operator:
            yield f"{leaf.text!r} is searched for as a word; the query's own is {operator}, in capitals"
        elif (found := _COMPARED.fullmatch(leaf.text)) and known_field(found[1]) is not None:
            term = typed(f"{found[1]}:{found[2]}")
            yield f"{shown(leaf.text)} is searched for as words; a field is written {term}"


def _of_pairs(node: Node) -> Iterator[str]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _of_pairs(part)
    if isinstance(node, And):
        yield from _of_neighbours(node.parts)


def _of_neighbours(parts: Sequence[Node]) -> Iterator[str]:
    for one, other in combinations(parts, 2):
        if isinstance(one, OneOf) and isinstance(other, OneOf):
            if one.field == other.field in _SINGLE and not set(one.values) & set(other.values):
                yield _either(one.field, f"{one.field}:{','.join((*one.values, *other.values))}")
        elif isinstance(one, Named) and isinstance(other, Named):
            if one.field == other.field in _SINGLE_NAMED and _differ(one.pattern, other.pattern):
                yield _either(one.field, _or(one.field, one.pattern, other.pattern))
        elif isinstance(one, InCategory) and isinstance(other, InCategory) and _differ(one.path, other.path):
            yield _either("category", _or("category", one.path, other.path))


def _differ(one: str, other: str) -> bool:
    """Tell whether two names cannot be of one question: neither holds the other, none is a pattern."""
    first, second = fold(one), fold(other)
    return "*" not in first + second and first not in second and second not in first


def _or(field: str, one: str, other: str) -> str:
    return f"[ {typed(f'{field}:{one}')} OR {typed(f'{field}:{other}')} ]"


def _either(field: str, term: str) -> str:
    return f"no question has two values of {field}; for those with either, write {shortened(term)}"
