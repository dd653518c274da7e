"""The options of a question in the text form, type by type: written as items, and read from them."""

import re
from collections.abc import Sequence
from typing import Any

from qbank.domain.kinds import QuestionType
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Area,
    Choice,
    Match,
    Pair,
    Shape,
    Step,
)
from qbank.domain.text import Text, text_of
from qbank.formats import text_form_numbers as numbers
from qbank.formats.text_form_items import Item, written
from qbank.formats.text_form_lines import Mistake
from qbank.formats.text_form_pairs import split_pair, written_left, written_right
from qbank.formats.truth_words import is_true_false_pair, truth

_AREA = re.compile(
    r"(rectangle|circle|polygon|point)((?:\s+-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)+)(?:\s*:\s*(.*)|)", re.S
)


def share(kind: QuestionType, right: int) -> float:
    """Give what a right choice earns that says nothing else; `right` is how many there are."""
    return round(1 / right, 5) if kind is QuestionType.MULTIPLE_CHOICE and right else 1.0


def write_choices(choices: Sequence[Choice], kind: QuestionType) -> list[str]:
    """Write choices, the right ones with a star."""
    usual = share(kind, sum(choice.fraction > 0 for choice in choices))
    lines = []
    for choice in choices:
        mark, fraction = ("*", usual) if choice.fraction > 0 else ("-", 0.0)
        flags = ["fixed"] if choice.fixed else []
        lines += _item(mark, choice, choice.text, fraction, flags)
    return lines


def _item(
    mark: str, option: Any, text: Text | None, usual: float | None, flags: Sequence[str] = ()
) -> list[str]:
    weight = None if option.fraction == usual else option.fraction
    said = None if option.feedback is None else text_of(option.feedback)
    return written(mark, text_of(text), feedback=said, weight=weight, flags=flags)


def read_choices(items: Sequence[Item], kind: QuestionType) -> list[Choice]:
    """Read choices; the right ones that say no weight share the points of a multiple choice."""
    usual = share(kind, sum(item.mark == "*" for item in items))
    choices = [
        Choice(
            text=item.text,
            fraction=weight_of(item, usual if item.mark == "*" else 0.0),
            feedback=item.feedback,
            fixed="fixed" in allowed(item, "fixed"),
        )
        for item in items
    ]
    if kind is QuestionType.TRUE_FALSE and is_true_false_pair([str(choice.text) for choice in choices]):
        for choice in choices:
            choice.id = "true" if truth(choice.text) else "false"
    return choices


def weight_of(item: Item, usual: float) -> float:
    """Give the share an item earns. Raises Mistake for one beyond the whole."""
    if item.weight is not None and abs(item.weight) > 1:
        raise Mistake(item.line, "a weight lies between -100% and 100%")
    return usual if item.weight is None else item.weight


def allowed(item: Item, *flags: str) -> frozenset[str]:
    """Give an item's flags. Raises Mistake for one that means nothing there."""
    for flag in sorted(item.flags - set(flags)):
        raise Mistake(item.line, f"[{flag}] means nothing here")
    return item.flags


def write_answers(answers: Sequence[AcceptedAnswer]) -> list[str]:
    """Write accepted answers."""
    lines = []
    for answer in answers:
        flags = [*(["case"] if answer.case_sensitive else []), *_match_flag(answer.match)]
        lines += _item("=", answer, answer.text, 1.0, flags)
    return lines


def _match_flag(match: Match) -> list[str]:
    return [] if match is Match.EXACT else [match.value]


def read_answers(items: Sequence[Item]) -> list[AcceptedAnswer]:
    """Read accepted answers."""
    return [
        AcceptedAnswer(
            text=item.text,
            fraction=weight_of(item, 1.0),
            feedback=item.feedback,
            case_sensitive="case" in allowed(item, "case", "wildcard", "regex"),
            match=next((each for each in Match if each.value in item.flags), Match.EXACT),
        )
        for item in items
    ]


def write_numbers(accepted: Sequence[AcceptedNumber]) -> list[str]:
    """Write accepted numbers."""
    return [line for number in accepted for line in _item("=", number, numbers.written(number), 1.0)]


def read_numbers(items: Sequence[Item]) -> list[AcceptedNumber]:
    """Read accepted numbers. Raises Mistake for what is no number."""
    return [_number(item) for item in items]


def _number(item: Item) -> AcceptedNumber:
    said = numbers.read(item.text)
    if said is None:
        raise Mistake(
            item.line,
            f"{item.text!r} is no number: write = 9.81, = 9.81 +- 0.01, = 9.7 .. 9.9, or = * for any other",
        )
    allowed(item)
    return AcceptedNumber(**said, fraction=weight_of(item, 1.0), feedback=item.feedback)


def write_pairs(pairs: Sequence[Pair]) -> list[str]:
    """Write pairs; a distractor has nothing before its sign."""
    lines = []
    for pair in pairs:
        text = f"{written_left(text_of(pair.left))} == {written_right(text_of(pair.right))}".strip()
        lines += _item("", pair, text, None)
    return lines


def read_pairs(items: Sequence[Item]) -> list[Pair]:
    """Read pairs."""
    pairs = []
    for item in items:
        left, right = split_pair(item.text, item.line)
        fraction = None if item.weight is None else weight_of(item, 1.0)
        allowed(item)
        pairs.append(Pair(left=left, right=right, fraction=fraction, feedback=item.feedback))
    return pairs


def write_steps(steps: Sequence[Step]) -> list[str]:
    """Write steps, numbered."""
    lines = []
    for number, step in enumerate(steps, start=1):
        said = None if step.feedback is None else text_of(step.feedback)
        lines += written(f"{number}.", text_of(step.text), feedback=said)
    return lines


def read_steps(items: Sequence[Item]) -> list[Step]:
    """Read steps. Raises Mistake where lines and numbers tell two orders."""
    said = [int(item.mark[:-1]) for item in items]
    for item, before, number in zip(items[1:], said, said[1:], strict=False):
        if number <= before and len(set(said)) > 1:
            raise Mistake(
                item.line,
                f"step {number} stands below step {before}: number the steps as they stand, or all with 1.",
            )
    steps = []
    for item in items:
        if item.weight is not None or item.flags:
            raise Mistake(item.line, "a step has no weight")
        steps.append(Step(text=item.text, feedback=item.feedback))
    return steps


def write_areas(areas: Sequence[Area]) -> list[str]:
    """Write the areas of a picture."""
    lines = []
    for area in areas:
        mark, usual = ("*", 1.0) if area.fraction > 0 else ("-", 0.0)
        places = " ".join(repr(float(place)).removesuffix(".0") for place in area.coordinates)
        name = text_of(area.text)
        lines += _item(mark, area, f"{area.shape} {places}" + (f": {name}" if name else ""), usual)
    return lines


def read_areas(items: Sequence[Item]) -> list[Area]:
    """Read the areas of a picture. Raises Mistake for what is no area."""
    return [_area(item) for item in items]


def _area(item: Item) -> Area:
    found = _AREA.fullmatch(item.text)
    if found is None:
        raise Mistake(item.line, "an area is written as * rectangle 10 20 110 80: its name")
    allowed(item)
    return Area(
        shape=Shape(found[1]),
        coordinates=[float(place) for place in found[2].split()],
        text=found[3] or None,
        fraction=weight_of(item, 1.0 if item.mark == "*" else 0.0),
        feedback=item.feedback,
    )
