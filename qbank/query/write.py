"""The tree back to the arguments that say it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from qbank.query.fields import PRESENCE
from qbank.query.lexer import STANDING_ALONE
from qbank.query.mistakes import quoted
from qbank.query.tree import (
    And,
    Between,
    Condition,
    During,
    Everything,
    ExactTag,
    Has,
    InCategory,
    Known,
    Matches,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    TextColumn,
    Words,
    normalised,
)

# Nothing in such a value is syntax, to the language or to a shell.
_PLAIN = re.compile(r"\w[\w./+@%-]*")


def write(node: Node) -> list[str]:
    """Arguments that `parse` reads as `normalised(node)`, one term or sign each, not quoted for a shell.

    `node` is what `parse` could give, or And, Or and Not of such; ValueError where it is a tree that
    nothing can match (an empty Or, the negation of Everything) and so no words say it.
    """
    match normalised(node):
        case Everything():
            return []
        case And(parts):
            return [word for part in parts for word in _operand(part)]
        case whole:
            return _group(whole)


def _group(node: Node) -> list[str]:
    """The words of a node that stands alone or in brackets of its own."""
    match node:
        case And(parts):
            return [word for part in parts for word in _operand(part)]
        case Or(parts):
            return _joined(_group(part) for part in parts)
        case _:
            return _operand(node)


def _joined(alternatives: Iterable[list[str]]) -> list[str]:
    words: list[str] = []
    for alternative in alternatives:
        words += ["OR", *alternative]
    return words[1:]


def _operand(node: Node) -> list[str]:
    match node:
        case And() | Or():
            return ["[", *_group(node), "]"]
        case Not(part):
            return _negated(part)
        case Everything():
            raise ValueError("no words say the negation of everything")
        case _:
            return [_term(node)]


def _negated(part: Node) -> list[str]:
    """`-field:value`, or NOT before what an option parser could take for an option."""
    words = _operand(part)
    if isinstance(part, And | Or) or (isinstance(part, Words) and part.column is TextColumn.ANY):
        return ["NOT", *words]
    return [f"-{words[0]}"]


def _term(node: Condition) -> str:
    match node:
        case Words(column, text, prefix):
            return _words(column, text, prefix)
        case Matches(pattern):
            return f"re:{pattern}"
        case Has(feature):
            return f"has:{feature}"
        case Known(field, known):
            return f"{_field(field)}:{'any' if known else 'none'}"
        case OneOf(field, values):
            return f"{field}:{','.join(map(_value, values))}"
        case ExactTag(values):
            return f"tag:{','.join(f'={_value(value)}' for value in values)}"
        case InCategory(path, exact):
            return f"category:{'=' if exact else ''}{_value(path)}"
        case Named(field, pattern):
            return f"{_field(field)}:{_value(pattern)}"
        case Between():
            return _between(node)
        case During(field, start, end):
            return f"{field}:{_moment(start)}..{_last(end)}"


def _words(column: TextColumn, text: str, prefix: bool) -> str:
    star = "*" if prefix else ""
    if column is not TextColumn.ANY:
        return f"{column}:{_value(text)}{star}"
    return f"{quoted(text) if text in STANDING_ALONE else _value(text)}{star}"


def _value(text: str) -> str:
    if text.lower() in PRESENCE or not _PLAIN.fullmatch(text):
        return quoted(text)
    return text


def _field(name: str) -> str:
    own = name.removeprefix("field.")
    if own == name or _PLAIN.fullmatch(own):
        return name
    return f"field.{quoted(own)}"


def _between(node: Between) -> str:
    low, high = _number(node.low), _number(node.high)
    if node.low_open:
        return f"{node.field}:>{low}"
    if node.high_open:
        return f"{node.field}:<{high}"
    return f"{node.field}:{low}" if low == high else f"{node.field}:{low}..{high}"


def _number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def _moment(moment: datetime | None) -> str:
    """The moment in UTC to the second, or to the microsecond where it has any."""
    if moment is None:
        return ""
    return _stamp(moment, "microseconds" if moment.microsecond else "seconds")


def _last(end: datetime | None) -> str:
    """The last second before `end`, or the last microsecond where `end` is that fine."""
    if end is None:
        return ""
    if end.microsecond:
        return _stamp(end - timedelta(microseconds=1), "microseconds")
    return _stamp(end - timedelta(seconds=1), "seconds")


def _stamp(moment: datetime, precision: str) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"
