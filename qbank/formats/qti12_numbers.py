"""The numbers a QTI 1.2 item accepts: values, ranges, and values with the range around them."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from qbank.domain.options import AcceptedNumber
from qbank.formats.qti12_built import Built
from qbank.formats.qti12_rules import Node, Rule, shares

_LOW = ("vargte", "vargt")
_HIGH = ("varlte", "varlt")


class Span(NamedTuple):
    """A value, or the range between two; either end may be open."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def accepted_numbers(built: Built, response: str) -> list[AcceptedNumber]:
    """List the numbers that a response accepts, each with its share of the points."""
    keyed = [
        (position, rule)
        for position, rule in enumerate(built.rules)
        if rule.wanted and any(test.response == response for test in rule.wanted) and rule.score is not None
    ]
    worth = shares({str(position): rule.score or 0.0 for position, rule in keyed})
    made = []
    for position, rule in keyed:
        for span in _spans(rule.tree, response):
            number = _accepted(span, max(worth[str(position)], 0.0))
            built.by_rule.setdefault(position, number)
            _tell(built, rule, response, number)
            made.append(number)
    return made


def _tell(built: Built, rule: Rule, response: str, number: AcceptedNumber) -> None:
    for test in rule.wanted:
        if test.operator == "varequal" and decimal(test.value) == number.value:
            built.told(response, test.value, number)


def _spans(node: Node, response: str) -> list[Span]:
    if node.test is not None:
        test = node.test
        value = decimal(test.value)
        if test.negated or test.response != response or value is None:
            return []
        if test.operator in _LOW:
            return [Span(low=value)]
        return [Span(high=value)] if test.operator in _HIGH else [Span(value=value)]
    parts = [span for part in node.parts for span in _spans(part, response)]
    return list(_alternatives(parts)) if node.joins == "or" else _together(parts)


def _together(spans: list[Span]) -> list[Span]:
    """Put the parts of one condition together; several values are several answers."""
    low = next((span.low for span in spans if span.low is not None), None)
    high = next((span.high for span in spans if span.high is not None), None)
    values = list(dict.fromkeys(span.value for span in spans if span.value is not None))
    if low is None and high is None:
        return [Span(value) for value in values]
    return [Span(values[0] if len(values) == 1 else None, low, high)]


def _alternatives(spans: list[Span]) -> Iterator[Span]:
    """Yield alternatives, a value that lies in the range beside it as the middle of that range."""
    values = [span for span in spans if span.low is None and span.high is None]
    ranges = [span for span in spans if span not in values]
    for each in ranges:
        inside = next((span for span in values if span.value is not None and _holds(each, span.value)), None)
        if each.value is None and inside is not None:
            values.remove(inside)
            yield Span(inside.value, each.low, each.high)
        else:
            yield each
    yield from values


def _holds(span: Span, value: Decimal) -> bool:
    return (span.low is None or span.low <= value) and (span.high is None or value <= span.high)


def _accepted(span: Span, share: float) -> AcceptedNumber:
    value, low, high = span
    if low is None and high is None:
        return AcceptedNumber(value=value, fraction=share)
    if low is not None and high is not None and low > high:
        low, high = high, low
    if value is None or low is None or high is None or value - low != high - value:
        return AcceptedNumber(low=low, high=high, fraction=share)
    return AcceptedNumber(value=value, tolerance=(value - low) or None, fraction=share)


def decimal(text: str) -> Decimal | None:
    """Read a number of a file, None for what is none or beyond any use."""
    written = text.strip().replace("\u2212", "-")
    if "," in written and "." not in written:
        written = written.replace(",", ".")
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 300 and len(written) < 300 else None
