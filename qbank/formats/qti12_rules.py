"""How QTI 1.2 says what is right: the response conditions of an item, and what each answer earns by them.

Programs write conditions in few ways (a score set for one answer, added for each, one condition for a whole
set of answers), and each ignores parts of the specification's order of evaluation, `continue` above all. So
conditions are not run one after the other: each is asked which answers it wants and what it is worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from qbank.formats.qti12_item import ItemParts
from qbank.formats.xml_reading import local_name

_COMPARED = frozenset(
    ("varequal", "varsubstring", "varsubset", "varlt", "varlte", "vargt", "vargte", "varinside")
)
_RIGHT_TITLES = ("correct", "right")
_WRONG = "incorrect"
FULL = float("inf")
"""The score of a condition that gives all points without saying how many."""


class Test(NamedTuple):
    """One comparison: what a response is compared with, how, and whether it must not be so."""

    response: str
    value: str
    operator: str
    negated: bool
    attributes: dict[str, str]


@dataclass(slots=True)
class Node:
    """A condition as a tree: `and`, `or`, or a single test."""

    joins: str
    parts: list["Node"] = field(default_factory=list)
    test: Test | None = None


@dataclass(slots=True)
class Rule:
    """One response condition. `score` is None where it says nothing of points."""

    tree: Node
    tests: list[Test]
    score: float | None
    adds: bool
    shows: list[str]
    is_otherwise: bool
    is_disjoint: bool

    @property
    def wanted(self) -> list[Test]:
        """List the comparisons that must be so."""
        return [test for test in self.tests if not test.negated]

    @property
    def is_right(self) -> bool:
        """Tell whether it earns points."""
        return self.score is not None and self.score > 0


def rules(parts: ItemParts) -> list[Rule]:
    """Read an item's response conditions, in their order."""
    aliases = {
        label.ident: response.ident
        for response in parts.responses
        if response.kind in ("str", "num")
        for label in response.labels
        if label.ident and label.ident != response.ident
    }
    known = {response.ident for response in parts.responses}
    multiple = {each.ident for each in parts.responses if each.cardinality.lower() in ("multiple", "ordered")}
    aliases = {alias: ident for alias, ident in aliases.items() if alias not in known}
    conditions = [element for processing in parts.processing for element in processing]
    return _worth(
        [_rule(each, aliases, multiple) for each in conditions if local_name(each) == "respcondition"]
    )


def _worth(found: list[Rule]) -> list[Rule]:
    """Let the condition that is set apart be the right one where all points are nought.

    Respondus writes the points as whole numbers: half a point is `Set 0`, and a wrong answer `Add 0`.
    """
    said = [rule for rule in found if rule.score is not None]
    if any(rule.is_right for rule in said):
        return found
    keyed = [rule for rule in said if not rule.adds and rule.wanted]
    if keyed and any(rule.adds for rule in said):
        for rule in keyed:
            rule.score = FULL
    return found


def _rule(element: etree._Element, aliases: dict[str, str], multiple: set[str]) -> Rule:
    tree = Node("and")
    otherwise = False
    for child in element:
        if local_name(child) in ("conditionvar", "and", "or"):
            inner = _tree(child, aliases, multiple, negated=False)
            otherwise = otherwise or any(local_name(each) == "other" for each in child)
            tree.parts.append(inner)
    tests = list(_tests(tree))
    shows = [each.get("linkrefid") or "" for each in element if local_name(each) == "displayfeedback"]
    score, adds = _score(element, shows)
    return Rule(tree, tests, score, adds, shows, otherwise and not tests, _has_or(tree))


def _has_or(node: Node) -> bool:
    return node.joins == "or" or any(_has_or(part) for part in node.parts)


def _tree(element: etree._Element, aliases: dict[str, str], multiple: set[str], *, negated: bool) -> Node:
    name = local_name(element)
    if name == "not":
        return _joined(element, aliases, multiple, joins="or", negated=not negated)
    if name in _COMPARED:
        response = (element.get("respident") or "").strip()
        attributes = {str(key): str(value) for key, value in element.attrib.items()}
        value = " ".join((element.text or "").split())
        return Node("test", test=Test(aliases.get(response, response), value, name, negated, attributes))
    return _joined(element, aliases, multiple, joins="or" if name == "or" else "and", negated=negated)


def _joined(
    element: etree._Element, aliases: dict[str, str], multiple: set[str], *, joins: str, negated: bool
) -> Node:
    parts = [_tree(each, aliases, multiple, negated=negated) for each in element]
    parts = [part for part in parts if part.test is not None or part.parts]
    node = Node("and" if negated else joins, parts)
    return Node("or", parts) if _are_alternatives(node, multiple) else node


def _are_alternatives(node: Node, multiple: set[str]) -> bool:
    """Tell whether a list of answers to one place is what any of them may be: one answer is not two."""
    tests = [part.test for part in node.parts]
    wanted = [
        test
        for test in tests
        if test is not None and test.operator in ("varequal", "varsubset", "varsubstring")
    ]
    if (
        node.joins != "and"
        or len(wanted) < 2
        or len(wanted) < len(tests)
        or any(test.negated for test in wanted)
    ):
        return False
    return (
        len({test.response for test in wanted}) == 1
        and wanted[0].response not in multiple
        and not any("index" in test.attributes for test in wanted)
    )


def _tests(node: Node) -> Iterator[Test]:
    if node.test is not None:
        yield node.test
    for part in node.parts:
        yield from _tests(part)


def _score(element: etree._Element, shows: list[str]) -> tuple[float | None, bool]:
    """Give what a condition is worth, and whether that is added to what others give."""
    total: float | None = None
    adds = False
    for child in element:
        if local_name(child) != "setvar" or _counts_wrong(child):
            continue
        action = (child.get("action") or "Set").lower()
        value = _number(child.text or "")
        if value is None or action not in ("set", "add", "subtract"):
            continue
        total = -value if action == "subtract" else value
        adds = action != "set"
    if (element.get("correctanswer") or "").lower() == "yes" and not (total or 0) > 0:
        return FULL, False
    if (
        total is None
        and not any(local_name(child) == "setvar" for child in element)
        and _says_right(element, shows)
    ):
        return FULL, False
    return total, adds


def _says_right(element: etree._Element, shows: list[str]) -> bool:
    """Tell whether a condition without points is called the right one, as Blackboard calls it."""
    title = (element.get("title") or "").strip().lower()
    return title in _RIGHT_TITLES or (title != _WRONG and any(each.lower() == "correct" for each in shows))


def _counts_wrong(setvar: etree._Element) -> bool:
    name = setvar.get("varname") or setvar.get("variablename") or ""
    return _WRONG in name.lower()


def _number(text: str) -> float | None:
    text = text.strip()
    if text.lower().endswith(".max"):
        return FULL
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def shares(scores: dict[str, float], *, best: float | None = None) -> dict[str, float]:
    """Turn scores into shares of the points, from -1 to 1.

    What earns most earns all; where one says only that it earns all, the other numbers are percentages.
    """
    whole = 100.0 if FULL in scores.values() else best or max(scores.values(), default=0.0)
    if whole <= 0:
        whole = 100.0
    return {key: _share(score / whole) for key, score in scores.items()}


def _share(value: float) -> float:
    return round(max(-1.0, min(1.0, value)), 5)


def earned(found: list[Rule], response: str, *, conjoint: bool) -> dict[str, float]:
    """Give what each answer to a response earns by itself.

    A condition on several answers at once, with `conjoint`, is none on a single one.
    """
    total: dict[str, float] = {}
    for rule in found:
        if rule.score is None or rule.is_otherwise:
            continue
        values = list(dict.fromkeys(test.value for test in rule.wanted if test.response == response))
        if conjoint and not rule.is_disjoint and (len(values) > 1 or _excludes(rule, response)):
            continue
        for value in values:
            before = total.get(value, 0.0)
            total[value] = before + rule.score if rule.adds else _larger(before, rule.score)
    return total


def _excludes(rule: Rule, response: str) -> bool:
    return any(test.negated and test.response == response for test in rule.tests)


def _larger(one: float, other: float) -> float:
    return other if abs(other) >= abs(one) else one


def whole_sets(found: list[Rule], response: str) -> list[tuple[float, list[str]]]:
    """List the sets of answers that conditions want together, with their scores."""
    sets = []
    for rule in found:
        if not rule.is_right or rule.is_disjoint:
            continue
        values = list(dict.fromkeys(test.value for test in rule.wanted if test.response == response))
        if values and (len(values) > 1 or _excludes(rule, response)):
            sets.append((rule.score or 0.0, values))
    return sets
