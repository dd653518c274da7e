"""How a query was read, in English, for `--explain`."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from qbank.query.mistakes import escaped
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
)

_INDENT = "  "
_COLUMNS = {
    TextColumn.ANY: "the question",
    TextColumn.TITLE: "the title",
    TextColumn.TEXT: "the stem",
    TextColumn.CHOICE: "a choice",
    TextColumn.ANSWER: "a right answer",
    TextColumn.EXPLANATION: "the explanation",
}


def explain(node: Node, *, zone: tzinfo = UTC) -> str:
    """How `node` was read: a line for each condition, indented below the group it stands in.

    Times are shown in `zone`; control characters of a value are shown as escapes.
    """
    return "\n".join(_lines(node, zone, negated=False))


def _lines(node: Node, zone: tzinfo, *, negated: bool) -> Iterator[str]:
    match node:
        case Everything():
            yield "no question" if negated else "every question"
        case Not(part):
            yield from _lines(part, zone, negated=not negated)
        case And(parts):
            yield "not all of these:" if negated else "all of these:"
            yield from _indented(parts, zone)
        case Or(parts):
            yield "none of these:" if negated else "at least one of these:"
            yield from _indented(parts, zone)
        case _:
            yield f"not: {_condition(node, zone)}" if negated else _condition(node, zone)


def _indented(parts: Iterable[Node], zone: tzinfo) -> Iterator[str]:
    for part in parts:
        for line in _lines(part, zone, negated=False):
            yield _INDENT + line


def _condition(node: Condition, zone: tzinfo) -> str:
    match node:
        case Words():
            return _words(node)
        case Matches(pattern):
            return f"the text matches the regular expression {_quoted(pattern)}"
        case OneOf(field, values):
            begins = "begins with" if field == "id" else "is"
            return f"{field} {begins} {' or '.join(map(_quoted, values))}"
        case ExactTag(values):
            return f"tag is {' or '.join(map(_quoted, values))} itself"
        case InCategory(path, exact):
            return f"category is {_quoted(path)}" + (" itself" if exact else " or below it")
        case Named(field, pattern):
            matches = "matches" if "*" in pattern else "is"
            return f"{escaped(field)} {matches} {_quoted(pattern)}"
        case Between():
            return f"{node.field} {_range(node)}"
        case During():
            return f"{node.field} {_time(node, zone)}"
        case Known(field, known):
            return f"{escaped(field)} has a value" if known else f"{escaped(field)} has no value"
        case Has(feature):
            return f"has: {feature}"


def _quoted(text: str) -> str:
    return f"'{escaped(text)}'"


def _words(node: Words) -> str:
    noun = "word" if node.text.isalnum() else "phrase"
    holds = f"a {noun} that begins with" if node.prefix else f"the {noun}"
    return f"{_COLUMNS[node.column]} holds {holds} {_quoted(node.text)}"


def _range(node: Between) -> str:
    if node.low is not None and node.low == node.high:
        return f"is {node.low}"
    ends = []
    if node.low is not None:
        ends.append(f"{'more than' if node.low_open else 'at least'} {node.low}")
    if node.high is not None:
        ends.append(f"{'less than' if node.high_open else 'at most'} {node.high}")
    return f"is {' and '.join(ends)}"


def _time(node: During, zone: tzinfo) -> str:
    if node.start is None:
        return "at any time" if node.end is None else f"before {_moment(node.end, zone)}"
    until = " on" if node.end is None else f" until before {_moment(node.end, zone)}"
    return f"from {_moment(node.start, zone)}{until}"


def _moment(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.replace(tzinfo=None).isoformat(' ', 'seconds')} {local.tzname()}"
