"""A question being made of an item, with what its feedback is later hung on."""

from dataclasses import dataclass, field

from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Area, Choice, Match, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, rich
from qbank.formats.qti12_item import ItemParts, Label, Response
from qbank.formats.qti12_material import Written
from qbank.formats.qti12_rules import Rule, Test, earned, shares

Told = Choice | AcceptedAnswer | AcceptedNumber | Pair | Step | Area
"""The elements that can have feedback."""


class Unfit(Exception):
    """An item that is not what its kind should be: the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Built:
    """A question and the item it is made of. The three mappings say which element feedback belongs to."""

    document: QuestionDocument
    parts: ItemParts
    rules: list[Rule]
    by_answer: dict[tuple[str, str], list[Told]] = field(default_factory=dict)
    by_response: dict[str, Told] = field(default_factory=dict)
    by_rule: dict[int, Told] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def text(self, written: Written) -> Text:
        """Give a text for the question, naming its markup where it is another than the stem's."""
        return "" if not written.text else rich(written.text, written.format, self.document.format)

    def told(self, response: str, value: str, element: Told) -> None:
        """Remember an element as what an answer to a response is."""
        self.by_answer.setdefault((response, value), []).append(element)


def scored(built: Built, response: Response, *, conjoint: bool = False) -> dict[str, float]:
    """Give what each answer to a response earns, by label; labels are known by ident, else by their text."""
    name = keyed_response(built.rules, response.ident, len(built.parts.responses))
    scores = earned(built.rules, name, conjoint=conjoint)
    idents = {label.ident for label in response.labels}
    if response.labels and not idents & scores.keys():
        by_text = {label.text.text: label.ident for label in response.labels}
        scores = {by_text[value]: score for value, score in scores.items() if value in by_text}
    return {value: score for value, score in scores.items() if value in idents or not response.labels}


def keyed_response(rules: list[Rule], ident: str, count: int) -> str:
    """Give the name that conditions have for a response: where there is only one, whatever they call it."""
    named = dict.fromkeys(test.response for rule in rules for test in rule.tests)
    return next(iter(named)) if count == 1 and len(named) == 1 else ident


def label_text(label: Label) -> Written:
    """Give what a label says; its ident, where it says nothing and does not mean to."""
    if label.text.is_empty and not label.is_blank:
        return Written(label.ident, label.text.format)
    return label.text


def choices(built: Built, response: Response, shares_of: dict[str, float]) -> list[Choice]:
    """Make the choices of a response, but for those that say nothing and earn nothing."""
    some_fixed = response.rendering.get("shuffle", "").lower() == "yes" and not all(
        label.is_fixed for label in response.labels
    )
    made = []
    said = [
        label
        for label in response.labels
        if label.is_blank or not label.text.is_empty or shares_of.get(label.ident, 0) > 0
    ]
    for label in said if len(said) > 1 else response.labels:
        choice = Choice(
            text=built.text(label_text(label)),
            fraction=shares_of.get(label.ident, 0.0),
            fixed=some_fixed and label.is_fixed,
        )
        built.told(response.ident, label.ident, choice)
        made.append(choice)
    return made


_MATCHES = {"varequal": Match.EXACT, "varsubstring": Match.WILDCARD, "varsubset": Match.EXACT}


def typed_answers(built: Built, response: str) -> list[AcceptedAnswer]:
    """List the answers that may be typed into a response, and those that conditions only speak of."""
    scores = shares(earned(built.rules, response, conjoint=False))
    tests: dict[str, Test] = {}
    for rule in sorted(built.rules, key=lambda rule: not rule.is_right):
        for test in rule.wanted:
            if test.response == response and test.operator in _MATCHES and test.value:
                tests.setdefault(test.value, test)
    made = []
    for value, test in tests.items():
        answer = _answer(test, max(scores.get(value, 0.0), 0.0))
        built.told(response, value, answer)
        made.append(answer)
    return made


def _answer(test: Test, share: float) -> AcceptedAnswer:
    match = _MATCHES[test.operator]
    partial = test.operator == "varsubset" and test.attributes.get("setmatch", "").lower() == "partial"
    text = test.value
    if match is Match.WILDCARD or partial:
        text, match = f"*{text.replace('*', chr(92) + '*')}*", Match.WILDCARD
    sensitive = test.attributes.get("case", "").lower() == "yes"
    return AcceptedAnswer(text=text, fraction=share, case_sensitive=sensitive, match=match)
